#include "pages/take_snapshot.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>

#include "base/version.h"
#include "unit/pages/snapshot_fixture.h"

namespace errwatch::store {
namespace {

class TakeSnapshotTest : public SnapshotFixture {
  CPPUNIT_TEST_SUITE(TakeSnapshotTest);
  CPPUNIT_TEST(OfAnEmptySegment);
  CPPUNIT_TEST(IncidentsNewestFirstWithoutSingleEntries);
  CPPUNIT_TEST(RulesAndCategories);
  CPPUNIT_TEST(TimelinesOfCategoriesAndCounters);
  CPPUNIT_TEST(WarnsWithTheRemedy);
  CPPUNIT_TEST(SurvivesAnyMemory);
  CPPUNIT_TEST_SUITE_END();

 public:
  void OfAnEmptySegment() {
    const Snapshot snapshot = Take({}, Later(60));
    CPPUNIT_ASSERT_EQUAL(std::string(kVersion), snapshot.version);
    CPPUNIT_ASSERT(snapshot.now == Later(60) && snapshot.started == kStart);
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, snapshot.table_clients);
    CPPUNIT_ASSERT_EQUAL(geometry_.sets * kWays, snapshot.table_capacity);
    CPPUNIT_ASSERT_EQUAL(kCounterCount, snapshot.counters.size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{kCategoryCount}, snapshot.categories.size());
    CPPUNIT_ASSERT(snapshot.clients.empty() && snapshot.incidents.empty() && snapshot.rules.empty() &&
                   snapshot.warnings.empty());
  }

  void IncidentsNewestFirstWithoutSingleEntries() {
    IncidentRing ring = segment_->incidents();
    for (uint32_t rule = 1; rule <= 5; ++rule) {
      Incident incident;
      incident.kind = rule == 4 ? IncidentKind::kEntry : IncidentKind::kBlock;
      incident.rule = rule;
      incident.time = Later(rule);
      ring.Append(incident);
    }
    Incident server;
    server.kind = IncidentKind::kServer;
    server.time = Later(6);
    ring.Append(server);
    SnapshotOptions options;
    options.incidents = 4;
    const Snapshot snapshot = Take(options, Later(10));
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, snapshot.incidents.size());
    const uint32_t rules[] = {0, 5, 3, 2};
    for (std::size_t i = 0; i < 4; ++i) CPPUNIT_ASSERT_EQUAL(rules[i], snapshot.incidents[i].rule);
  }

  void RulesAndCategories() {
    for (int i = 0; i < 3; ++i) segment_->rules().Hit(2101, Later(7));
    segment_->rules().Hit(1301, Later(8));
    segment_->counters().AddCategory(Category::kXss);
    segment_->counters().Add(Counter::kDenials, 9);
    const Snapshot snapshot = Take({}, Later(10));
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, snapshot.rules.size());
    CPPUNIT_ASSERT(snapshot.rules[0].id == 2101 && snapshot.rules[0].hits == 3 &&
                   snapshot.rules[0].last_hit == Later(7));
    CPPUNIT_ASSERT(snapshot.rules[0].name.empty());
    for (const CounterRow& row : snapshot.categories) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.name, uint64_t{row.name == "xss" ? 1U : 0U}, row.value);
    }
    for (const CounterRow& row : snapshot.counters) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.name, uint64_t{row.name == "denials" ? 9U : 0U}, row.value);
      CPPUNIT_ASSERT(!row.text.empty());
    }
  }

  void TimelinesOfCategoriesAndCounters() {
    segment_->timeline().Note(Category::kXss, Later(0));
    segment_->timeline().Note(Counter::kDenials, Later(600));
    const Snapshot snapshot = Take({}, Later(600));
    CPPUNIT_ASSERT_EQUAL(std::size_t{kCategoryCount}, snapshot.minutes.categories.size());
    const TimelineRow& xss = snapshot.minutes.categories[static_cast<std::size_t>(Category::kXss)];
    CPPUNIT_ASSERT_EQUAL(std::string("xss"), xss.name);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, xss.counts.at(109));
    CPPUNIT_ASSERT_EQUAL(int64_t{60'000}, snapshot.minutes.step.count());
    CPPUNIT_ASSERT_EQUAL(int64_t{3'600'000}, snapshot.hours.step.count());
    CPPUNIT_ASSERT_EQUAL(std::string("denials"), snapshot.hours.counters[0].name);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, snapshot.hours.counters[0].counts.at(2));
    CPPUNIT_ASSERT(snapshot.minutes.begin.value + 109 * 6000 <= Later(0).value);
  }

  void WarnsWithTheRemedy() {
    const std::pair<Counter, std::string_view> cases[] = {
        {Counter::kEvictionsRefused, "raise ErrWatchClients"},
        {Counter::kBlocksEvicted, "raise ErrWatchClients"},
        {Counter::kNoScratch, "LogLevel"},
        {Counter::kMatchLimit, "simplify"},
        {Counter::kRulesUncounted, "ErrWatchRuleRemove"},
        {Counter::kEventsDropped, "ErrWatchEventLog"},
        {Counter::kIncidentsLost, "ErrWatchEventLog"},
        {Counter::kProxyPeersFull, "ErrWatchTrustedProxy"},
        {Counter::kFault, "report"},
    };
    std::size_t warnings = 0;
    for (const auto& [counter, remedy] : cases) {
      segment_->counters().Add(counter, 1234);
      const Snapshot snapshot = Take({}, Later(1));
      CPPUNIT_ASSERT_EQUAL(++warnings, snapshot.warnings.size());
      const auto said = [wanted = remedy](const std::string& warning) {
        return warning.starts_with("1,234 ") && warning.find(wanted) != std::string::npos &&
               warning.ends_with(".");
      };
      CPPUNIT_ASSERT_MESSAGE(std::string(remedy),
                             std::any_of(snapshot.warnings.begin(), snapshot.warnings.end(), said));
    }
  }

  // A child with fewer rights than the reader may have written anything.
  void SurvivesAnyMemory() {
    const std::size_t header = sizeof(Header);
    uint64_t random = 88'172'645'463'325'252ULL;
    for (std::byte& byte : region().subspan(header)) {
      random ^= random << 13, random ^= random >> 7, random ^= random << 17;  // xorshift64
      byte = static_cast<std::byte>(random);
    }
    const Snapshot snapshot = Take({}, Later(1));
    CPPUNIT_ASSERT_EQUAL(std::size_t{100}, snapshot.clients.size());
    CPPUNIT_ASSERT(snapshot.table_clients <= snapshot.table_capacity);
    CPPUNIT_ASSERT(snapshot.incidents.empty());  // no checksum holds
    for (const ClientRow& row : snapshot.clients) CPPUNIT_ASSERT(row.scores.size() <= kCategoryBuckets + 1);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TakeSnapshotTest);

}  // namespace
}  // namespace errwatch::store
