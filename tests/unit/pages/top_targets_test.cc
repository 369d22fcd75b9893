#include "pages/top_targets.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

#include "model/bucket_tag.h"
#include "unit/pages/snapshot_fixture.h"

namespace errwatch::store {
namespace {

class TopTargetsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TopTargetsTest);
  CPPUNIT_TEST(CountsByPathAndHost);
  CPPUNIT_TEST(WhatVisitorsDoByMistakeIsNoAttack);
  CPPUNIT_TEST(OfABlockedClientEverythingCounts);
  CPPUNIT_TEST(IncidentsTellOfWhoHasNoStory);
  CPPUNIT_TEST(LeavesOutWhatIsNoRequest);
  CPPUNIT_TEST(HasAnEnd);
  CPPUNIT_TEST_SUITE_END();

  static StoryEvent Of(std::string_view vhost, std::string_view uri, uint64_t time, Category category) {
    StoryEvent event;
    event.vhost = vhost;
    event.uri = uri;
    event.time = {time};
    event.category = category;
    return event;
  }
  static Story StoryOf(const std::vector<StoryEvent>& events) {
    Story story;
    for (const StoryEvent& event : events) story.records.push_back(*DecodeStory(EncodeStory(event), 1));
    return story;
  }
  static StoryEvent Block() {
    StoryEvent event;
    event.kind = StoryKind::kBlock;
    return event;
  }
  static Incident IncidentOf(IncidentKind kind, std::string_view uri, Category category = Category::kXss) {
    Incident incident;
    incident.kind = kind;
    incident.uri = uri;
    incident.time = {5};
    incident.category = category;
    return incident;
  }

  // Queries do not tell paths apart, hosts do.
  void CountsByPathAndHost() {
    TopTargets targets;
    targets.Add(
        1, StoryOf({Of("a", "/x?q=1", 8, Category::kXss), Of("a", "/x?q=2", 9, Category::kSqlInjection)}));
    targets.Add(2, StoryOf({Of("a", "/y", 5, Category::kXss), Of("a", "/y", 6, Category::kXss),
                            Of("b", "/x", 7, Category::kXss), Of("a", "/x", 7, Category::kXss)}));
    const std::vector<TargetRow> rows = targets.Rows(2);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, rows.size());
    CPPUNIT_ASSERT_EQUAL(std::string("/x"), rows[0].path);
    CPPUNIT_ASSERT_EQUAL(std::string("a"), rows[0].vhost);
    CPPUNIT_ASSERT_EQUAL(uint32_t{3}, rows[0].entries);
    CPPUNIT_ASSERT_EQUAL(uint32_t{2}, rows[0].clients);
    CPPUNIT_ASSERT_EQUAL(uint64_t{9}, rows[0].last.value);
    CPPUNIT_ASSERT_EQUAL(std::string("sql_injection"), rows[0].category);
    CPPUNIT_ASSERT_EQUAL(std::string("/y"), rows[1].path);
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, targets.Rows(100).size());
  }

  // A missing icon, a password mistyped: many clients, and nobody attacks.
  void WhatVisitorsDoByMistakeIsNoAttack() {
    TopTargets targets;
    for (Fingerprint client = 1; client < 9; ++client)
      targets.Add(client, StoryOf({Of("a", "/favicon.ico", 1, Category::kVulnScan),
                                   Of("a", "/login", 2, Category::kAuthFailure)}));
    CPPUNIT_ASSERT(targets.Rows(10).empty());
  }

  void OfABlockedClientEverythingCounts() {
    TopTargets targets;
    targets.Add(1, StoryOf({Of("a", "/login", 1, Category::kAuthFailure),
                            Of("a", "/login", 2, Category::kAuthFailure), Block()}));
    CPPUNIT_ASSERT_EQUAL(uint32_t{2}, targets.Rows(10).at(0).entries);
  }

  void IncidentsTellOfWhoHasNoStory() {
    TopTargets targets;
    targets.Add(1, StoryOf({Of("", "/x", 1, Category::kXss), Block()}));
    targets.Add(1, IncidentOf(IncidentKind::kBlock, "/x"));
    targets.Add(2, IncidentOf(IncidentKind::kBlock, "/x"));
    targets.Add(2, IncidentOf(IncidentKind::kEntry, "/x"));
    targets.Add(2, IncidentOf(IncidentKind::kEntry, "/x", Category::kVulnScan));
    targets.Add(2, IncidentOf(IncidentKind::kExpired, "/x"));
    targets.Add(2, IncidentOf(IncidentKind::kWidespread, "/x"));
    const TargetRow row = targets.Rows(10).at(0);
    CPPUNIT_ASSERT(row.entries == 3 && row.clients == 2 && row.last.value == 5);
  }

  void LeavesOutWhatIsNoRequest() {
    TopTargets targets;
    targets.Add(1, StoryOf({Block()}));
    targets.Add(2, IncidentOf(IncidentKind::kBlock, ""));
    CPPUNIT_ASSERT(targets.Rows(10).empty());
    targets.Add(2, IncidentOf(IncidentKind::kBlock, "?", static_cast<Category>(250)));
    CPPUNIT_ASSERT_EQUAL(std::string(), targets.Rows(10).at(0).category);
  }

  void HasAnEnd() {
    TopTargets targets;
    for (std::size_t i = 0; i <= TopTargets::kMostPaths; ++i) {
      const std::string uri = "/" + std::to_string(i);
      targets.Add(1, StoryOf({Of("a", uri, i, Category::kXss)}));
    }
    targets.Add(2, StoryOf({Of("a", "/0", 1, Category::kXss)}));
    CPPUNIT_ASSERT_EQUAL(TopTargets::kMostPaths, targets.Rows(1'000'000).size());
    CPPUNIT_ASSERT_EQUAL(std::string("/0"), targets.Rows(1).at(0).path);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TopTargetsTest);

// What stands in shared memory.
class TargetsOfASnapshotTest : public SnapshotFixture {
  CPPUNIT_TEST_SUITE(TargetsOfASnapshotTest);
  CPPUNIT_TEST(StoriesAndIncidentsOfOneClientAreOne);
  CPPUNIT_TEST_SUITE_END();

  void Tell(const char* client, std::string_view uri) {
    StoryEvent event;
    event.category = Category::kXss;
    event.uri = uri;
    event.time = Later(1);
    event.level = event.poured = 4 * kQuantaPerUnit;
    segment_->stories().Tell(Key(client).fingerprint, event);
    Incident incident;
    incident.kind = IncidentKind::kBlock;
    incident.client = Key(client).address;
    incident.scope = scope_;
    incident.category = Category::kXss;
    incident.uri = uri;
    incident.time = Later(1);
    segment_->incidents().Append(incident);
  }

  void StoriesAndIncidentsOfOneClientAreOne() {
    Tell("192.0.2.1", "/a?x");
    Tell("192.0.2.2", "/a?y");
    SnapshotOptions options;
    CPPUNIT_ASSERT(Take(options, Later(2)).targets.empty());
    options.targets = 5;
    const Snapshot snapshot = Take(options, Later(2));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, snapshot.targets.size());
    CPPUNIT_ASSERT_EQUAL(std::string("/a"), snapshot.targets[0].path);
    CPPUNIT_ASSERT_EQUAL(uint32_t{2}, snapshot.targets[0].entries);
    CPPUNIT_ASSERT_EQUAL(uint32_t{2}, snapshot.targets[0].clients);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TargetsOfASnapshotTest);

}  // namespace
}  // namespace errwatch::store
