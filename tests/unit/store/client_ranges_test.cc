#include "store/client_ranges.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

#include "store/hourly_count.h"
#include "unit/child_env.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

constexpr uint64_t kRangeScope = 7;
constexpr Tick kThen{1'000'000'000};

// The /64 number `number` of 2001:db8::/32: 256 each /56, 65,536 each /48.
ClientAddress Network(uint32_t number) { return ClientAddress::FromWords(0x20010DB8'00000000 + number, 0); }
ClientAddress Ipv4(uint8_t net, uint8_t host) {
  const uint8_t bytes[4] = {203, 0, net, host};
  return ClientAddress::FromIpv4(bytes);
}

struct RangeBoard {
  std::atomic<uint64_t> opened;
};

class ClientRangesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ClientRangesTest);
  CPPUNIT_TEST(SixteenOfASlash56);
  CPPUNIT_TEST(SameClientCountsOnce);
  CPPUNIT_TEST(SixtyFourOfASlash48);
  CPPUNIT_TEST(WiderRangeTakesThePlaceOfItsParts);
  CPPUNIT_TEST(SlashTwentyFourTakesMost);
  CPPUNIT_TEST(WhoDoesWellSparesAll);
  CPPUNIT_TEST(TooSlowIsNotEnough);
  CPPUNIT_TEST(ClocksAreReadAtDifferentMoments);
  CPPUNIT_TEST(WhatDoesNotCount);
  CPPUNIT_TEST(DetectionsAreApart);
  CPPUNIT_TEST(EndsAndIsAnnounced);
  CPPUNIT_TEST(ScopesAreApart);
  CPPUNIT_TEST(UnblockedRangeIsNotBlockedAgain);
  CPPUNIT_TEST(NewcomerInheritsNothing);
  CPPUNIT_TEST(ManyRangesDisplaceNoBlock);
  CPPUNIT_TEST(ThreadsBlockOnce);
  CPPUNIT_TEST(ProcessesBlockOnce);
  CPPUNIT_TEST(ThreadsUnderPressure);
  CPPUNIT_TEST(ProcessesUnderPressure);
  CPPUNIT_TEST_SUITE_END();

  TestSegment segment_{SmallGeometry(256)};
  ClientRangeTable ranges_ = segment_->ranges();
  Counters counters_ = segment_->counters();
  MemoryRegion board_region_{sizeof(RangeBoard)};
  RangeBoard& board_ = *board_region_.As<RangeBoard>();

  ClientKey Key(const ClientAddress& address, uint64_t scope = kRangeScope) {
    return segment_->clients().KeyOf(address, scope);
  }
  static BlockWord Word(bool detection = false) {
    BlockWord block;
    block.until = After(kThen, Milliseconds(600'000));
    block.detection_only = detection;
    block.reason = 3;
    return block;
  }
  // The ranges that this block fills, as text.
  std::string Fill(const ClientAddress& address, Tick now = kThen, const BlockWord& block = Word(),
                   uint64_t scope = kRangeScope) {
    ClientRangeTable::Opened opened;
    const Tick until = After(now, Milliseconds(600'000));
    const std::size_t count = ranges_.NoteBlocked(Key(address, scope), 2, block, until, now, opened);
    std::string text;
    for (std::size_t i = 0; i < count; ++i)
      text += (i == 0 ? "" : " ") + opened[i].address.ToString(PrefixOfRange(opened[i].bits));
    return text;
  }
  bool Blocked(const ClientAddress& address, Tick now = kThen, uint64_t scope = kRangeScope) {
    return ranges_.FindBlock(Key(address, scope), now).has_value();
  }

 public:
  void SixteenOfASlash56() {
    for (uint32_t i = 0; i < 15; ++i) CPPUNIT_ASSERT_EQUAL(std::string(), Fill(Network(i)));
    CPPUNIT_ASSERT(!Blocked(Network(0)));
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::/56"), Fill(Network(15)));
    CPPUNIT_ASSERT(Blocked(Network(0)) && Blocked(Network(200)) && !Blocked(Network(256)));
    const BlockWord block = *ranges_.FindBlock(Key(Network(99)), kThen);
    CPPUNIT_ASSERT(block.until == After(kThen, Milliseconds(600'000)) && block.reason == 3);
    CPPUNIT_ASSERT(!block.foreign_only && !block.by_hand && !block.detection_only && block.strikes == 0);
    CPPUNIT_ASSERT_EQUAL(std::string(), Fill(Network(16)));  // while it lasts
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, counters_.Sum(Counter::kRangeBlocks));
    ranges_.CountDenial(Key(Network(200)), kThen);
    int seen = 0;
    ranges_.ForEachBlocked(kThen, [&](const RangeView& view) {
      ++seen;
      CPPUNIT_ASSERT(view.bits == 56 && view.address == Network(0) && view.scope == 2);
      CPPUNIT_ASSERT(view.parts == 16 && view.denials == 1 && view.last_denial == kThen);
    });
    CPPUNIT_ASSERT_EQUAL(1, seen);
  }

  void SameClientCountsOnce() {
    for (int i = 0; i < 100; ++i) CPPUNIT_ASSERT_EQUAL(std::string(), Fill(Network(1)));
  }

  void SixtyFourOfASlash48() {
    for (uint32_t i = 0; i < 63; ++i) CPPUNIT_ASSERT_EQUAL(std::string(), Fill(Network(i * 256)));
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::/48"), Fill(Network(63 * 256)));
    CPPUNIT_ASSERT(Blocked(Network(65'535)) && !Blocked(Network(65'536)));
  }

  // One line says it, and its rows are free for others.
  void WiderRangeTakesThePlaceOfItsParts() {
    for (uint32_t i = 0; i < 63 * 256; i += i % 256 == 15 ? 241 : 1) Fill(Network(i));
    int ranges = 0;
    ranges_.ForEachBlocked(kThen, [&](const RangeView& view) { ranges += view.bits == 56; });
    CPPUNIT_ASSERT_EQUAL(63, ranges);
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::/48"), Fill(Network(63 * 256)));
    ranges_.ForEachBlocked(kThen, [&](const RangeView& view) { CPPUNIT_ASSERT(view.bits == 48); });
    CPPUNIT_ASSERT(Blocked(Network(1)));
    ranges_.SweepExpired(0, ranges_.sets(), kThen, [&](const RangeView&) { ranges = 0; });
    CPPUNIT_ASSERT_EQUAL(63, ranges);  // nothing is announced
  }

  // Those who were seen and not blocked count against it: a /24 is many people's.
  void SlashTwentyFourTakesMost() {
    Fill(Ipv4(113, 0));
    for (uint8_t i = 100; i < 120; ++i) ranges_.NoteSeen(Key(Ipv4(113, i)), kThen);
    for (uint8_t i = 1; i < 59; ++i) CPPUNIT_ASSERT_EQUAL(std::string(), Fill(Ipv4(113, i)));
    CPPUNIT_ASSERT_EQUAL(std::string("203.0.113.0/24"), Fill(Ipv4(113, 59)));
    CPPUNIT_ASSERT(Blocked(Ipv4(113, 255)) && !Blocked(Ipv4(112, 1)));
    for (uint8_t i = 0; i < 31; ++i) CPPUNIT_ASSERT_EQUAL(std::string(), Fill(Ipv4(1, i)));
    CPPUNIT_ASSERT_EQUAL(std::string("203.0.1.0/24"), Fill(Ipv4(1, 31)));
  }

  void WhoDoesWellSparesAll() {
    ranges_.NoteGood(Key(Network(250)), kThen);
    const Tick hours_later{kThen.value + 5 * kHourTicks};
    for (uint32_t i = 0; i < 200; ++i) CPPUNIT_ASSERT_EQUAL(std::string(), Fill(Network(i), hours_later));
    CPPUNIT_ASSERT_EQUAL(uint64_t{185}, counters_.Sum(Counter::kRangesSpared));
    // The /48 is spared with it, the /56 beside it is not.
    std::string blocked;
    for (uint32_t i = 0; i < 200 * 256; i += 16) {
      const std::string more = Fill(Network(1024 + i), hours_later);
      CPPUNIT_ASSERT(more.find("/48") == std::string::npos);
      blocked += more;
    }
    CPPUNIT_ASSERT(blocked.find("/56") != std::string::npos);
    CPPUNIT_ASSERT(!Blocked(Network(250), hours_later));
  }

  void TooSlowIsNotEnough() {
    for (uint32_t i = 0; i < 200; ++i) {
      const Tick now{kThen.value + i * (kHourTicks / 15)};
      CPPUNIT_ASSERT_EQUAL(std::string(), Fill(Network(i), now));
    }
  }

  // A window that began a moment ahead of the reader's clock goes on.
  void ClocksAreReadAtDifferentMoments() {
    for (const uint64_t earlier : {uint64_t{1}, kMaxSkew, kMaxSkew + 1}) {
      std::string last;
      for (uint32_t i = 0; i < 16; ++i)
        last = Fill(Network(i), {kThen.value - i % 2 * earlier}, Word(), earlier);
      CPPUNIT_ASSERT_EQUAL(earlier > kMaxSkew, last.empty());
    }
  }

  void WhatDoesNotCount() {
    BlockWord foreign = Word(), by_hand = Word();
    foreign.foreign_only = true;
    by_hand.by_hand = true;
    for (uint32_t i = 0; i < 100; ++i) {
      CPPUNIT_ASSERT_EQUAL(std::string(), Fill(Network(i), kThen, foreign));
      CPPUNIT_ASSERT_EQUAL(std::string(), Fill(Network(i), kThen, by_hand));
      CPPUNIT_ASSERT_EQUAL(std::string(), Fill(ClientNumber(i)));  // near: 10.0.0.0/24
    }
  }

  // What only detects is counted by itself, and gives way to what denies.
  void DetectionsAreApart() {
    for (uint32_t i = 0; i < 15; ++i) Fill(Network(i), kThen, Word(true));
    CPPUNIT_ASSERT_EQUAL(std::string(), Fill(Network(15)));
    for (uint32_t i = 16; i < 30; ++i) {
      CPPUNIT_ASSERT_EQUAL(std::string(), Fill(Network(i + 100), kThen, Word(true)));
      CPPUNIT_ASSERT_EQUAL(std::string(), Fill(Network(i)));
    }
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::/56"), Fill(Network(30)));
    CPPUNIT_ASSERT(!ranges_.FindBlock(Key(Network(9)), kThen)->detection_only);
    for (uint32_t i = 0; i < 16; ++i) Fill(Network(65'536 + i), kThen, Word(true));
    CPPUNIT_ASSERT(ranges_.FindBlock(Key(Network(65'536 + 9)), kThen)->detection_only);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, counters_.Sum(Counter::kRangeBlocks));
  }

  void EndsAndIsAnnounced() {
    for (uint32_t i = 0; i < 16; ++i) Fill(Network(i));
    const Tick end = After(kThen, Milliseconds(600'000));
    int ended = 0;
    const auto sweep = [&](Tick now) {
      ranges_.SweepExpired(0, ranges_.sets(), now, [&](const RangeView&) { ++ended; });
      return ended;
    };
    CPPUNIT_ASSERT_EQUAL(0, sweep({end.value - 1}));
    CPPUNIT_ASSERT(Blocked(Network(1), {end.value - 1}) && !Blocked(Network(1), end));
    CPPUNIT_ASSERT_EQUAL(1, sweep(end));
    CPPUNIT_ASSERT_EQUAL(1, sweep(end));
    // What it rested on is used up: it takes as much again, and lasts no longer.
    for (uint32_t i = 100; i < 115; ++i) CPPUNIT_ASSERT_EQUAL(std::string(), Fill(Network(i), end));
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::/56"), Fill(Network(115), end));
    CPPUNIT_ASSERT(!Blocked(Network(1), After(end, Milliseconds(600'000))));
  }

  void ScopesAreApart() {
    for (uint32_t i = 0; i < 16; ++i) Fill(Network(i));
    CPPUNIT_ASSERT(Blocked(Network(1)) && !Blocked(Network(1), kThen, 8));
    for (uint32_t i = 0; i < 15; ++i) Fill(Network(i), kThen, Word(), 8);
    CPPUNIT_ASSERT(!Blocked(Network(1), kThen, 8));
  }

  // Whoever lets one in knows that there are others.
  void UnblockedRangeIsNotBlockedAgain() {
    for (uint32_t i = 0; i < 16; ++i) Fill(Network(i));
    int freed = 0;
    ranges_.Unblock(Key(Network(300)), kThen, [&](const RangeView&) { ++freed; });
    CPPUNIT_ASSERT_EQUAL(0, freed);
    ranges_.Unblock(Key(Network(200)), kThen, [&](const RangeView&) { ++freed; });
    CPPUNIT_ASSERT_EQUAL(1, freed);
    CPPUNIT_ASSERT(!Blocked(Network(1)));
    for (uint32_t i = 0; i < 100; ++i) CPPUNIT_ASSERT_EQUAL(std::string(), Fill(Network(i)));
  }

  // A row that changes hands, whoever dies in between: only its print is new.
  void NewcomerInheritsNothing() {
    for (uint32_t i = 0; i < 16; ++i) Fill(Network(i));
    for (RangeSet& set : RangeSetsOf()) {
      for (uint32_t row = 0; row < kWays; ++row) {
        const uint64_t print = set.prints[row].load(std::memory_order_relaxed);
        if (print == 0) continue;
        set.prints[row].store(print ^ uint64_t{1} << 50, std::memory_order_relaxed);
      }
    }
    CPPUNIT_ASSERT(!Blocked(Network(1)));
    int seen = 0;
    ranges_.ForEachBlocked(kThen, [&](const RangeView&) { ++seen; });
    CPPUNIT_ASSERT_EQUAL(0, seen);
  }

  // Rows give way to newcomers while they are not blocked.
  void ManyRangesDisplaceNoBlock() {
    for (uint32_t i = 0; i < 16; ++i) Fill(Network(i));
    for (uint32_t i = 1; i < 5000; ++i) Fill(Network(i * 65'536));
    CPPUNIT_ASSERT(Blocked(Network(1)));
    // ... and the newest can still be counted.
    for (uint32_t i = 0; i < 16; ++i) Fill(Network(9 * 65'536 + 512 + i));
    CPPUNIT_ASSERT(Blocked(Network(9 * 65'536 + 513)));
  }

  // Each of many blocks counts once, whoever notes it; one opens. Where two begin a window at the same moment
  // what one of them counted may be lost: then it takes the next one's.
  template <typename Env>
  void BlockOnce() {
    constexpr uint32_t kRounds = 40;
    const auto fill = [&](uint32_t round, uint32_t from) {
      for (uint32_t i = 0; i < 16; ++i) {
        const std::string opened = Fill(Network(round * 65'536 + (i + from) % 16));
        if (opened.find("/56") != std::string::npos) ++board_.opened;
      }
    };
    CPPUNIT_ASSERT(Env::Run(4, [&](int worker) {
      for (uint32_t round = 0; round < kRounds; ++round) fill(round, static_cast<uint32_t>(worker) * 4);
      return true;
    }));
    for (uint32_t round = 0; round < kRounds; ++round) {
      if (!Blocked(Network(round * 65'536 + 99))) fill(round, 0);
      CPPUNIT_ASSERT(Blocked(Network(round * 65'536 + 99)));
    }
    CPPUNIT_ASSERT_EQUAL(uint64_t{kRounds}, board_.opened.load());
    CPPUNIT_ASSERT_EQUAL(uint64_t{kRounds}, counters_.Sum(Counter::kRangeBlocks));
  }
  void ThreadsBlockOnce() { BlockOnce<ThreadEnv>(); }
  void ProcessesBlockOnce() { BlockOnce<ForkEnv>(); }

  // Far more ranges than rows: nobody is blocked who has fewer blocks than it takes.
  template <typename Env>
  void UnderPressure() {
    CPPUNIT_ASSERT(Env::Run(4, [&](int worker) {
      std::mt19937 random(static_cast<unsigned>(worker));
      bool good = true;
      for (int i = 0; i < 20'000; ++i) {
        const uint32_t range = Below(random, 2000);
        good = Fill(Network(range * 65'536 + Below(random, 15))).empty() && good;
        good = !Blocked(Network(Below(random, 2000) * 65'536 + 77)) && good;
        ranges_.NoteSeen(Key(Network(range * 65'536)), kThen);
        ranges_.CountDenial(Key(Network(range * 65'536)), kThen);
      }
      return good;
    }));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, counters_.Sum(Counter::kRangeBlocks));
  }
  void ThreadsUnderPressure() { UnderPressure<ThreadEnv>(); }
  void ProcessesUnderPressure() { UnderPressure<ForkEnv>(); }

 private:
  // They lie right before the sets of clients, which are last.
  std::span<RangeSet> RangeSetsOf() {
    const std::size_t count = RangeSets(segment_->geometry());
    return {reinterpret_cast<RangeSet*>(segment_.sets().data()) - count, count};
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ClientRangesTest);

}  // namespace
}  // namespace errwatch::store
