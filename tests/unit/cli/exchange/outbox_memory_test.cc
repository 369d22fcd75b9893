// What an outbox finds in the memory when it begins, or while somebody else writes there: what one that was
// killed had given, what a server had before it ended, and wild numbers.
#include <cppunit/extensions/HelperMacros.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "cli/exchange/outbox.h"
#include "unit/cli/exchange/outbox_fixture.h"

namespace errwatch::cli {
namespace {

using store::JournalKind;

class OutboxMemoryTest : public OutboxFixture {
  CPPUNIT_TEST_SUITE(OutboxMemoryTest);
  CPPUNIT_TEST(WildNumbersAreOutlived);
  CPPUNIT_TEST(AnEndThatGoesBackCountsNothingTwice);
  CPPUNIT_TEST(AnEndThatIsNeverTheSameHoldsNobodyUp);
  CPPUNIT_TEST(WhatWasDecidedLaterThanItsClockSaysIsGivenSoAgain);
  CPPUNIT_TEST(WhoeverDiesGivesTheSameAgain);
  CPPUNIT_TEST(WhatWasBegunAndNotClaimedIsHeld);
  CPPUNIT_TEST(WhoeverDiesBetweenTheMarkAndTheClaimLosesNothing);
  CPPUNIT_TEST(NumbersGoOn);
  CPPUNIT_TEST(NumbersFromNowhereAreLeft);
  CPPUNIT_TEST(NothingIsGivenWhileTheServerEnds);
  CPPUNIT_TEST(OfACopyThatIsOldOnlyDecisionsAreGiven);
  CPPUNIT_TEST_SUITE_END();

 public:
  // A child of httpd may write anywhere in the memory.
  void WildNumbersAreOutlived() {
    segment_->journal().Claim(uint64_t{1} << 50);
    Pour(1, 5);
    Outbox outbox(*segment_, limits_, decisions_, now_);
    const std::optional<Batch> batch = outbox.Next(3, now_);
    CPPUNIT_ASSERT(batch && batch->number == static_cast<uint64_t>(UnixMs(now_)) + 1);
    outbox.Acknowledge(batch->number);
    // Entries that nobody wrote: one wait for all.
    for (int i = 0; i < 5000; ++i) {
      segment_->journal().Note({JournalKind::kPour, 0, kTag, 0, 64, now_, {}, store::ClientNumber(9)});
      WordsOfJournal()
          .slots[static_cast<std::size_t>(segment_->journal().head() - 1) % store::kJournalSlots]
          .words[0]
          .store(0, std::memory_order_relaxed);
    }
    Pour(3, 5);
    CPPUNIT_ASSERT(!outbox.Next(3, now_));
    now_.value += 201;
    CPPUNIT_ASSERT(outbox.Next(3, now_));
  }

  // Only who may write the memory can do that: what is held is what the journal says now.
  void AnEndThatGoesBackCountsNothingTwice() {
    Outbox outbox(*segment_, limits_, decisions_, now_);
    segment_->journal().Note(
        {JournalKind::kPour, 0, kTag, 0, kQuantaPerUnit, now_, {}, store::ClientNumber(1)});
    CPPUNIT_ASSERT(!outbox.Next(3, now_));
    for (int i = 0; i < 10; ++i) {
      WordsOfJournal().head.store(0, std::memory_order_relaxed);
      CPPUNIT_ASSERT(!outbox.Next(3, now_));
      WordsOfJournal().head.store(1, std::memory_order_relaxed);
      CPPUNIT_ASSERT(!outbox.Next(3, now_));
    }
    Pour(1, 4);
    const std::optional<Batch> batch = outbox.Next(3, now_);
    CPPUNIT_ASSERT(batch && batch->changes.size() == 1);
    CPPUNIT_ASSERT_EQUAL(5 * kQuantaPerUnit, Quanta(batch->changes[0]));
  }

  // What was read of it once is what a round ends at.
  void AnEndThatIsNeverTheSameHoldsNobodyUp() {
    Outbox outbox(*segment_, limits_, decisions_, now_);
    std::atomic<bool> over = false;
    const std::jthread writer([&] {
      for (int i = 0; i < 2'000'000; ++i)
        WordsOfJournal().head.store(i % 2 == 0 ? uint64_t{1} << 60 : 20'000, std::memory_order_relaxed);
      over = true;
    });
    while (!over) {
      now_.value += 300;
      outbox.Next(3, now_);
    }
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, At(outbox.counts(), store::ShareCount::kHeld));
  }

