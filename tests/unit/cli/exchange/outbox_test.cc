#include "cli/exchange/outbox.h"

#include <cppunit/extensions/HelperMacros.h>

#include <atomic>
#include <string>
#include <thread>

#include "model/bucket_tag.h"
#include "store/segment_offsets.h"
#include "unit/memory_region.h"

namespace errwatch::cli {
namespace {

using store::JournalKind;

class OutboxTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(OutboxTest);
  CPPUNIT_TEST(WhatStaysFarBelowItsLimitIsHeldBack);
  CPPUNIT_TEST(WhatMattersIsGivenWithAllThatWasHeldBack);
  CPPUNIT_TEST(WhatLeakedAwayIsForgotten);
  CPPUNIT_TEST(WhoIsBlockedMatters);
  CPPUNIT_TEST(NoMoreIsHeldThanTheRingHas);
  CPPUNIT_TEST(NoMoreIsReadyThanTheRingHas);
  CPPUNIT_TEST(DecisionsTakeAlongWhatTheyRestOn);
  CPPUNIT_TEST(WhatWasBeforeIsNotSummedWithWhatCameAfter);
  CPPUNIT_TEST(WhatWasBeforeItWasLetInIsNotGiven);
  CPPUNIT_TEST(WildNumbersAreOutlived);
  CPPUNIT_TEST(AnEndThatGoesBackCountsNothingTwice);
  CPPUNIT_TEST(AnEndThatIsNeverTheSameHoldsNobodyUp);
  CPPUNIT_TEST(WhatWasDecidedLaterThanItsClockSaysIsGivenSoAgain);
  CPPUNIT_TEST(WhatWasBeforeAnotherHostLetInIsNotGiven);
  CPPUNIT_TEST(OneAtATime);
  CPPUNIT_TEST(WhoeverDiesGivesTheSameAgain);
  CPPUNIT_TEST(WhatWasBegunAndNotClaimedIsHeld);
  CPPUNIT_TEST(WhoeverDiesBetweenTheMarkAndTheClaimLosesNothing);
  CPPUNIT_TEST(NumbersGoOn);
  CPPUNIT_TEST(NumbersFromNowhereAreLeft);
  CPPUNIT_TEST(NothingIsGivenWhileTheServerEnds);
  CPPUNIT_TEST(OfACopyThatIsOldOnlyDecisionsAreGiven);
  CPPUNIT_TEST_SUITE_END();

  static constexpr uint8_t kTag = TagOf(Category::kAuthFailure);
  store::TestSegment segment_{store::GeometryFor(4096)};
  Decisions decisions_;
  const LimitsByScope limits_{nullptr, {Tight(), BlockPolicy{}}};
  Tick now_{500'000'000};

  static Limits Tight() {
    Limits limits = DefaultLimits();
    limits[Category::kAuthFailure].shape = {10, 60'000};  // 10/10m
    return limits;
  }

 public:
  void setUp() override {
    segment_->RegisterScope("server");
    segment_->journal().WantUntil(Tick{now_.value + 1'000'000});
  }

 private:
  void Pour(uint32_t client, uint32_t units) {
    store::ClientTable clients = segment_->clients();
    const store::ClientKey key = clients.KeyOf(store::ClientNumber(client), store::ScopeHash("server"));
    clients.Pour(key, kTag, units * kQuantaPerUnit, limits_.Of("server").limits[Category::kAuthFailure].shape,
                 now_);
    segment_->journal().Note({JournalKind::kPour, 0, kTag, 0, units * kQuantaPerUnit, now_, {}, key.address});
  }
  store::JournalWords& WordsOfJournal() {
    return *store::At<store::JournalWords>(segment_.region().bytes().data(),
                                           store::OffsetsOf(segment_->geometry()).journal);
  }
  static uint32_t Quanta(const nlohmann::ordered_json& change) { return change.at("pour").at("quanta"); }

  void WhatStaysFarBelowItsLimitIsHeldBack() {
    Outbox outbox(*segment_, limits_, decisions_, now_);
    Pour(1, 1);
    CPPUNIT_ASSERT(!outbox.Next(3, now_));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, At(outbox.counts(), store::ShareCount::kHeld));
  }

