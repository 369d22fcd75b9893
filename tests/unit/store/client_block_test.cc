#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <vector>

#include "model/bucket_tag.h"
#include "store/client_table.h"
#include "unit/memory_region.h"
#include "unit/slow_bucket.h"

namespace errwatch::store {
namespace {

class ClientBlockTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ClientBlockTest);
  CPPUNIT_TEST(BlocksOnce);
  CPPUNIT_TEST(GrowsWithStrikes);
  CPPUNIT_TEST(StrikesDecay);
  CPPUNIT_TEST(UnknownClientIsLost);
  CPPUNIT_TEST(RealBlockReplacesDetection);
  CPPUNIT_TEST(OnlyStrongerBlocksReplace);
  CPPUNIT_TEST(KindsOfForeignRequestsAddUp);
  CPPUNIT_TEST(DetectionsBringNoRealStrikes);
  CPPUNIT_TEST(DetectionsHideNoRealStrikes);
  CPPUNIT_TEST(DetectionsHideNoSingleStrike);
  CPPUNIT_TEST(ForeignPagesBringNoStrikes);
  CPPUNIT_TEST(AnEndThatNobodyToldComesWithTheNextBlock);
  CPPUNIT_TEST(SaysWhereItWasFound);
  CPPUNIT_TEST(BlocksByHand);
  CPPUNIT_TEST(BlockByHandKeepsWhatIsKnown);
  CPPUNIT_TEST(InsertsWhoWasSeenElsewhere);
  CPPUNIT_TEST(UnblockEmptiesEverything);
  CPPUNIT_TEST(WhatWasBlockedByHandIsSpared);
  CPPUNIT_TEST(EndIsAnnouncedOnce);
  CPPUNIT_TEST(SweepWrapsAround);
  CPPUNIT_TEST_SUITE_END();

  TestSegment segment_{SmallGeometry(2)};
  ClientTable table_ = segment_->clients();
  const Tick now_{1'000'000};
  BlockPolicy policy_;  // 10m, factor 4, max 24h, decay 7d
  Limit limit_{kSlow, Milliseconds(-1)};

