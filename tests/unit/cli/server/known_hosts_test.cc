#include "cli/server/known_hosts.h"

#include <cppunit/extensions/HelperMacros.h>

#include <filesystem>
#include <fstream>

#include "store/model_file.h"
#include "store/named_models.h"
#include "unit/server_fixture.h"

namespace errwatch::cli {
namespace {

constexpr Milliseconds kHour{3'600'000};

class KnownHostsTest : public ServerFixture {
  CPPUNIT_TEST_SUITE(KnownHostsTest);
  CPPUNIT_TEST(ModelsAsTheirFilesAre);
  CPPUNIT_TEST(AFileThatWasChangedSince);
  CPPUNIT_TEST(AModelThatIsBeingLearnt);
  CPPUNIT_TEST(APlaceThatIsNotKnownHere);
  CPPUNIT_TEST(WhatFollowsIsOfEachHostThatLooks);
  CPPUNIT_TEST(TheAdviceIsOfWhatIsInForce);
  CPPUNIT_TEST_SUITE_END();

  ModelRow RowOf(const Configuration& configuration) const {
    const std::vector<ModelRow> rows = ModelRowsOf(configuration, file_->segment(), Now());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, rows.size());
    return rows[0];
  }
  Configuration Naming(const ModelSetting& model) const {
    Configuration configuration;
    configuration.loads_errwatch = true;
    configuration.name = "www.example.org";
    configuration.server.model.value = model;
    configuration.vhosts.resize(1);
    configuration.vhosts[0].name = "shop.example.org";
    configuration.vhosts[0].server.model.value = model;
    return configuration;
  }

 public:
  void ModelsAsTheirFilesAre() {
    const std::string path = files_.Path("site.model");
    CPPUNIT_ASSERT(RowOf(Naming({path, {}})).state == ModelState::kNotUsed);
    RequestModel model;
    model.counts().requests = 17;
    CPPUNIT_ASSERT(store::WriteModelFile(path, model).ok());
    const ModelRow used = RowOf(Naming({path, {}}));
    CPPUNIT_ASSERT(used.state == ModelState::kUsed && used.requests == 17 && used.threshold >= 26);
    CPPUNIT_ASSERT(used.learnt != Tick() && used.problem.empty());
    CPPUNIT_ASSERT(used.vhosts == (std::vector<std::string>{"www.example.org", "shop.example.org"}));
    std::ofstream(path) << "anybody's";
    const ModelRow spoilt = RowOf(Naming({path, {}}));
    CPPUNIT_ASSERT(spoilt.state == ModelState::kNotUsed && !spoilt.problem.empty());
  }

  // httpd goes by what it read when it started.
  void AFileThatWasChangedSince() {
    const std::string path = files_.Path("site.model");
    RequestModel model;
    model.counts().requests = 17;
    CPPUNIT_ASSERT(store::WriteModelFile(path, model).ok());
    const Tick written = RowOf(Naming({path, {}})).learnt;
    file_->segment().SetModelsRead(Tick{written.value + 6000});
    CPPUNIT_ASSERT(RowOf(Naming({path, {}})).state == ModelState::kUsed);
    file_->segment().SetModelsRead(Tick{written.value - 1});
    const ModelRow changed = RowOf(Naming({path, {}}));
    CPPUNIT_ASSERT(changed.state == ModelState::kUnknown && changed.requests == 0);
    CPPUNIT_ASSERT_EQUAL(std::string("changed since httpd started: used after the next restart"),
                         changed.problem);
    // Also to an older one.
    std::filesystem::last_write_time(path, std::filesystem::last_write_time(path) - std::chrono::hours(9));
    CPPUNIT_ASSERT(RowOf(Naming({path, {}})).state == ModelState::kUnknown);
    std::ofstream(path) << "anybody's";
    CPPUNIT_ASSERT(RowOf(Naming({path, {}})).problem.find("it is no model") != std::string::npos);
    // What httpd wrote itself is what it goes on with.
    std::filesystem::remove(path);
    CPPUNIT_ASSERT(store::WriteModelFile(path, model).ok());
    const uint64_t print = store::PrintOfModel(file_->segment().hash_key(), path);
    file_->segment().learning_models().Claim(print, written)->SetSaved(written);
    CPPUNIT_ASSERT(RowOf(Naming({path, kHour})).state == ModelState::kUsed);
  }

  void AModelThatIsBeingLearnt() {
    const std::string path = files_.Path("site.model");
    const uint64_t print = store::PrintOfModel(file_->segment().hash_key(), path);
    CPPUNIT_ASSERT(file_->segment().learning_models().Claim(print, Now()));
    const ModelRow row = RowOf(Naming({path, kHour}));
    CPPUNIT_ASSERT(row.state == ModelState::kLearning && row.until > Now() && row.problem.empty());
    // The server does not know of a file that was made meanwhile.
    CPPUNIT_ASSERT(store::WriteModelFile(path, RequestModel()).ok());
    CPPUNIT_ASSERT(RowOf(Naming({path, kHour})).state == ModelState::kLearning);
    file_->segment().learning_models().Claim(print, Now())->SetSaved(Now());
    CPPUNIT_ASSERT(RowOf(Naming({path, kHour})).state == ModelState::kUsed);
  }

  void APlaceThatIsNotKnownHere() {
    const ModelRow row = RowOf(Naming({"${SOMEWHERE}/site.model", {}}));
    CPPUNIT_ASSERT(row.state == ModelState::kUnknown && !row.problem.empty());
  }

  void WhatFollowsIsOfEachHostThatLooks() {
    Configuration configuration = Naming({});
    CPPUNIT_ASSERT(UnderAttackOf(configuration).empty());
    configuration.vhosts[0].server.anomalies.value = true;
    configuration.vhosts[0].server.under_attack.value = {Joiners::kTighten, 4};
    const std::vector<UnderAttackRow> rows = UnderAttackOf(configuration);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, rows.size());
    CPPUNIT_ASSERT(rows[0].vhost == "shop.example.org" && rows[0].says.factor == 4);
  }

  void TheAdviceIsOfWhatIsInForce() {
    CrowdRow crowd;
    crowd.kind = AnomalyKind::kScan;
    CPPUNIT_ASSERT(AdviceOn(crowd).starts_with("ErrWatchUnderAttack says"));
    crowd.follows = UnderAttack{};
    CPPUNIT_ASSERT(AdviceOn(crowd).starts_with("nothing follows"));
    crowd.follows = UnderAttack{Joiners::kTighten, 4};
    CPPUNIT_ASSERT(AdviceOn(crowd).starts_with("ErrWatchUnderAttack tighten=4 is in force"));
    crowd.kind = AnomalyKind::kBreakage;
    CPPUNIT_ASSERT(AdviceOn(crowd).starts_with("mend it"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(KnownHostsTest);

}  // namespace
}  // namespace errwatch::cli
