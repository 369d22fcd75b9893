#include "cli/watch/feed.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdio>
#include <memory>
#include <optional>

#include "unit/cli_fixture.h"
#include "unit/started_state.h"

namespace errwatch::cli {
namespace {

Snapshot At(int64_t seconds, uint64_t entries, uint64_t denials) {
  Snapshot snapshot;
  snapshot.started = TickFromUnixMs(1'795'341'600'000);
  snapshot.now = TickFromUnixMs(1'795'341'600'000 + seconds * 1000);
  snapshot.counters = {{"entries", "", entries}, {"denials", "", denials}};
  return snapshot;
}

Snapshot WithIncidents(std::vector<uint64_t> numbers) {
  Snapshot snapshot = At(0, 0, 0);
  for (const uint64_t number : numbers) snapshot.incidents.emplace_back().number = number;
  return snapshot;
}

class FeedTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FeedTest);
  CPPUNIT_TEST(Rates);
  CPPUNIT_TEST(News);
  CPPUNIT_TEST(SurvivesWhatHappensToTheStateFile);
  CPPUNIT_TEST(WantsAStateFileAtFirst);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { few_rules_.emplace(); }
  void tearDown() override { few_rules_.reset(); }

  void Rates() {
    const auto rates = RatesBetween(At(10, 100, 7), At(14, 120, 7));
    CPPUNIT_ASSERT(rates.has_value());
    CPPUNIT_ASSERT_DOUBLES_EQUAL(5, rates->entries, 0.01);
    CPPUNIT_ASSERT_DOUBLES_EQUAL(0, rates->denials, 0.01);
    CPPUNIT_ASSERT(!RatesBetween(At(10, 100, 7), At(10, 120, 7)));
    CPPUNIT_ASSERT(!RatesBetween(At(10, 100, 7), At(14, 90, 9)));
    Snapshot anew = At(14, 200, 9);
    anew.started = anew.now;
    CPPUNIT_ASSERT(!RatesBetween(At(10, 100, 7), anew));
  }

  void News() {
    const auto numbers = [](const Snapshot& before, const Snapshot& after) {
      std::vector<uint64_t> list;
      for (const IncidentRow& row : NewIncidents(before, after)) list.push_back(row.number);
      return list;
    };
    using Numbers = std::vector<uint64_t>;
    CPPUNIT_ASSERT(Numbers({5, 7}) == numbers(WithIncidents({4, 3}), WithIncidents({7, 5, 4, 3})));
    CPPUNIT_ASSERT(numbers(WithIncidents({4}), WithIncidents({4})).empty());
    CPPUNIT_ASSERT(Numbers({0}) == numbers(WithIncidents({}), WithIncidents({0})));
    CPPUNIT_ASSERT(
        numbers(WithIncidents({4}), WithIncidents({})).empty());  // single entries took their place
    CPPUNIT_ASSERT(Numbers({0, 1}) == numbers(WithIncidents({9}), WithIncidents({1, 0})));  // another file
  }

  void SurvivesWhatHappensToTheStateFile() {
    auto file = Start();
    auto feed = Feed::Open(Options());
    CPPUNIT_ASSERT_MESSAGE(feed ? "" : feed.error(), feed.ok());
    CPPUNIT_ASSERT_EQUAL(std::string(), feed.value().trouble());
    store::Incident incident;
    incident.time = Now();
    file->segment().incidents().Append(incident);
    feed.value().Refresh();
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, feed.value().news().size());
    feed.value().Refresh();
    CPPUNIT_ASSERT(feed.value().news().empty());

    std::remove(state_.c_str());
    feed.value().Refresh();
    CPPUNIT_ASSERT_MESSAGE(feed.value().trouble(), feed.value().trouble().find(state_) != std::string::npos);
    CPPUNIT_ASSERT(feed.value().news().empty() && feed.value().snapshot().incidents.size() == 1);

    file.reset();
    file = Start();
    feed.value().Refresh();
    CPPUNIT_ASSERT_EQUAL(std::string(), feed.value().trouble());
    CPPUNIT_ASSERT(feed.value().snapshot().incidents.empty());
  }

  void WantsAStateFileAtFirst() {
    const auto feed = Feed::Open(Options());
    CPPUNIT_ASSERT(!feed && feed.error().find("--state") != std::string::npos);
  }

 private:
  LiveOptions Options() const { return {state_, ""}; }
  std::unique_ptr<store::StartedState> Start() {
    auto made = store::StartState(state_, store::GeometryFor(kMinClients), ClientPrefix{}, Now());
    CPPUNIT_ASSERT_MESSAGE(made ? "" : made.error(), made.ok());
    made.value()->segment().RegisterScope("server");
    return std::move(made).value();
  }

  std::optional<FewRules> few_rules_;
  TemporaryDirectory files_;
  std::string state_ = files_.Path("state");
};
CPPUNIT_TEST_SUITE_REGISTRATION(FeedTest);

}  // namespace
}  // namespace errwatch::cli
