// How ways change hands: evictions, take-overs that stopped half way, and clients that were inserted twice.
#include "store/client_set.h"

#include <cppunit/extensions/HelperMacros.h>

#include "model/bucket_tag.h"
#include "unit/memory_region.h"
#include "unit/slow_bucket.h"

namespace errwatch::store {
namespace {

class ClientSetTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ClientSetTest);
  CPPUNIT_TEST(WaysFillInOrder);
  CPPUNIT_TEST(LowestScoreGoesFirst);
  CPPUNIT_TEST(OldScoresAreWorthLess);
  CPPUNIT_TEST(StrikesCountMoreThanAge);
  CPPUNIT_TEST(LongestUnseenGoesFirst);
  CPPUNIT_TEST(VisitorsDisplaceVisitorsOnly);
  CPPUNIT_TEST(OldEvidenceGivesWayToVisitors);
  CPPUNIT_TEST(BlockedClientsGoLast);
  CPPUNIT_TEST(LeastLeftGoesFirst);
  CPPUNIT_TEST(BlocksByHandStay);
  CPPUNIT_TEST(EndedBlocksDoNotProtect);
  CPPUNIT_TEST(NewcomerInheritsNothing);
  CPPUNIT_TEST(TakeOverThatStoppedLeavesAUsableClient);
  CPPUNIT_TEST(TakeOverThatStoppedGivesWay);
  CPPUNIT_TEST(BlockStopsATakeOver);
  CPPUNIT_TEST(TakeOverOfWhoIsBackFails);
  CPPUNIT_TEST(LateBlockMeetsNobodyElse);
  CPPUNIT_TEST(UnsettledBlockIsNobodys);
  CPPUNIT_TEST(ShadowedWayIsNotShown);
  CPPUNIT_TEST(ShadowedBlockCounts);
  CPPUNIT_TEST(BlockInAnotherWayIsEnough);
  CPPUNIT_TEST_SUITE_END();

  TestSegment segment_{SmallGeometry(1)};
  ClientTable table_ = segment_->clients();
  Counters counters_ = segment_->counters();
  Set& set_ = segment_.sets()[0];
  const Tick now_{1'000'000};

  ClientKey Key(uint32_t number) { return table_.KeyOf(ClientNumber(number), 7); }
  bool Add(uint32_t number, uint32_t units = 1, Tick now = {1'000'000}) {
    const bool tracked = table_.Pour(Key(number), kAnyTag, units * kQuantaPerUnit, kSlow, now).tracked;
    table_.Touch(Key(number), 1, 0, now);
    return tracked;
  }
  bool Known(uint32_t number) { return table_.FindBlock(Key(number)).has_value(); }
  BlockChange Block(uint32_t number, BlockWord* opened = nullptr) {
    return table_.Block(Key(number), kXssTag, Limit{kSlow, Milliseconds(-1)}, BlockPolicy{}, BlockKind{},
                        now_, opened);
  }

  uint64_t BlockAt(uint32_t way) const { return set_.blocks[way].load(std::memory_order_relaxed); }

  // Step 1 of a take-over, by a process that then dies or is slow.
  uint64_t BeginTakeOver(uint32_t way) {
    BlockWord next;
    next.generation = static_cast<uint16_t>(UnpackBlock(BlockAt(way)).generation + 1);
    set_.blocks[way].store(Pack(next), std::memory_order_relaxed);
    return set_.fingerprints[way].load(std::memory_order_relaxed);
  }