  // Of three hosts, from 10 / 6 units on.
  void WhatMattersIsGivenWithAllThatWasHeldBack() {
    Outbox outbox(*segment_, limits_, decisions_, now_);
    Pour(1, 1);
    Pour(2, 1);
    CPPUNIT_ASSERT(!outbox.Next(3, now_));
    Pour(1, 1);
    const std::optional<Batch> batch = outbox.Next(3, now_);
    CPPUNIT_ASSERT(batch && batch->changes.size() == 1);
    CPPUNIT_ASSERT_EQUAL(2 * kQuantaPerUnit, Quanta(batch->changes[0]));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, At(outbox.counts(), store::ShareCount::kHeld));
  }

  // By what came from others: its bucket is empty then, and nobody else knows what it did here.
  void WhoIsBlockedMatters() {
    Outbox outbox(*segment_, limits_, decisions_, now_);
    Pour(1, 1);
    CPPUNIT_ASSERT(!outbox.Next(3, now_));
    store::ClientTable clients = segment_->clients();
    CPPUNIT_ASSERT(clients.BlockByHand(clients.KeyOf(store::ClientNumber(1), store::ScopeHash("server")), 0,
                                       Tick{now_.value + 60'000}, now_));
    now_.value += 100;
    CPPUNIT_ASSERT(outbox.Next(3, now_));
  }

  void WhatLeakedAwayIsForgotten() {
    Outbox outbox(*segment_, limits_, decisions_, now_);
    Pour(1, 1);
    CPPUNIT_ASSERT(!outbox.Next(3, now_));
    now_.value += 60'000;
    CPPUNIT_ASSERT(!outbox.Next(3, now_));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, At(outbox.counts(), store::ShareCount::kHeld));
  }

  // A botnet whose every address comes once, and whose traces leak away slowly.
  void NoMoreIsHeldThanTheRingHas() {
    Outbox outbox(*segment_, limits_, decisions_, now_);
    for (uint32_t client = 1; client <= 3 * store::kJournalSlots; ++client) {
      segment_->journal().Note(
          {JournalKind::kPour, 0, kTag, 0, kQuantaPerUnit, now_, {}, store::ClientNumber(client)});
      if (client % 1000 != 0) continue;
      now_.value += 1;
      CPPUNIT_ASSERT(!outbox.Next(3, now_));
    }
    now_.value += 100;  // all that is held is looked at once a second
    CPPUNIT_ASSERT(!outbox.Next(3, now_));
    CPPUNIT_ASSERT_EQUAL(uint64_t{store::kJournalSlots}, At(outbox.counts(), store::ShareCount::kHeld));
    CPPUNIT_ASSERT_EQUAL(uint64_t{2 * store::kJournalSlots}, At(outbox.counts(), store::ShareCount::kLost));
  }

  // While nobody takes the batches.
  void NoMoreIsReadyThanTheRingHas() {
    Outbox outbox(*segment_, limits_, decisions_, now_);
    Pour(1, 5);
    CPPUNIT_ASSERT(outbox.Next(3, now_));
    for (uint32_t count = 0; count < 3 * store::kJournalSlots; ++count) {
      segment_->journal().Note({JournalKind::kUnblock, 0, 0, 0, 0, now_, {}, store::ClientNumber(1)});
      if (count % 1000 == 0) CPPUNIT_ASSERT(!outbox.Next(3, now_));
    }
    now_.value += 100;
    CPPUNIT_ASSERT(!outbox.Next(3, now_));
    CPPUNIT_ASSERT_EQUAL(uint64_t{2 * store::kJournalSlots}, At(outbox.counts(), store::ShareCount::kLost));
  }

  void DecisionsTakeAlongWhatTheyRestOn() {
    Outbox outbox(*segment_, limits_, decisions_, now_);
    Pour(1, 1);
    segment_->journal().Note({JournalKind::kBlock, 0, kTag, 0, 0, now_, Tick{now_.value + 60'000},
                              store::ClientNumber(1).Masked(segment_->prefix())});
    const std::optional<Batch> batch = outbox.Next(3, now_);
    CPPUNIT_ASSERT(batch && batch->changes.size() == 2);
    CPPUNIT_ASSERT(batch->changes[0].contains("pour") && batch->changes[1].contains("block"));
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

  void NoteOf(JournalKind kind, uint8_t tag = 0, uint32_t quanta = 0) {
    segment_->journal().Note(
        {kind, 0, tag, 0, quanta, now_, {}, store::ClientNumber(1).Masked(segment_->prefix())});
  }

  void WhatWasBeforeIsNotSummedWithWhatCameAfter() {
    Pour(1, 3);
    const Tick before = now_;
    now_.value += 10;
    NoteOf(JournalKind::kForgive, kTag, kQuantaPerUnit);
    now_.value += 10;
    Pour(1, 2);
    Pour(1, 1);
    Outbox outbox(*segment_, limits_, decisions_, now_);
    const std::optional<Batch> batch = outbox.Next(3, now_);
    CPPUNIT_ASSERT(batch && batch->changes.size() == 3);
    const char* const kinds[] = {"pour", "forgive", "pour"};
    for (std::size_t i = 0; i < 3; ++i) CPPUNIT_ASSERT(batch->changes[i].contains(kinds[i]));
    CPPUNIT_ASSERT_EQUAL(3 * kQuantaPerUnit, Quanta(batch->changes[0]));
    CPPUNIT_ASSERT_EQUAL(UnixMs(before), batch->changes[0]["pour"]["time_ms"].get<int64_t>());
    CPPUNIT_ASSERT_EQUAL(3 * kQuantaPerUnit, Quanta(batch->changes[2]));
  }

  void WhatWasBeforeItWasLetInIsNotGiven() {
    Pour(1, 3);
    now_.value += 10;
    NoteOf(JournalKind::kForgive, kTag, kQuantaPerUnit);
    NoteOf(JournalKind::kUnblock);
    now_.value += 10;
    Pour(1, 3);
    Outbox outbox(*segment_, limits_, decisions_, now_);
    const std::optional<Batch> batch = outbox.Next(3, now_);
    CPPUNIT_ASSERT(batch && batch->changes.size() == 2);
    CPPUNIT_ASSERT(batch->changes[0].contains("unblock"));
    CPPUNIT_ASSERT_EQUAL(3 * kQuantaPerUnit, Quanta(batch->changes[1]));
  }

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

  void WhatWasBeforeAnotherHostLetInIsNotGiven() {
    const ClientAddress client =
        segment_->clients().KeyOf(store::ClientNumber(1), store::ScopeHash("server")).address;
    Outbox outbox(*segment_, limits_, decisions_, now_);
    Pour(1, 1);
    CPPUNIT_ASSERT(!outbox.Next(3, now_));  // held
    decisions_.NoteHeard({client, 0}, segment_->journal().head());
    now_.value += 10;
    Pour(1, 3);
    const std::optional<Batch> batch = outbox.Next(3, now_);
    CPPUNIT_ASSERT(batch && batch->changes.size() == 1);
    CPPUNIT_ASSERT_EQUAL(3 * kQuantaPerUnit, Quanta(batch->changes[0]));
    outbox.Acknowledge(batch->number);
    decisions_ = {};
    Outbox next(*segment_, limits_, decisions_, now_);
    CPPUNIT_ASSERT(!next.Next(3, now_));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, At(next.counts(), store::ShareCount::kHeld));
  }

  void OneAtATime() {
    Outbox outbox(*segment_, limits_, decisions_, now_);
    Pour(1, 5);
    const std::optional<Batch> first = outbox.Next(3, now_);
    Pour(1, 4);
    CPPUNIT_ASSERT(first && !outbox.Next(3, now_));
    outbox.Acknowledge(first->number + 7);  // of nobody's
    CPPUNIT_ASSERT(!outbox.Next(3, now_));
    outbox.Acknowledge(first->number);
    const std::optional<Batch> second = outbox.Next(3, now_);
    CPPUNIT_ASSERT(second && second->number == first->number + 1);
    CPPUNIT_ASSERT_EQUAL(4 * kQuantaPerUnit, Quanta(second->changes[0]));
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

  void NumbersFromNowhereAreLeft() {
    segment_->journal().Claim((uint64_t{1} << 37) - 1);
    Outbox outbox(*segment_, limits_, decisions_, now_);
    NoteOf(JournalKind::kUnblock);
    const std::optional<Batch> batch = outbox.Next(3, now_);
    CPPUNIT_ASSERT(batch && batch->number == static_cast<uint64_t>(UnixMs(now_)) + 1);
  }

  // Behind those of a memory that was there before.
  void NumbersGoOn() {
    Outbox outbox(*segment_, limits_, decisions_, now_);
    CPPUNIT_ASSERT_EQUAL(static_cast<uint64_t>(UnixMs(now_)), segment_->journal().claimed());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(OutboxTest);

}  // namespace
}  // namespace errwatch::cli
