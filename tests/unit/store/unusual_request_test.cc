#include "store/unusual_request.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "unit/allocation_counter.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

class UnusualRequestTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(UnusualRequestTest);
  CPPUNIT_TEST(TellsStoryAndIncidentAndChargesNothing);
  CPPUNIT_TEST(OneIncidentAnHourForAClient);
  CPPUNIT_TEST(NotMoreThanSoManyOfAll);
  CPPUNIT_TEST(ATimeAheadDoesNotSilenceForYears);
  CPPUNIT_TEST(AllocatesNothing);
  CPPUNIT_TEST_SUITE_END();

  TestSegment segment_{SmallGeometry(4)};
  Charge charge_;
  Tick now_{1'000'000};

  void Tell(uint32_t client) {
    Entry entry;
    entry.method = "GET";
    entry.uri = "/shop";
    entry.args = "q={x}&password=secret1";
    entry.vhost = "www.example.org";
    entry.status = 200;
    TellUnusual(*segment_, entry, {31.5F, 20, "shape of a value: {x}"}, ClientNumber(client), charge_, now_);
  }
  uint64_t Count(Counter counter) { return segment_->counters().Sum(counter); }

  void TellsStoryAndIncidentAndChargesNothing() {
    Tell(1);
    const auto record = segment_->incidents().TakeNext(now_, nullptr);
    CPPUNIT_ASSERT(record);
    const Incident& incident = record->incident;
    CPPUNIT_ASSERT(incident.kind == IncidentKind::kAnomaly && incident.client == ClientNumber(1));
    CPPUNIT_ASSERT(incident.anomaly->kind == AnomalyKind::kUnusualRequest);
    CPPUNIT_ASSERT_EQUAL(31U, incident.anomaly->seen);
    CPPUNIT_ASSERT_EQUAL(20U, incident.anomaly->expected);
    CPPUNIT_ASSERT_EQUAL(std::string("shape of a value: {x}"), std::string(incident.message));
    CPPUNIT_ASSERT(incident.uri.find("secret1") == std::string_view::npos);
    const ClientKey key = segment_->clients().KeyOf(ClientNumber(1), charge_.scope);
    const std::optional<Story> story = segment_->stories().Find(key.fingerprint);
    CPPUNIT_ASSERT(story && story->records.size() == 1);
    CPPUNIT_ASSERT(story->records[0].event.kind == StoryKind::kUnusual);
    CPPUNIT_ASSERT_EQUAL(31U, story->records[0].event.count);
    CPPUNIT_ASSERT_EQUAL(std::string("www.example.org"), std::string(story->records[0].event.vhost));
    CPPUNIT_ASSERT(!segment_->clients().Find(key));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Count(Counter::kUnusual));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Count(Counter::kPoured));
  }

  void OneIncidentAnHourForAClient() {
    for (int i = 0; i < 5; ++i) Tell(1);
    Tell(2);
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, Count(Counter::kIncidents));
    CPPUNIT_ASSERT_EQUAL(uint64_t{4}, Count(Counter::kUnusualUntold));
    now_ = After(now_, Milliseconds(3'600'000));
    Tell(1);
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, Count(Counter::kIncidents));
  }

  void NotMoreThanSoManyOfAll() {
    for (uint32_t client = 1; client <= 2 * kMostUnusualAnHour; ++client) Tell(client);
    CPPUNIT_ASSERT_EQUAL(uint64_t{kMostUnusualAnHour}, Count(Counter::kIncidents));
    CPPUNIT_ASSERT_EQUAL(uint64_t{2 * kMostUnusualAnHour}, Count(Counter::kUnusual));
  }

  void ATimeAheadDoesNotSilenceForYears() {
    const Tick before = now_;
    now_ = {kMaxTick};
    Tell(1);
    now_ = before;
    Tell(1);
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, Count(Counter::kIncidents));
  }

  void AllocatesNothing() {
    Tell(1);
    const AllocationCounter allocations;
    Tell(2);
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(UnusualRequestTest);

}  // namespace
}  // namespace errwatch::store