 public:
  void WaysFillInOrder() {
    for (uint32_t i = 0; i < kWays; ++i) {
      CPPUNIT_ASSERT(Add(i));
      CPPUNIT_ASSERT_EQUAL(static_cast<int>(i), FindWay(set_, Key(i).fingerprint));
    }
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, counters_.Sum(Counter::kEvictions));
  }

  void LowestScoreGoesFirst() {
    for (uint32_t i = 0; i < kWays; ++i) Add(i, i == 5 ? 2 : 10 + i);
    CPPUNIT_ASSERT(Add(100, 5));
    CPPUNIT_ASSERT(!Known(5) && Known(100));
    for (const uint32_t i : {0U, 1U, 2U, 3U, 4U, 6U, 7U}) CPPUNIT_ASSERT(Known(i));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, counters_.Sum(Counter::kEvictions));
  }

  // Who only gets what he asks for is put in, and goes before anybody with a score.
  void VisitorsDisplaceVisitorsOnly() {
    const auto visit = [&](uint32_t number) {
      table_.NoteSuccess(Key(number), 0, {now_.value + number});
      return Known(number);
    };
    for (uint32_t i = 0; i < kWays - 1; ++i)
      Add(i, 1, {now_.value - 20 * 6000});  // old: worth nothing any more
    CPPUNIT_ASSERT(visit(100) && visit(101) && !Known(100));
    CPPUNIT_ASSERT(Add(200) && !Known(101) && !visit(102));
    for (uint32_t i = 0; i < kWays - 1; ++i) CPPUNIT_ASSERT(Known(i));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, counters_.Sum(Counter::kEvictions));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, counters_.Sum(Counter::kEvictionsRefused));
    CPPUNIT_ASSERT(Add(201));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, counters_.Sum(Counter::kEvictions));
  }

  // Else nobody's record would be kept in a table that all have gone through who ever met a dead end.
  void OldEvidenceGivesWayToVisitors() {
    const Tick hours_later{now_.value + 2 * 3600 * 100};
    for (uint32_t i = 0; i < kWays; ++i) Add(i);
    CPPUNIT_ASSERT(Block(0) == BlockChange::kOpened);
    for (uint32_t i = 100; i < 120; ++i) {
      table_.NoteSuccess(Key(i), 0, hours_later);
      CPPUNIT_ASSERT(Known(i) && Known(0));  // strikes are remembered longer
    }
    const Tick weeks_later{hours_later.value + 14 * 24 * 3600 * 100};
    for (uint32_t i = 1; i < kWays; ++i) {
      Add(i);
      Block(i);
    }
    table_.NoteSuccess(Key(200), 0, hours_later);
    CPPUNIT_ASSERT(!Known(200));
    table_.NoteSuccess(Key(200), 0, weeks_later);
    CPPUNIT_ASSERT(Known(200));
  }

  // A table that was filled by an attack long ago must not keep newcomers from collecting a score.
  void OldScoresAreWorthLess() {
    for (uint32_t i = 0; i < kWays; ++i) Add(i, 25, {1'000'000 - 30 * 6000});
    for (int round = 0; round < 3; ++round) {
      for (uint32_t i = 100; i < 104; ++i) CPPUNIT_ASSERT(Add(i));
    }
    for (uint32_t i = 100; i < 104; ++i)
      CPPUNIT_ASSERT_EQUAL(3 * kQuantaPerUnit, table_.Find(Key(i))->any.level);
  }

  void StrikesCountMoreThanAge() {
    const Tick long_ago{1000};
    for (uint32_t i = 0; i < kWays; ++i) Add(i, 1, long_ago);
    BlockWord opened;
    const Limit limit{kSlow, Milliseconds(1000)};
    for (uint32_t i = 0; i < kWays - 1; ++i) {
      CPPUNIT_ASSERT(table_.Block(Key(i), kXssTag, limit, BlockPolicy{}, BlockKind{}, long_ago, &opened) ==
                     BlockChange::kOpened);
    }
    table_.Touch(Key(kWays - 1), 1, 0, {900'000});  // seen last of all, but never blocked
    Add(100);
    CPPUNIT_ASSERT(!Known(kWays - 1) && Known(0));
  }

  void LongestUnseenGoesFirst() {
    for (uint32_t i = 0; i < kWays; ++i) Add(i);
    for (uint32_t i = 0; i < kWays; ++i) table_.Touch(Key(i), 1, 0, {now_.value + (i == 3 ? 1 : 10 + i)});
    Add(100, 1, {now_.value + 100});
    CPPUNIT_ASSERT(!Known(3) && Known(100));
  }

  // In a set of blocked clients one ends early rather than that a newcomer is not counted: the block of which
  // least is lost.
  void BlockedClientsGoLast() {
    for (uint32_t i = 0; i < kWays; ++i) {
      Add(i);
      CPPUNIT_ASSERT(Block(i) == BlockChange::kOpened);
      if (i != 5) table_.CountDenial(Key(i), now_);
    }
    table_.NoteSuccess(Key(99), 0, now_);
    CPPUNIT_ASSERT(!Known(99));  // a visitor displaces nobody who is blocked
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, counters_.Sum(Counter::kBlocksEvicted));
    CPPUNIT_ASSERT(Add(100) && Known(100) && !Known(5));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, counters_.Sum(Counter::kBlocksEvicted));
    CPPUNIT_ASSERT(!table_.FindBlock(Key(100))->Active(now_));
    for (uint32_t i = 0; i < kWays; ++i) {
      if (i != 5) CPPUNIT_ASSERT(table_.FindBlock(Key(i))->Active(now_));
    }
    CPPUNIT_ASSERT(Add(101) && !Known(100));  // who is not blocked goes first
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, counters_.Sum(Counter::kBlocksEvicted));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, counters_.Sum(Counter::kEvictionsRefused));
  }

  // Of two that were used alike the one that has less left; and one that denies nobody before all.
  void LeastLeftGoesFirst() {
    for (uint32_t i = 0; i < kWays; ++i) {
      Add(i);
      const Limit limit{kSlow, Milliseconds(60'000 + (i == 3 ? 0 : 60'000))};
      table_.Block(Key(i), kXssTag, limit, BlockPolicy{}, BlockKind{i == 6}, now_, nullptr);
    }
    CPPUNIT_ASSERT(Add(100) && !Known(6));
    CPPUNIT_ASSERT(Block(100) == BlockChange::kOpened);
    CPPUNIT_ASSERT(Add(101) && !Known(3) && Known(100));
  }

  // An administrator's blocks stay, whatever comes.
  void BlocksByHandStay() {
    for (uint32_t i = 0; i < kWays; ++i)
      CPPUNIT_ASSERT(table_.BlockByHand(Key(i), 0, {now_.value + 5}, now_));
    CPPUNIT_ASSERT(!Add(100) && !Known(100));
    CPPUNIT_ASSERT(!table_.BlockByHand(Key(100), 0, {now_.value + 5}, now_));
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, counters_.Sum(Counter::kEvictionsRefused));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, counters_.Sum(Counter::kBlocksEvicted));
    for (uint32_t i = 0; i < kWays; ++i) CPPUNIT_ASSERT(table_.FindBlock(Key(i))->Active(now_));
    table_.Unblock(Key(4), now_);
    CPPUNIT_ASSERT(Add(100) && !Known(4));
  }

  void EndedBlocksDoNotProtect() {
    for (uint32_t i = 0; i < kWays; ++i) {
      Add(i);
      Block(i);
    }
    const Tick end = table_.FindBlock(Key(0))->until;
    CPPUNIT_ASSERT(Add(100, 1, end));
    CPPUNIT_ASSERT(table_.FindBlock(Key(100)).has_value());
  }

  void NewcomerInheritsNothing() {
    for (uint32_t i = 0; i < kWays; ++i) {
      Add(i, 9);
      for (uint8_t tag = 1; tag <= 8; ++tag) table_.Pour(Key(i), tag, 9 * kQuantaPerUnit, kSlow, now_);
      table_.CountDenial(Key(i), now_);
      table_.Block(Key(i), kXssTag, Limit{kSlow, Milliseconds(10)}, BlockPolicy{}, BlockKind{}, now_,
                   nullptr);
    }
    const Tick later{now_.value + 10};
    CPPUNIT_ASSERT(table_.Pour(Key(100), 17, 1 * kQuantaPerUnit, kSlow, later).tracked);
    const ClientView view = *table_.Find(Key(100));
    CPPUNIT_ASSERT(view.block.until == Tick{} && view.block.strikes == 0 && view.any.level == 0);
    CPPUNIT_ASSERT(view.address == ClientNumber(100) && view.entries == 0 && view.denials == 0 &&
                   view.last_rule == 0);
    CPPUNIT_ASSERT(view.buckets[0].tag == 17 && view.buckets[0].level == kQuantaPerUnit);
    for (uint32_t i = 1; i < kCategoryBuckets; ++i) CPPUNIT_ASSERT(view.buckets[i] == Bucket{});
  }

  void TakeOverThatStoppedLeavesAUsableClient() {
    Add(1);
    BeginTakeOver(0);
    CPPUNIT_ASSERT(table_.FindBlock(Key(1)) == BlockWord{});
    CPPUNIT_ASSERT(Add(1));
    CPPUNIT_ASSERT(Block(1) == BlockChange::kOpened);
    CPPUNIT_ASSERT(table_.FindBlock(Key(1))->Active(now_));
    CPPUNIT_ASSERT(Block(1) == BlockChange::kAlreadyBlocked);
    CPPUNIT_ASSERT(table_.Unblock(Key(1), now_));
  }

  void TakeOverThatStoppedGivesWay() {
    for (uint32_t i = 0; i < kWays; ++i) Add(i, i == 2 ? 1 : 9);
    BeginTakeOver(2);
    CPPUNIT_ASSERT(Add(100, 5));
    CPPUNIT_ASSERT_EQUAL(2, FindWay(set_, Key(100).fingerprint));
    CPPUNIT_ASSERT(Block(100) == BlockChange::kOpened && table_.FindBlock(Key(100))->Active(now_));
  }

  // The slow process wakes up after the former client was blocked:
  // its step 3 must fail, else the newcomer would be denied.
  void BlockStopsATakeOver() {
    Add(1);
    const uint64_t owner = BeginTakeOver(0);
    const uint16_t generation = UnpackBlock(BlockAt(0)).generation;
    CPPUNIT_ASSERT(Block(1) == BlockChange::kOpened);
    CPPUNIT_ASSERT(!PutNewcomer(set_, 0, owner, Key(2).fingerprint, generation));
    CPPUNIT_ASSERT(table_.FindBlock(Key(1))->Active(now_) && !Known(2));
  }

  // It wakes up after 256 take-overs, so that the former client, who is back, has the epoch it had.
  void TakeOverOfWhoIsBackFails() {
    Add(1);
    const uint64_t owner = BeginTakeOver(0);
    const uint16_t generation = UnpackBlock(BlockAt(0)).generation;
    BlockWord later;
    later.generation = static_cast<uint16_t>(generation - 1 + 256);
    set_.blocks[0].store(Pack(later), std::memory_order_relaxed);
    CPPUNIT_ASSERT(Block(1) == BlockChange::kOpened);
    CPPUNIT_ASSERT(!PutNewcomer(set_, 0, owner, Key(2).fingerprint, generation));
    CPPUNIT_ASSERT(table_.FindBlock(Key(1))->Active(now_) && !Known(2));
  }

  // Who blocks a client wakes up after 512 take-overs, so that another's block word looks as the client's did.
  void LateBlockMeetsNobodyElse() {
    Add(1);
    const uint64_t before = BlockAt(0);
    const auto sleep = [&](const BlockWord& old) -> std::optional<BlockWord> {
      set_.fingerprints[0].store(FingerprintWord(Key(2).fingerprint, old.generation),
                                 std::memory_order_relaxed);
      return BlockWord{{now_.value + 1000}};
    };
    CPPUNIT_ASSERT(ChangeBlock(set_, 0, Key(1).fingerprint, sleep) == WordChange::kLost);
    CPPUNIT_ASSERT(Known(2) && !table_.FindBlock(Key(2))->Active(now_));
    CPPUNIT_ASSERT_EQUAL(before, BlockAt(0));
  }

  // Whatever a block word says: with another epoch beside it, it is nobody's.
  void UnsettledBlockIsNobodys() {
    Add(1);
    BlockWord stray;
    stray.until = {kMaxTick};
    stray.generation = 5;
    set_.blocks[0].store(Pack(stray), std::memory_order_relaxed);
    CPPUNIT_ASSERT(table_.FindBlock(Key(1)) == BlockWord{});
    for (uint32_t i = 2; i < 2 + kWays - 1; ++i) Add(i, 9);
    CPPUNIT_ASSERT(Add(100, 9) && !Known(1));  // and it protects nobody
  }

  void ShadowedWayIsNotShown() {
    for (uint32_t i = 0; i < kWays; ++i) Add(i);
    set_.fingerprints[6].store(FingerprintWord(Key(2).fingerprint, 0), std::memory_order_relaxed);
    int shown = 0;
    table_.ForEach([&](const ClientView& view) {
      ++shown;
      CPPUNIT_ASSERT(view.address != ClientNumber(6));
    });
    CPPUNIT_ASSERT_EQUAL(7, shown);
    CPPUNIT_ASSERT_EQUAL(2, FindWay(set_, Key(2).fingerprint));
  }

  void ShadowedBlockCounts() {
    for (uint32_t i = 0; i < kWays; ++i) Add(i);
    BlockWord opened;
    Block(6, &opened);
    set_.fingerprints[6].store(FingerprintWord(Key(2).fingerprint, 0), std::memory_order_relaxed);
    CPPUNIT_ASSERT(table_.FindBlock(Key(2)) == opened);
    CPPUNIT_ASSERT(table_.Find(Key(2))->block == opened);
    CPPUNIT_ASSERT(Block(2) == BlockChange::kAlreadyBlocked);
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, BlockAt(2));
    CPPUNIT_ASSERT(table_.Unblock(Key(2), now_));
    CPPUNIT_ASSERT(!table_.FindBlock(Key(2))->Active(now_));
  }

  // One that was only found out about once the way that is looked at first was blocked, too.
  void BlockInAnotherWayIsEnough() {
    for (uint32_t i = 0; i < kWays; ++i) Add(i);
    BlockWord real, detection;
    real.until = {now_.value + 10}, real.generation = 1;
    detection.until = {now_.value + 20}, detection.detection_only = true;
    for (const uint32_t way : {2U, 6U}) {
      set_.fingerprints[way].store(FingerprintWord(Key(2).fingerprint, way == 6), std::memory_order_relaxed);
      set_.blocks[way].store(Pack(way == 6 ? real : detection), std::memory_order_relaxed);
    }
    CPPUNIT_ASSERT(Block(2) == BlockChange::kAlreadyBlocked);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ClientSetTest);

}  // namespace
}  // namespace errwatch::store
