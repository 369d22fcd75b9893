#include "store/journal.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/allocation_counter.h"
#include "unit/child_env.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

class JournalTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(JournalTest);
  CPPUNIT_TEST(NobodyWantsIt);
  CPPUNIT_TEST(ComesBackAsItWas);
  CPPUNIT_TEST(OldEntriesAreOverwritten);
  CPPUNIT_TEST(MarksAreOfTheirEntry);
  CPPUNIT_TEST(AnEntryInTheSamePlaceHasNoMark);
  CPPUNIT_TEST(ItCountsFromALaterTimeOn);
  CPPUNIT_TEST(WhatIsDamagedIsNotBelieved);
  CPPUNIT_TEST(AServerThatEndedWell);
  CPPUNIT_TEST(AnotherGroupHearsNothingOfBefore);
  CPPUNIT_TEST(AServerThatEndedWithoutALastCopy);
  CPPUNIT_TEST(NotingAllocatesNothing);
  CPPUNIT_TEST(ThreadsLoseNothing);
  CPPUNIT_TEST(ProcessesLoseNothing);
  CPPUNIT_TEST(KilledWritersLeaveNothingToBelieve);
  CPPUNIT_TEST_SUITE_END();

  MemoryRegion region_{sizeof(JournalWords)};
  JournalWords& words_ = *region_.As<JournalWords>();
  Journal journal_{&words_};

 public:
  void setUp() override { journal_.WantUntil(Tick{2'000'000}); }

 private:
  // Every field follows from the number, so that a mix of two entries shows.
  static JournalEntry Numbered(uint32_t number) {
    return {static_cast<JournalKind>(number % kJournalKindCount),
            static_cast<uint8_t>(number % kScopeNames),
            static_cast<uint8_t>(number % 32),
            static_cast<uint8_t>(number % 128),
            number * 3,
            Tick{1'000'000 + number % 1000},
            Tick{1'500'000 + number},
            ClientNumber(number),
            number % 3 == 0};
  }
  static bool IsWhole(const JournalEntry& entry) {
    return entry == Numbered(static_cast<uint32_t>(entry.until.value - 1'500'000));
  }

  void AnotherGroupHearsNothingOfBefore() {
    journal_.Note(Numbered(1));
    journal_.Claim(7);
    journal_.Forget();
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, journal_.oldest());
    CPPUNIT_ASSERT_EQUAL(uint64_t{7}, journal_.acknowledged());
    words_.begins.store(UINT64_MAX, std::memory_order_relaxed);
    words_.discarded.store(UINT64_MAX, std::memory_order_relaxed);
    CPPUNIT_ASSERT(journal_.oldest() == 0 && journal_.discarded() == 0);
  }

  // A server that begins with a copy in which the head is older than the slots.
  void AnEntryInTheSamePlaceHasNoMark() {
    journal_.Note(Numbered(1));
    journal_.Mark(0, 7);
    words_.head.store(0, std::memory_order_relaxed);
    journal_.Note(Numbered(2));
    CPPUNIT_ASSERT(journal_.Read(0) == Numbered(2));
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, journal_.GivenIn(0));
  }

  void ItCountsFromALaterTimeOn() {
    JournalEntry entry = Numbered(4);
    journal_.Note(entry);
    const Tick clock = entry.time;
    for (const uint64_t later : {uint64_t{0}, uint64_t{1}, uint64_t{60'000}}) {
      entry.time = Tick{clock.value + later};
      journal_.Settle(0, entry.time);
      CPPUNIT_ASSERT(journal_.Read(0) == entry);
    }
    journal_.Settle(0, Tick{clock.value - 1});  // never earlier
    CPPUNIT_ASSERT(journal_.Read(0)->time == clock);
    journal_.Settle(0, Tick{kMaxTick});
    CPPUNIT_ASSERT_EQUAL(clock.value + (1U << 27) - 1, journal_.Read(0)->time.value);
    journal_.Settle(kJournalSlots, Tick{clock.value + 9});  // of another entry
    CPPUNIT_ASSERT_EQUAL(clock.value + (1U << 27) - 1, journal_.Read(0)->time.value);
  }

  void AServerThatEndedWell() {
    journal_.Note(Numbered(1));
    CPPUNIT_ASSERT(!journal_.IsClosed());
    journal_.Close();
    CPPUNIT_ASSERT(journal_.IsClosed());
    journal_.Resume(Tick{1'000'000});
    CPPUNIT_ASSERT(!journal_.IsClosed());
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, journal_.discarded());
    CPPUNIT_ASSERT(journal_.sure_from() == Tick());
  }

  void AServerThatEndedWithoutALastCopy() {
    journal_.Resume(Tick{1'000'000});  // new: nothing was given of it
    CPPUNIT_ASSERT(journal_.discarded() == 0 && journal_.sure_from() == Tick());
    journal_.Note(Numbered(1));
    journal_.Claim(7);
    journal_.Resume(Tick{1'000'000});
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, journal_.discarded());
    CPPUNIT_ASSERT_EQUAL(uint64_t{7}, journal_.acknowledged());
    CPPUNIT_ASSERT(journal_.sure_from() > Tick{1'000'000});
  }

  void NobodyWantsIt() {
    JournalEntry late = Numbered(1);
    late.time = Tick{2'000'000};
    journal_.Note(late);
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, journal_.head());
  }

  void ComesBackAsItWas() {
    for (uint32_t number = 0; number < 400; ++number) journal_.Note(Numbered(number));
    CPPUNIT_ASSERT_EQUAL(uint64_t{400}, journal_.head());
    for (uint32_t number = 0; number < 400; ++number) {
      CPPUNIT_ASSERT(journal_.IsSettled(number));
      CPPUNIT_ASSERT(journal_.Read(number) == Numbered(number));
    }
    CPPUNIT_ASSERT(!journal_.Read(400) && !journal_.IsSettled(400));
  }

  void OldEntriesAreOverwritten() {
    for (uint32_t number = 0; number < kJournalSlots + 5; ++number) journal_.Note(Numbered(number));
    CPPUNIT_ASSERT_EQUAL(uint64_t{5}, journal_.oldest());
    CPPUNIT_ASSERT(!journal_.Read(4) && journal_.IsSettled(4));
    CPPUNIT_ASSERT(journal_.Read(5) == Numbered(5));
  }

  void MarksAreOfTheirEntry() {
    journal_.Note(Numbered(0));
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, journal_.GivenIn(0));
    journal_.Mark(0, 77);
    CPPUNIT_ASSERT_EQUAL(uint32_t{77}, journal_.GivenIn(0));
    CPPUNIT_ASSERT(journal_.Read(0) == Numbered(0));
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, journal_.GivenIn(kJournalSlots));  // the next in this slot
    journal_.Claim(5);
    journal_.Acknowledge(4);
    CPPUNIT_ASSERT(journal_.claimed() == 5 && journal_.acknowledged() == 4);
  }

  void WhatIsDamagedIsNotBelieved() {
    journal_.Note(Numbered(7));
    for (std::size_t word = 1; word < 7; ++word) {
      SharedWord& changed = words_.slots[0].words[word];
      const uint64_t was = changed.load(std::memory_order_relaxed);
      changed.store(was ^ 1, std::memory_order_relaxed);
      CPPUNIT_ASSERT(!journal_.Read(0));
      changed.store(was, std::memory_order_relaxed);
    }
    CPPUNIT_ASSERT(journal_.Read(0).has_value());
    words_.head.store(UINT64_MAX, std::memory_order_relaxed);
    journal_.Note(Numbered(8));  // wherever that lands
    CPPUNIT_ASSERT(!journal_.Read(12345));
  }

  void NotingAllocatesNothing() {
    const JournalEntry entry = Numbered(3);
    const AllocationCounter allocations;
    for (int i = 0; i < 100; ++i) journal_.Note(entry);
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
  }

  template <typename Env>
  void LoseNothing() {
    constexpr uint32_t kEach = 3000;
    CPPUNIT_ASSERT(Env::Run(4, [&](int worker) {
      for (uint32_t i = 0; i < kEach; ++i) journal_.Note(Numbered(static_cast<uint32_t>(worker) * kEach + i));
      return true;
    }));
    CPPUNIT_ASSERT_EQUAL(uint64_t{4 * kEach}, journal_.head());
    std::vector<bool> seen(4 * kEach);
    for (uint64_t ticket = 0; ticket < journal_.head(); ++ticket) {
      const std::optional<JournalEntry> entry = journal_.Read(ticket);
      CPPUNIT_ASSERT(entry && IsWhole(*entry));
      seen[entry->until.value - 1'500'000] = true;
    }
    CPPUNIT_ASSERT(std::find(seen.begin(), seen.end(), false) == seen.end());
  }
  void ThreadsLoseNothing() { LoseNothing<ThreadEnv>(); }
  void ProcessesLoseNothing() {
    if (kForksAreTested) LoseNothing<ForkEnv>();
  }

  void KilledWritersLeaveNothingToBelieve() {
    if (!kForksAreTested) return;
    CPPUNIT_ASSERT(ForkEnv::KillAtRandom(200, [&](int seed) {
      for (auto i = static_cast<uint32_t>(seed);; ++i) journal_.Note(Numbered(i % 400'000));
    }));
    uint64_t whole = 0;
    for (uint64_t ticket = journal_.oldest(); ticket < journal_.head(); ++ticket) {
      const std::optional<JournalEntry> entry = journal_.Read(ticket);
      CPPUNIT_ASSERT(!entry || IsWhole(*entry));
      whole += entry ? 1U : 0U;
    }
    CPPUNIT_ASSERT(whole > kJournalSlots / 2);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(JournalTest);

}  // namespace
}  // namespace errwatch::store