  void WhatWasDecidedLaterThanItsClockSaysIsGivenSoAgain() {
    const ClientAddress client = store::ClientNumber(1).Masked(segment_->prefix());
    decisions_.Note(JournalKind::kBlock, "server", {client, 0}, Tick{now_.value + 500});
    segment_->journal().Note({JournalKind::kUnblock, 0, 0, 0, 0, now_, {}, client});
    nlohmann::ordered_json given;
    {
      Outbox outbox(*segment_, limits_, decisions_, now_);
      given = outbox.Next(3, now_)->changes;
      CPPUNIT_ASSERT_EQUAL(UnixMs(Tick{now_.value + 501}),
                           given[0].at("unblock").at("time_ms").get<int64_t>());
    }
    decisions_ = {};  // killed before anybody took it
    Outbox next(*segment_, limits_, decisions_, now_);
    CPPUNIT_ASSERT(next.Next(3, now_)->changes == given);
  }

  void WhoeverDiesGivesTheSameAgain() {
    std::optional<Batch> given;
    {
      Outbox outbox(*segment_, limits_, decisions_, now_);
      Pour(1, 5);
      Pour(2, 1);
      given = outbox.Next(3, now_);
      CPPUNIT_ASSERT(given);
    }
    Pour(1, 2);
    now_.value += 500;
    Outbox next(*segment_, limits_, decisions_, now_);
    const std::optional<Batch> again = next.Next(3, now_);
    CPPUNIT_ASSERT(again && again->number == given->number && again->changes == given->changes);
    next.Acknowledge(again->number);
    const std::optional<Batch> rest = next.Next(3, now_);
    CPPUNIT_ASSERT(rest && rest->changes.size() == 1);
    CPPUNIT_ASSERT_EQUAL(2 * kQuantaPerUnit, Quanta(rest->changes[0]));
    next.Acknowledge(rest->number);
    Outbox last(*segment_, limits_, decisions_, now_);
    CPPUNIT_ASSERT(!last.Next(3, now_));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, At(last.counts(), store::ShareCount::kHeld));
  }

  void WhatWasBegunAndNotClaimedIsHeld() {
    {
      Outbox outbox(*segment_, limits_, decisions_, now_);
      Pour(1, 1);
    }
    store::Journal journal = segment_->journal();
    journal.Mark(0, static_cast<uint32_t>(journal.claimed() + 1));
    Outbox next(*segment_, limits_, decisions_, now_);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, At(next.counts(), store::ShareCount::kHeld));
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, journal.GivenIn(0));
  }

  // Numbers have gone on with the clock since.
  void WhoeverDiesBetweenTheMarkAndTheClaimLosesNothing() {
    {
      Outbox outbox(*segment_, limits_, decisions_, now_);
      NoteOf(JournalKind::kUnblock);
    }
    store::Journal journal = segment_->journal();
    journal.Mark(0, static_cast<uint32_t>(journal.claimed() + 1));
    now_.value += 500;
    Outbox next(*segment_, limits_, decisions_, now_);
    CPPUNIT_ASSERT_EQUAL(static_cast<uint64_t>(UnixMs(now_)), journal.claimed());
    CPPUNIT_ASSERT(next.Next(3, now_)->changes[0].contains("unblock"));
  }

  // Behind those of a memory that was there before.
  void NumbersGoOn() {
    Outbox outbox(*segment_, limits_, decisions_, now_);
    CPPUNIT_ASSERT_EQUAL(static_cast<uint64_t>(UnixMs(now_)), segment_->journal().claimed());
  }

  void NumbersFromNowhereAreLeft() {
    segment_->journal().Claim((uint64_t{1} << 37) - 1);
    Outbox outbox(*segment_, limits_, decisions_, now_);
    NoteOf(JournalKind::kUnblock);
    const std::optional<Batch> batch = outbox.Next(3, now_);
    CPPUNIT_ASSERT(batch && batch->number == static_cast<uint64_t>(UnixMs(now_)) + 1);
  }

  void NothingIsGivenWhileTheServerEnds() {
    Outbox outbox(*segment_, limits_, decisions_, now_);
    Pour(1, 5);
    segment_->journal().Close();
    CPPUNIT_ASSERT(!outbox.Next(3, now_));
    segment_->journal().Resume(now_);
    Outbox next(*segment_, limits_, decisions_, now_);
    CPPUNIT_ASSERT(next.Next(3, now_));
  }

  void OfACopyThatIsOldOnlyDecisionsAreGiven() {
    Pour(1, 5);
    segment_->journal().Note({JournalKind::kBlock, 0, 0, 0, 0, now_, Tick{now_.value + 60'000},
                              store::ClientNumber(2).Masked(segment_->prefix())});
    segment_->journal().Resume(now_);
    Outbox outbox(*segment_, limits_, decisions_, now_);
    const std::optional<Batch> batch = outbox.Next(3, now_);
    CPPUNIT_ASSERT(batch && batch->changes.size() == 1 && batch->changes[0].contains("block"));
    outbox.Acknowledge(batch->number);
    Pour(3, 5);
    CPPUNIT_ASSERT(outbox.Next(3, now_));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(OutboxMemoryTest);

}  // namespace
}  // namespace errwatch::cli