  ClientKey Key(uint32_t number = 1) { return table_.KeyOf(ClientNumber(number), 7); }
  void Insert(uint32_t number = 1) {
    CPPUNIT_ASSERT(table_.Pour(Key(number), kXssTag, 1 * kQuantaPerUnit, kSlow, now_).tracked);
  }
  BlockChange Block(Tick now, BlockWord* opened = nullptr, bool detection_only = false) {
    return Block(BlockKind{detection_only, false}, now, opened);
  }
  BlockChange Block(BlockKind kind, Tick now, BlockWord* opened = nullptr) {
    return table_.Block(Key(), kXssTag, limit_, policy_, kind, now, opened);
  }
  // A block of this kind, once the one before has ended: how many minutes it lasts.
  int64_t MinutesOfNext(BlockKind kind) {
    const Tick now = std::max(now_, table_.FindBlock(Key())->until);
    BlockWord opened;
    CPPUNIT_ASSERT(Block(kind, now, &opened) == BlockChange::kOpened);
    return DurationOf(opened.until.value - now.value).count() / 60'000;
  }
  int Strikes() { return table_.FindBlock(Key())->strikes; }
  static constexpr BlockKind kReal{false, false}, kForeign{false, true}, kDetected{true, false},
      kForeignLinks{false, true, true}, kForeignDetected{true, true};
  Tick Later(int64_t minutes) { return After(now_, Milliseconds(minutes * 60'000)); }

 public:
  void BlocksOnce() {
    Insert();
    BlockWord opened;
    CPPUNIT_ASSERT(Block(now_, &opened) == BlockChange::kOpened);
    CPPUNIT_ASSERT(opened.until == Later(10) && opened.strikes == 1 && opened.reason == kXssTag &&
                   !opened.by_hand);
    CPPUNIT_ASSERT(table_.FindBlock(Key()) == opened);
    CPPUNIT_ASSERT(table_.Find(Key())->block == opened);
    CPPUNIT_ASSERT(Block(Later(9)) == BlockChange::kAlreadyBlocked);
    CPPUNIT_ASSERT(!table_.FindBlock(Key())->Active(Later(10)));
    CPPUNIT_ASSERT(!table_.FindBlock(Key(2)));
  }

  void GrowsWithStrikes() {
    Insert();
    Tick at = now_;
    for (const int64_t minutes : {10, 40, 160, 640, 24 * 60, 24 * 60}) {
      BlockWord opened;
      CPPUNIT_ASSERT(Block(at, &opened) == BlockChange::kOpened);
      CPPUNIT_ASSERT_EQUAL(After(at, Milliseconds(minutes * 60'000)).value, opened.until.value);
      at = opened.until;
    }
    for (int i = 0; i < 40; ++i) {
      BlockWord opened;
      CPPUNIT_ASSERT(Block(at, &opened) == BlockChange::kOpened);
      CPPUNIT_ASSERT(opened.strikes <= 31);
      at = opened.until;
    }
  }

  void StrikesDecay() {
    Insert();
    BlockWord opened;
    Block(now_, &opened);
    Block(opened.until, &opened);
    CPPUNIT_ASSERT_EQUAL(2, int{opened.strikes});
    const Tick weeks_later = After(opened.until, 2 * policy_.decay);
    Block(weeks_later, &opened);
    CPPUNIT_ASSERT_EQUAL(1, int{opened.strikes});
    CPPUNIT_ASSERT(opened.until == After(weeks_later, policy_.base));
  }

  void UnknownClientIsLost() {
    CPPUNIT_ASSERT(Block(now_) == BlockChange::kLost);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, segment_->counters().Sum(Counter::kLostRaces));
  }

  void RealBlockReplacesDetection() {
    Insert();
    BlockWord opened;
    CPPUNIT_ASSERT(Block(now_, &opened, true) == BlockChange::kOpened);
    CPPUNIT_ASSERT(opened.detection_only);
    CPPUNIT_ASSERT(Block(now_, nullptr, true) == BlockChange::kAlreadyBlocked);
    CPPUNIT_ASSERT(Block(now_, &opened) == BlockChange::kOpened);
    CPPUNIT_ASSERT(!opened.detection_only && table_.FindBlock(Key()) == opened);
    CPPUNIT_ASSERT(Block(now_, nullptr, true) == BlockChange::kAlreadyBlocked);
  }

  // What denies, if only some requests, never gives way to what denies none.
  void OnlyStrongerBlocksReplace() {
    const BlockKind kinds[] = {kForeignDetected, kDetected, kForeign, kForeignLinks,
                               kReal};  // the weakest first
    for (std::size_t held = 0; held < std::size(kinds); ++held) {
      for (std::size_t next = 0; next < std::size(kinds); ++next) {
        Insert();
        CPPUNIT_ASSERT(Block(kinds[held], now_) == BlockChange::kOpened);
        const bool opened = Block(kinds[next], now_) == BlockChange::kOpened;
        CPPUNIT_ASSERT_EQUAL(next > held, opened);
        const BlockWord block = *table_.FindBlock(Key());
        const BlockKind& kind = kinds[opened ? next : held];
        CPPUNIT_ASSERT(block.detection_only == kind.detection_only &&
                       block.foreign_only == kind.foreign_only && block.links_too == kind.links_too);
        table_.Unblock(Key(), now_);
      }
    }
  }

  void KindsOfForeignRequestsAddUp() {
    Insert();
    const BlockKind links{false, true, true, false};
    const BlockKind pictures{false, true, false, true};
    CPPUNIT_ASSERT(Block(links, now_) == BlockChange::kOpened);
    CPPUNIT_ASSERT(Block(pictures, now_) == BlockChange::kOpened);
    for (const BlockKind& kind : {links, pictures, kForeign})
      CPPUNIT_ASSERT(Block(kind, now_) == BlockChange::kAlreadyBlocked);
    const BlockWord both = *table_.FindBlock(Key());
    CPPUNIT_ASSERT(both.links_too && both.pictures_too);
    CPPUNIT_ASSERT(Block(pictures, both.until) == BlockChange::kOpened);  // a new one
    const BlockWord next = *table_.FindBlock(Key());
    CPPUNIT_ASSERT(!next.links_too && next.pictures_too);
    CPPUNIT_ASSERT(Block(links, next.until) == BlockChange::kOpened);
    CPPUNIT_ASSERT(table_.FindBlock(Key())->links_too && !table_.FindBlock(Key())->pictures_too);
    // Nor does one bring along what was never its reason, or what only was detected.
    for (const BlockKind& first : {kForeign, BlockKind{true, true, true, true}}) {
      for (const BlockKind& second : {links, pictures}) {
        table_.Unblock(Key(), now_);
        CPPUNIT_ASSERT(Block(first, now_) == BlockChange::kOpened);
        CPPUNIT_ASSERT(Block(second, now_) == BlockChange::kOpened);
        const BlockWord block = *table_.FindBlock(Key());
        CPPUNIT_ASSERT(block.links_too == second.links_too && block.pictures_too == second.pictures_too);
      }
    }
    // What concerns all requests says nothing of kinds.
    CPPUNIT_ASSERT(Block(kReal, now_) == BlockChange::kOpened);
    CPPUNIT_ASSERT(!table_.FindBlock(Key())->links_too && !table_.FindBlock(Key())->pictures_too);
  }

  void DetectionsBringNoRealStrikes() {
    Insert();
    for (const int64_t minutes : {10, 40, 160}) CPPUNIT_ASSERT_EQUAL(minutes, MinutesOfNext(kDetected));
    CPPUNIT_ASSERT_EQUAL(3, Strikes());
    CPPUNIT_ASSERT(table_.BlockByHand(Key(), 0, Later(1), now_));  // makes none of them real
    for (const int64_t minutes : {10, 40}) CPPUNIT_ASSERT_EQUAL(minutes, MinutesOfNext(kReal));
    CPPUNIT_ASSERT_EQUAL(2, Strikes());
  }

  // Else whoever is blocked would attack a directory under DetectionOnly to be rid of his strikes.
  void DetectionsHideNoRealStrikes() {
    Insert();
    for (const int64_t minutes : {10, 40}) CPPUNIT_ASSERT_EQUAL(minutes, MinutesOfNext(kReal));
    for (int i = 0; i < 3; ++i) CPPUNIT_ASSERT_EQUAL(int64_t{160}, MinutesOfNext(kDetected));
    CPPUNIT_ASSERT_EQUAL(2, Strikes());
    CPPUNIT_ASSERT_EQUAL(int64_t{160}, MinutesOfNext(kReal));
  }

  void DetectionsHideNoSingleStrike() {
    Insert();
    CPPUNIT_ASSERT_EQUAL(int64_t{10}, MinutesOfNext(kReal));
    for (int i = 0; i < 2; ++i) CPPUNIT_ASSERT_EQUAL(int64_t{40}, MinutesOfNext(kDetected));
    CPPUNIT_ASSERT_EQUAL(1, Strikes());
    CPPUNIT_ASSERT_EQUAL(int64_t{40}, MinutesOfNext(kReal));
  }

  void ForeignPagesBringNoStrikes() {
    Insert();
    for (int i = 0; i < 3; ++i) CPPUNIT_ASSERT_EQUAL(int64_t{10}, MinutesOfNext(kForeign));
    CPPUNIT_ASSERT_EQUAL(0, Strikes());
    CPPUNIT_ASSERT_EQUAL(int64_t{10}, MinutesOfNext(kReal));
    for (int i = 0; i < 3; ++i) CPPUNIT_ASSERT_EQUAL(int64_t{10}, MinutesOfNext(kForeign));
    CPPUNIT_ASSERT_EQUAL(int64_t{40}, MinutesOfNext(kReal));  // they hide none either
    for (int i = 0; i < 3; ++i) CPPUNIT_ASSERT_EQUAL(int64_t{10}, MinutesOfNext(kForeignDetected));
    CPPUNIT_ASSERT_EQUAL(int64_t{160}, MinutesOfNext(kReal));
  }

  // Else nobody would ever say that it has ended.
  void AnEndThatNobodyToldComesWithTheNextBlock() {
    Insert();
    BlockWord opened, ended;
    const auto block = [&](BlockKind kind, Tick now) {
      return table_.Block(Key(), kXssTag, limit_, policy_, kind, now, &opened, &ended) ==
             BlockChange::kOpened;
    };
    CPPUNIT_ASSERT(block(kDetected, now_) && ended == BlockWord{});
    CPPUNIT_ASSERT(block(kReal, now_) && ended == BlockWord{});  // replaced, and not ended
    const BlockWord first = opened;
    CPPUNIT_ASSERT(block(kReal, first.until) && ended == first);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Sweep(0, 2, opened.until).size());
    CPPUNIT_ASSERT(block(kReal, opened.until) && ended == BlockWord{});  // the sweep has told
  }

  void SaysWhereItWasFound() {
    Insert();
    CPPUNIT_ASSERT(Block(BlockKind{false, false, false, false, true}, now_) == BlockChange::kOpened);
    CPPUNIT_ASSERT(table_.FindBlock(Key())->at_peer);
  }

  void BlocksByHand() {
    CPPUNIT_ASSERT(table_.BlockByHand(Key(), 5, Later(60), now_));
    const ClientView view = *table_.Find(Key());
    CPPUNIT_ASSERT(view.block.by_hand && view.block.until == Later(60) && view.block.reason == 0);
    CPPUNIT_ASSERT(view.address == ClientNumber(1) && view.scope == 5 && view.last_seen == Tick());
    CPPUNIT_ASSERT(Block(now_) == BlockChange::kAlreadyBlocked);
    CPPUNIT_ASSERT(table_.BlockByHand(Key(), 5, Later(5), now_));  // also shortens
    CPPUNIT_ASSERT(table_.FindBlock(Key())->until == Later(5));
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, segment_->counters().Sum(Counter::kBlockedByHand));
  }

  // When it was last seen, and its strikes. Of its end nobody is told who does not want to be.
  void BlockByHandKeepsWhatIsKnown() {
    Insert();
    table_.Touch(Key(), 2101, 3, now_);
    for (const int64_t minutes : {10, 40}) CPPUNIT_ASSERT_EQUAL(minutes, MinutesOfNext(kReal));
    const Tick later = table_.FindBlock(Key())->until;
    CPPUNIT_ASSERT(table_.BlockByHand(Key(), 5, {later.value + 10}, later, Ending::kSilent));
    CPPUNIT_ASSERT(table_.Find(Key())->last_seen == now_ && table_.Find(Key())->scope == 5);
    CPPUNIT_ASSERT(Sweep(0, 2, {later.value + 10}).empty());
    CPPUNIT_ASSERT_EQUAL(int64_t{160}, MinutesOfNext(kReal));
  }

  void InsertsWhoWasSeenElsewhere() {
    for (uint32_t i = 1; i <= kWays; ++i) CPPUNIT_ASSERT(table_.Insert(Key(i), 5, now_));
    CPPUNIT_ASSERT(table_.Find(Key())->scope == 5 && table_.Find(Key())->last_seen == Tick());
    // Where there are none but blocks by hand it has no place.
    for (uint32_t i = 100; i < 200; ++i) table_.BlockByHand(Key(i), 0, Later(1), now_);
    CPPUNIT_ASSERT(!table_.Insert(Key(), 5, now_) && !table_.Find(Key()));
  }

  void UnblockEmptiesEverything() {
    CPPUNIT_ASSERT(!table_.Unblock(Key(), now_));
    Insert();
    table_.Pour(Key(), 1, 2 * kQuantaPerUnit, kSlow, now_);
    table_.Pour(Key(), kAnyTag, 9 * kQuantaPerUnit, kSlow, now_);
    CPPUNIT_ASSERT(!table_.Unblock(Key(), now_));
    table_.Pour(Key(), kAnyTag, 9 * kQuantaPerUnit, kSlow, now_);
    Block(now_);
    for (uint32_t i = 2; i < 6; ++i) Insert(i);  // in its set some of them
    CPPUNIT_ASSERT(table_.Unblock(Key(), now_));
    for (uint32_t i = 2; i < 6; ++i)
      CPPUNIT_ASSERT_EQUAL(1 * kQuantaPerUnit, table_.Find(Key(i))->buckets[0].level);
    const ClientView view = *table_.Find(Key());
    CPPUNIT_ASSERT(view.block.until == Tick{} && view.block.strikes == 0 && view.any.level == 0);
    for (const Bucket& bucket : view.buckets) CPPUNIT_ASSERT_EQUAL(uint32_t{0}, bucket.level);
    CPPUNIT_ASSERT(!table_.Unblock(Key(), now_));
    BlockWord opened;
    CPPUNIT_ASSERT(Block(now_, &opened) == BlockChange::kOpened);
    CPPUNIT_ASSERT(opened.until == Later(10));
  }

  void WhatWasBlockedByHandIsSpared() {
    Insert();
    Block(now_);
    CPPUNIT_ASSERT(table_.UnblockUnlessByHand(Key(), now_));
    CPPUNIT_ASSERT(!table_.FindBlock(Key())->Active(now_));
    CPPUNIT_ASSERT(table_.BlockByHand(Key(), 0, Later(5), now_));
    CPPUNIT_ASSERT(!table_.UnblockUnlessByHand(Key(), now_));
    CPPUNIT_ASSERT(table_.FindBlock(Key())->Active(now_));
    CPPUNIT_ASSERT(table_.Unblock(Key(), now_));
  }

  std::vector<ClientView> Sweep(uint32_t first, uint32_t count, Tick now) {
    std::vector<ClientView> ended;
    table_.SweepExpired(first, count, now, [&](const ClientView& view) { ended.push_back(view); });
    return ended;
  }

  void EndIsAnnouncedOnce() {
    Insert();
    Insert(2);
    BlockWord opened;
    Block(now_, &opened);
    CPPUNIT_ASSERT(Sweep(0, 2, now_).empty());
    const auto ended = Sweep(0, 2, opened.until);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, ended.size());
    CPPUNIT_ASSERT(ended[0].address == ClientNumber(1) && ended[0].block.until == opened.until &&
                   ended[0].block.strikes == 1);
    CPPUNIT_ASSERT(Sweep(0, 2, opened.until).empty());
    // The next block has an end of its own.
    CPPUNIT_ASSERT(Block(opened.until, &opened) == BlockChange::kOpened);
    CPPUNIT_ASSERT_EQUAL(2, int{opened.strikes});
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Sweep(0, 2, opened.until).size());
  }

  void SweepWrapsAround() {
    for (uint32_t i = 0; i < 6; ++i) CPPUNIT_ASSERT(table_.BlockByHand(Key(i), 0, Later(1), now_));
    CPPUNIT_ASSERT_EQUAL(std::size_t{6}, Sweep(1, 100, Later(2)).size());
    CPPUNIT_ASSERT(Sweep(0xFFFFFFFF, 2, Later(2)).empty());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ClientBlockTest);

}  // namespace
}  // namespace errwatch::store
