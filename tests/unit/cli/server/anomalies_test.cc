#include "cli/server/anomalies.h"

#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>
#include <random>

#include "store/model_file.h"
#include "unit/server_fixture.h"

namespace errwatch::cli {
namespace {

class AnomaliesCommandTest : public ServerFixture {
  CPPUNIT_TEST_SUITE(AnomaliesCommandTest);
  CPPUNIT_TEST(NothingIsKnownYet);
  CPPUNIT_TEST(KindsOfEntries);
  CPPUNIT_TEST(WhatManyDo);
  CPPUNIT_TEST(ModelsAndWhatFollowsAnAttack);
  CPPUNIT_TEST(AcceptedIsWhatIsThere);
  CPPUNIT_TEST(AcceptSaysWhyNothing);
  CPPUNIT_TEST_SUITE_END();

  nlohmann::json Document() {
    const Ran ran = RunTool({"anomalies", "-s", state_, "-f", "json"});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, 0, ran.code);
    return nlohmann::json::parse(ran.out);
  }

 public:
  void NothingIsKnownYet() {
    const Ran ran = RunTool({"anomalies", "-s", state_});
    CPPUNIT_ASSERT(ran.code == 1 && ran.out.empty() &&
                   ran.err.find("ErrWatchAnomalies") != std::string::npos);
    CPPUNIT_ASSERT(Document()["baselines"].empty() && Document()["crowds"].empty());
  }

  void KindsOfEntries() {
    store::Baselines baselines = file_->segment().baselines();
    baselines.Note(128, "a.example\x1b", 1, Now());
    file_->segment().message_templates().Note(128, 128, "AH00128: File does not exist: /a", Level::kInfo,
                                              Now());
    baselines.Judge(Now());
    const nlohmann::json document = Document();
    const auto& row = document["baselines"][0];
    CPPUNIT_ASSERT(row["template"] == "AH00128" && row["entries"] == 1 && row["learned"] == false);
    CPPUNIT_ASSERT(row["vhost"] == "a.example?" && row["text"] == "AH00128: File does not exist: <*>");
    CPPUNIT_ASSERT(document.contains("learns_until"));
    const Ran text = RunTool({"anomalies", "-s", state_});
    CPPUNIT_ASSERT(text.code == 0 && text.out.find("learning") != std::string::npos &&
                   text.out.find("AH00128") != std::string::npos);
    CPPUNIT_ASSERT(text.err.find("which kinds of entries are usual until") != std::string::npos);
  }

  void WhatManyDo() {
    store::CrowdRows crowds = file_->segment().crowds();
    std::mt19937_64 random(5);
    for (uint32_t i = 1; i <= 60; ++i) {
      store::CrowdEntry entry;
      entry.print = 3;
      entry.client = random() >> 8;
      entry.address = *ClientAddress::Parse("203.0.113." + std::to_string(i));
      entry.category = Category::kAuthFailure;
      entry.text = "alice";
      crowds.Note(entry, Now());
    }
    crowds.TakeNews(Now());
    const auto row = Document()["crowds"][0];
    CPPUNIT_ASSERT(row["kind"] == "brute_force" && row["category"] == "auth_failure" && row["entries"] == 60);
    CPPUNIT_ASSERT(row["target"] == "alice" && row["ranges"] == "203.0.113.0/24");
    const Ran text = RunTool({"anomalies", "-s", state_});
    CPPUNIT_ASSERT(text.out.find("share one brute force attack") != std::string::npos);
  }

  void ModelsAndWhatFollowsAnAttack() {
    const std::string config =
        files_.Write("httpd.conf",
                     "LoadModule errwatch_module modules/mod_errwatch.so\nServerName www.example.org\n"
                     "ErrWatchAnomalies On\nErrWatchUnderAttack tighten=4\nErrWatchModel " +
                         files_.Path("site.model") + "\n");
    CPPUNIT_ASSERT(store::WriteModelFile(files_.Path("site.model"), RequestModel()).ok());
    const Ran text = RunTool({"anomalies", "-s", state_, "-c", config});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(text.err, 0, text.code);
    for (const char* part :
         {"ErrWatchUnderAttack tighten=4", "www.example.org", "site.model", "used", "points"})
      CPPUNIT_ASSERT_MESSAGE(text.out, text.out.find(part) != std::string::npos);
    for (const char* command : {"anomalies", "status"}) {
      const Ran ran = RunTool({command, "-s", state_, "-c", config, "-f", "json"});
      const auto document = nlohmann::json::parse(ran.out);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(command, std::string("used"),
                                   document["models"][0]["state"].get<std::string>());
    }
    const auto document =
        nlohmann::json::parse(RunTool({"anomalies", "-s", state_, "-c", config, "-f", "json"}).out);
    CPPUNIT_ASSERT_EQUAL(std::string(R"([{"under_attack":"tighten=4","vhost":"www.example.org"}])"),
                         document["under_attack"].dump());
  }

  void AcceptedIsWhatIsThere() {
    store::Baselines baselines = file_->segment().baselines();
    const Tick long_ago{Now().value - 2 * TicksIn(store::kLearnTime)};
    baselines.Note(128, "a.example", 1, long_ago);
    baselines.Judge(long_ago);
    const Ran ran = RunTool({"anomalies", "-s", state_, "--accept", "-f", "json"});
    CPPUNIT_ASSERT_EQUAL(1, nlohmann::json::parse(ran.out)["accepted"].get<int>());
    CPPUNIT_ASSERT(RunTool({"anomalies", "-s", state_, "--accept"}).out.starts_with("1 kind of entries"));
  }

  void AcceptSaysWhyNothing() {
    const auto accept = [this](const char* format) {
      const Ran ran = RunTool({"anomalies", "-s", state_, "--accept", "-f", format});
      CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, 0, ran.code);
      return ran.out;
    };
    CPPUNIT_ASSERT(accept("text").starts_with("nothing is accepted: the server knows of no kind"));
    store::Baselines baselines = file_->segment().baselines();
    const Tick now = Now();
    baselines.Note(128, "a.example", 1, now);
    baselines.Judge(now);
    CPPUNIT_ASSERT(accept("text").starts_with("nothing is accepted: the server learns yet"));
    const auto young = nlohmann::json::parse(accept("json"));
    CPPUNIT_ASSERT(young["accepted"] == 0 && young.contains("why_nothing") && young.contains("learns_until"));
    CPPUNIT_ASSERT_EQUAL(2, RunTool({"anomalies", "--format", "yaml"}).code);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AnomaliesCommandTest);

}  // namespace
}  // namespace errwatch::cli
