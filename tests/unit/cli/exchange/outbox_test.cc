#include "cli/exchange/outbox.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstddef>
#include <cstdint>
#include <optional>

#include "unit/cli/exchange/outbox_fixture.h"

namespace errwatch::cli {
namespace {

using store::JournalKind;

class OutboxTest : public OutboxFixture {
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
  CPPUNIT_TEST(WhatWasBeforeAnotherHostLetInIsNotGiven);
  CPPUNIT_TEST(OneAtATime);
  CPPUNIT_TEST_SUITE_END();

 public:
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
};
CPPUNIT_TEST_SUITE_REGISTRATION(OutboxTest);

}  // namespace
}  // namespace errwatch::cli
