#include "store/incident_ring.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "base/both_ends.h"
#include "model/bucket_tag.h"
#include "unit/allocation_counter.h"
#include "unit/child_env.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

constexpr uint32_t kSlots = 16;

struct RingMemory {
  RingWords words;
  std::atomic<uint64_t> taken, lost, torn;
  std::array<IncidentSlot, kSlots> slots;
};

class IncidentRingTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(IncidentRingTest);
  CPPUNIT_TEST(ComesBackAsItWas);
  CPPUNIT_TEST(CopiesOwnTheirTexts);
  CPPUNIT_TEST(OldRecordsAreOverwritten);
  CPPUNIT_TEST(EachIsTakenOnce);
  CPPUNIT_TEST(LostOnesAreCounted);
  CPPUNIT_TEST(QueuesDoNotWaitForEachOther);
  CPPUNIT_TEST(WhoHasNotBeenTakenIsAtRiskAfterHalfALap);
  CPPUNIT_TEST(OverwrittenOnesAreSkippedAndCountedOnce);
  CPPUNIT_TEST(UnfinishedRecordIsWaitedFor);
  CPPUNIT_TEST(UnfinishedRecordIsSkippedWhenTheRingMovesOn);
  CPPUNIT_TEST(DamagedRecordIsNotBelieved);
  CPPUNIT_TEST(WildPositionsAreSurvived);
  CPPUNIT_TEST(AppendAllocatesNothing);
  CPPUNIT_TEST(ThreadsNeverSeeATornRecord);
  CPPUNIT_TEST(ProcessesNeverSeeATornRecord);
  CPPUNIT_TEST(KilledWritersLeaveNothingToBelieve);
  CPPUNIT_TEST_SUITE_END();

  MemoryRegion region_{sizeof(RingMemory)};
  RingMemory& memory_ = *region_.As<RingMemory>();
  IncidentRing ring_{memory_.slots.data(), kSlots, &memory_.words};
  const Tick now_{1'000'000};
  uint64_t lost_ = 0;

  // Every field follows from the number, so that a mix of two records shows.
  static uint64_t AppendNumber(IncidentRing& ring, uint32_t number) {
    const std::string text = std::to_string(number) + std::string(number % 150, 'x');
    Incident incident;
    incident.rule = number;
    incident.score = number * 3;
    incident.client = ClientNumber(number);
    incident.uri = text;
    incident.message = text;
    return ring.Append(incident);
  }
  static bool IsWhole(const IncidentRecord& record) {
    const uint32_t number = record.incident.rule;
    const std::string text = std::to_string(number) + std::string(number % 150, 'x');
    return record.incident.score == number * 3 && record.incident.client == ClientNumber(number) &&
           record.incident.uri == text && record.incident.message == ShortenedInTheMiddle(text, 128);
  }

 public:
  void ComesBackAsItWas() {
    Incident in;
    in.kind = IncidentKind::kEntry;
    in.category = Category::kAnomaly;
    in.limit = kAnyTag;
    in.scope = 63;
    in.strikes = 31;
    in.foreign_only = true;
    in.range_bits = 127;
    in.rule = 999'999'999;
    in.score = 65'535;
    in.capacity = 10'000;
    in.status = 599;
    in.log_id = 10'033;
    in.time = now_;
    in.until = {kMaxTick};
    in.client = *ClientAddress::Parse("2001:db8::1");
    in.vhost = "www.example.org";
    in.method = "PROPFIND";
    in.uri = "/a?b=\x01\xFF";
    in.message = "AH00128: File does not exist";
    in.poured = 65'535;
    in.joined = JoinedAttack{AnomalyKind::kFlood, {Joiners::kTighten, kMaxTightenFactor}};
    in.found = Target::kBody;
    in.field = "comment";
    in.excerpt = "1' or 1=1";
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, ring_.Append(in));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, ring_.head());
    const IncidentRecord record = *ring_.Read(0);
    const Incident& out = record.incident;
    CPPUNIT_ASSERT(out.kind == in.kind && out.category == in.category && out.limit == in.limit &&
                   out.scope == in.scope);
    CPPUNIT_ASSERT(out.foreign_only && out.range_bits == 127);
    CPPUNIT_ASSERT(out.strikes == in.strikes && out.rule == in.rule && out.score == in.score &&
                   out.capacity == in.capacity);
    CPPUNIT_ASSERT(out.status == in.status && out.log_id == in.log_id && out.time == in.time &&
                   out.until == in.until);
    CPPUNIT_ASSERT(out.client == in.client && out.vhost == in.vhost && out.method == in.method);
    CPPUNIT_ASSERT(out.poured == in.poured && out.found == in.found && out.field == in.field &&
                   out.excerpt == in.excerpt);
    CPPUNIT_ASSERT(out.uri == in.uri && out.message == in.message && record.ticket == 0);
    CPPUNIT_ASSERT(!out.anomaly && out.joined == in.joined);
    in.joined = JoinedAttack{AnomalyKind::kBruteForce, {Joiners::kBlock, 1}};
    CPPUNIT_ASSERT(ring_.Read(ring_.Append(in))->incident.joined == in.joined);
    in.joined.reset();
    CPPUNIT_ASSERT(!ring_.Read(ring_.Append(in))->incident.joined);
    CPPUNIT_ASSERT(!ring_.Read(3) && !ring_.Read(kSlots));
  }

  void CopiesOwnTheirTexts() {
    AppendNumber(ring_, 140);
    auto first = ring_.Read(0);
    const IncidentRecord copy = *first;
    IncidentRecord assigned;
    assigned = copy;
    first->text.fill('?');
    CPPUNIT_ASSERT(IsWhole(copy) && IsWhole(assigned));
    for (const IncidentRecord* record : {&copy, static_cast<const IncidentRecord*>(&assigned)}) {
      CPPUNIT_ASSERT(record->incident.uri.data() >= record->text.data());
      CPPUNIT_ASSERT(record->incident.uri.data() + record->incident.uri.size() <=
                     record->text.data() + record->text.size());
    }
  }

  void OldRecordsAreOverwritten() {
    for (uint32_t i = 0; i < kSlots + 3; ++i) CPPUNIT_ASSERT_EQUAL(uint64_t{i}, AppendNumber(ring_, i));
    for (uint32_t i = 0; i < kSlots + 3; ++i) CPPUNIT_ASSERT_EQUAL(i >= 3, ring_.Read(i).has_value());
  }

  void EachIsTakenOnce() {
    CPPUNIT_ASSERT(!ring_.HasUntaken() && !ring_.TakeNext(now_, &lost_));
    for (uint32_t i = 0; i < 5; ++i) AppendNumber(ring_, i);
    CPPUNIT_ASSERT(ring_.HasUntaken());
    for (uint32_t i = 0; i < 5; ++i) {
      const auto record = ring_.TakeNext(now_, &lost_);
      CPPUNIT_ASSERT(record && record->incident.rule == i && record->ticket == i);
    }
    CPPUNIT_ASSERT(!ring_.HasUntaken() && !ring_.TakeNext(now_, &lost_));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, lost_);
    CPPUNIT_ASSERT(ring_.Read(2).has_value());  // taken, but still there for pages
  }

  void LostOnesAreCounted() {
    for (uint32_t i = 0; i < kSlots * 2 + 5; ++i) AppendNumber(ring_, i);
    CPPUNIT_ASSERT_EQUAL(kSlots + 5, ring_.TakeNext(now_, &lost_)->incident.rule);
    CPPUNIT_ASSERT_EQUAL(uint64_t{kSlots + 5}, lost_);
  }

  void QueuesDoNotWaitForEachOther() {
    constexpr IncidentQueue kEvents = IncidentQueue::OfEventLog(0);
    for (uint32_t i = 0; i < 3; ++i) AppendNumber(ring_, i);
    while (ring_.TakeNext(now_, &lost_)) continue;
    CPPUNIT_ASSERT(!ring_.HasUntaken() && ring_.HasUntaken(kEvents));
    for (uint32_t i = 0; i < 3; ++i)
      CPPUNIT_ASSERT_EQUAL(i, ring_.TakeNext(now_, &lost_, kEvents)->incident.rule);
    CPPUNIT_ASSERT(!ring_.HasUntaken(kEvents) && !ring_.TakeNext(now_, &lost_, kEvents));

    // A dead writer holds up each for its own time.
    memory_.words.head.store(4, std::memory_order_relaxed);
    const Tick later{now_.value + IncidentRing::kWriterGrace};
    CPPUNIT_ASSERT(!ring_.TakeNext(now_, &lost_) && !ring_.TakeNext(later, &lost_, kEvents));
    CPPUNIT_ASSERT(!ring_.TakeNext(later, &lost_) && !ring_.HasUntaken());
    CPPUNIT_ASSERT(ring_.HasUntaken(kEvents));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, lost_);
  }

  void WhoHasNotBeenTakenIsAtRiskAfterHalfALap() {
    AppendNumber(ring_, 0);
    for (uint32_t i = 1; i < kSlots; ++i) {
      CPPUNIT_ASSERT_EQUAL(i >= kSlots / 2, ring_.IsAtRisk(0));
      AppendNumber(ring_, i);
    }
    CPPUNIT_ASSERT(ring_.IsUntaken(0) && ring_.IsUntaken(1));
    CPPUNIT_ASSERT(ring_.TakeNext(now_, &lost_));
    CPPUNIT_ASSERT(!ring_.IsUntaken(0) && ring_.IsUntaken(1) && !ring_.IsAtRisk(0));
    CPPUNIT_ASSERT(ring_.IsAtRisk(0, IncidentQueue::OfEventLog(3)));
  }

  void OverwrittenOnesAreSkippedAndCountedOnce() {
    for (uint32_t i = 0; i < kSlots; ++i) {
      AppendNumber(ring_, i);
      CPPUNIT_ASSERT_EQUAL(i + 1 > kSlots * 3 / 4, ring_.IsCrowded(IncidentQueue::OfEventLog(3)));
    }
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, ring_.SkipOverwritten(IncidentQueue::OfEventLog(3)));
    for (uint32_t i = 0; i < 5; ++i) AppendNumber(ring_, kSlots + i);
    CPPUNIT_ASSERT_EQUAL(uint64_t{5}, ring_.SkipOverwritten(IncidentQueue::OfEventLog(3)));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, ring_.SkipOverwritten(IncidentQueue::OfEventLog(3)));
    CPPUNIT_ASSERT_EQUAL(uint32_t{5},
                         ring_.TakeNext(now_, &lost_, IncidentQueue::OfEventLog(3))->incident.rule);
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, lost_);
    CPPUNIT_ASSERT_EQUAL(uint64_t{5}, ring_.SkipOverwritten({}));
  }

  // A writer that has its ticket and nothing more; it may be slow or dead.
  void UnfinishedRecordIsWaitedFor() {
    memory_.words.head.store(1, std::memory_order_relaxed);
    AppendNumber(ring_, 1);
    CPPUNIT_ASSERT(!ring_.TakeNext(now_, &lost_));
    CPPUNIT_ASSERT(!ring_.TakeNext({now_.value + IncidentRing::kWriterGrace - 1}, &lost_));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, lost_);
    CPPUNIT_ASSERT_EQUAL(uint32_t{1},
                         ring_.TakeNext({now_.value + IncidentRing::kWriterGrace}, &lost_)->incident.rule);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, lost_);

    // Dead in the middle: the next one waits from its own first meeting on.
    memory_.slots[2].words[0].store(2 * 2 + 1, std::memory_order_relaxed);
    memory_.words.head.store(3, std::memory_order_relaxed);
    const Tick later{now_.value + 50'000};
    CPPUNIT_ASSERT(!ring_.TakeNext(later, &lost_));
    CPPUNIT_ASSERT(!ring_.TakeNext({later.value + IncidentRing::kWriterGrace}, &lost_));
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, lost_);
    CPPUNIT_ASSERT(!ring_.HasUntaken());
  }

  void UnfinishedRecordIsSkippedWhenTheRingMovesOn() {
    memory_.words.head.store(1, std::memory_order_relaxed);
    for (uint32_t i = 1; i < kSlots / 2; ++i) AppendNumber(ring_, i);
    CPPUNIT_ASSERT_EQUAL(uint32_t{1}, ring_.TakeNext(now_, &lost_)->incident.rule);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, lost_);
  }

  void DamagedRecordIsNotBelieved() {
    for (std::size_t word = 1; word < kIncidentWords; ++word) {
      const uint64_t ticket = AppendNumber(ring_, 100);
      SharedWord& damaged = memory_.slots[ticket % kSlots].words[word];
      damaged.store(damaged.load(std::memory_order_relaxed) ^ uint64_t{1} << word % 64,
                    std::memory_order_relaxed);
      CPPUNIT_ASSERT(!ring_.Read(ticket));
    }
    AppendNumber(ring_, 7);
    while (const auto record = ring_.TakeNext(now_, &lost_))
      CPPUNIT_ASSERT_EQUAL(uint32_t{7}, record->incident.rule);
    CPPUNIT_ASSERT_EQUAL(uint64_t{kIncidentWords - 1}, lost_);
  }

  void WildPositionsAreSurvived() {
    const uint64_t wild[] = {0, 1, kSlots, ~uint64_t{0}, uint64_t{1} << 63, 12345};
    for (const uint64_t head : wild) {
      for (const uint64_t taken : wild) {
        for (const uint64_t sequence : wild) {
          memory_.words.head.store(head, std::memory_order_relaxed);
          memory_.words.messages.taken.store(taken, std::memory_order_relaxed);
          for (IncidentSlot& slot : memory_.slots) slot.words[0].store(sequence, std::memory_order_relaxed);
          ring_.TakeNext(now_, &lost_);
          const uint64_t ticket = AppendNumber(ring_, 42);
          const auto record = ring_.Read(ticket);
          CPPUNIT_ASSERT(!record || IsWhole(*record));
          for (uint32_t i = 0; i < 2 * kSlots; ++i) AppendNumber(ring_, i);
          for (int i = 0; i < 100 && ring_.HasUntaken(); ++i)
            ring_.TakeNext({now_.value + 1000U * static_cast<unsigned>(i)}, &lost_);
          CPPUNIT_ASSERT(!ring_.HasUntaken());
        }
      }
    }
  }

  void AppendAllocatesNothing() {
    Incident in;
    in.uri = "/index.html";
    const AllocationCounter allocations;
    for (int i = 0; i < 100; ++i) ring_.Append(in);
    while (ring_.TakeNext(now_, &lost_)) continue;
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
  }

  // Writers lap each other and the takers all the time.
  template <typename Env>
  void WriteAndTake() {
    constexpr uint32_t kEach = 10'000;
    CPPUNIT_ASSERT(Env::Run(4, [&](int worker) {
      IncidentRing ring = ring_;
      uint64_t lost = 0;
      for (uint32_t i = 0; i < kEach; ++i) {
        if (worker < 2) AppendNumber(ring, i);
        const auto seen = ring.Read(ring.head() - 1 - i % kSlots);
        if (seen && !IsWhole(*seen)) ++memory_.torn;
        if (worker < 2) continue;
        const auto taken = ring.TakeNext(now_, &lost);
        if (!taken) continue;
        ++memory_.taken;
        if (!IsWhole(*taken)) ++memory_.torn;
      }
      memory_.lost += lost;
      return true;
    }));
    uint64_t taken = memory_.taken, lost = memory_.lost;
    for (unsigned i = 0; ring_.HasUntaken(); ++i)
      taken += ring_.TakeNext({now_.value + 1000 * i}, &lost) ? 1U : 0U;
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, memory_.torn.load());
    CPPUNIT_ASSERT_EQUAL(uint64_t{2 * kEach}, ring_.head());
    CPPUNIT_ASSERT_EQUAL(uint64_t{2 * kEach}, taken + lost);
  }
  void ThreadsNeverSeeATornRecord() { WriteAndTake<ThreadEnv>(); }
  void ProcessesNeverSeeATornRecord() { WriteAndTake<ForkEnv>(); }

  void KilledWritersLeaveNothingToBelieve() {
    if (!kForksAreTested) return;
    CPPUNIT_ASSERT(ForkEnv::KillAtRandom(200, [&](int seed) {
      for (auto i = static_cast<uint32_t>(seed);; ++i) AppendNumber(ring_, i);
    }));
    uint64_t whole = 0;
    for (unsigned i = 0; ring_.HasUntaken(); ++i) {
      const auto record = ring_.TakeNext({now_.value + 1000 * i}, &lost_);
      CPPUNIT_ASSERT(!record || IsWhole(*record));
      whole += record ? 1U : 0U;
    }
    CPPUNIT_ASSERT(whole > 0);
    CPPUNIT_ASSERT_EQUAL(ring_.head(), whole + lost_);
    CPPUNIT_ASSERT(IsWhole(*ring_.Read(AppendNumber(ring_, 77))));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(IncidentRingTest);

}  // namespace
}  // namespace errwatch::store
