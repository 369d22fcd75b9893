// Whom a newcomer displaces, to the tick and to the quantum, and what is left of it (store/client_set.cc).
#include <cppunit/extensions/HelperMacros.h>

#include "store/client_set.h"
#include "store/client_table.h"
#include "unit/memory_region.h"
#include "unit/slow_bucket.h"

namespace errwatch::store {
namespace {

constexpr uint64_t kSecondTicks = 100, kMinuteTicks = 60 * kSecondTicks, kHourOfTicks = 60 * kMinuteTicks;

class ClientSetVictimsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ClientSetVictimsTest);
  CPPUNIT_TEST(ScoresAreWorthHalfAfterAMinute);
  CPPUNIT_TEST(OldScoresAreWorthNothing);
  CPPUNIT_TEST(FewerStrikesGoFirst);
  CPPUNIT_TEST(ScoresCountForAnHour);
  CPPUNIT_TEST(StrikesCountForAWeek);
  CPPUNIT_TEST(AnyScoreCounts);
  CPPUNIT_TEST(WhoWasLetInIsAVisitorLikeOthers);
  CPPUNIT_TEST(VisitorsDisplaceNobodyWhoIsBlocked);
  CPPUNIT_TEST(WhoIsRefusedLeavesOthersAlone);
  CPPUNIT_TEST(TheOneThatIsNotBlockedGoesFirst);
  CPPUNIT_TEST(DenialsCountAsMuchAsTime);
  CPPUNIT_TEST(WhatDeniesNobodyGoesFirst);
  CPPUNIT_TEST(NobodyIsTakenForOneLongUnseen);
  CPPUNIT_TEST(WordsOfANewcomerAreEmpty);
  CPPUNIT_TEST(GenerationsGoRound);
  CPPUNIT_TEST(TheStrongestOfTwoWaysCounts);
  CPPUNIT_TEST_SUITE_END();

  TestSegment segment_{SmallGeometry(1)};
  ClientTable table_ = segment_->clients();
  Set& set_ = segment_.sets()[0];
  const Tick now_{1'000'000'000};

  ClientKey Key(uint32_t number) { return table_.KeyOf(ClientNumber(number), 7); }
  Tick Ago(uint64_t ticks) const { return {now_.value - ticks}; }
  Tick In(uint64_t ticks) const { return {now_.value + ticks}; }
  void Add(uint32_t number, uint32_t quanta, Tick at, uint8_t tag = kAnyTag) {
    CPPUNIT_ASSERT(table_.Pour(Key(number), tag, quanta, kSlow, at).tracked);
    table_.Touch(Key(number), 1, 0, at);
  }
  // All ways but those of the first `but` clients: with scores that nobody displaces.
  void FillUp(uint32_t but, Tick at) {
    for (uint32_t i = but; i < kWays; ++i) Add(i, 900 * kQuantaPerUnit, at);
  }
  bool Known(uint32_t number) { return FindWay(set_, Key(number).fingerprint) >= 0; }
  bool Visit(uint32_t number, Tick at) { return table_.NoteSuccess(Key(number), 0, at) && Known(number); }
  void Block(uint32_t number, Tick until, Tick at, BlockKind kind = {}) {
    const Limit limit{kSlow, DurationOf(until.value - at.value)};
    CPPUNIT_ASSERT(table_.Block(Key(number), kXssTag, limit, BlockPolicy{}, kind, at, nullptr) ==
                   BlockChange::kOpened);
  }
  // Of eight that are blocked, the first two for so long and with so many denials: which of these goes.
  uint32_t GoesOf(const uint64_t (&left)[2], const uint32_t (&denials)[2]) {
    TestSegment segment{SmallGeometry(1)};
    ClientTable table = segment->clients();
    const auto pour = [&](uint32_t i) { table.Pour(Key(i), kAnyTag, kQuantaPerUnit, kSlow, now_); };
    for (uint32_t i = 0; i < kWays; ++i) {
      pour(i);
      const Limit limit{kSlow, DurationOf(i < 2 ? left[i] : 1000 * kHourOfTicks)};
      table.Block(Key(i), kXssTag, limit, BlockPolicy{}, BlockKind{}, now_, nullptr);
      for (uint32_t denial = 0; i < 2 && denial < denials[i]; ++denial) table.CountDenial(Key(i), now_);
    }
    pour(100);
    CPPUNIT_ASSERT(table.Find(Key(0)).has_value() != table.Find(Key(1)).has_value());
    return table.Find(Key(0)) ? 1 : 0;
  }

 public:
  void ScoresAreWorthHalfAfterAMinute() {
    Add(0, 2 * kQuantaPerUnit, Ago(kMinuteTicks));
    Add(1, kQuantaPerUnit + 1, now_);
    Add(2, 2 * kQuantaPerUnit, Ago(kMinuteTicks - 1));
    FillUp(3, now_);
    Add(100, 5 * kQuantaPerUnit, now_);
    CPPUNIT_ASSERT(!Known(0) && Known(1) && Known(2));
    Add(101, 5 * kQuantaPerUnit, now_);
    CPPUNIT_ASSERT(!Known(1) && Known(2));
  }

  void OldScoresAreWorthNothing() {
    Add(0, kQuantaPerUnit, Ago(20 * kMinuteTicks));
    Add(1, 25 * kQuantaPerUnit, Ago(30 * kMinuteTicks));
    FillUp(2, now_);
    Add(100, 5 * kQuantaPerUnit, now_);
    CPPUNIT_ASSERT(Known(0) && !Known(1));  // of two that are worth nothing who was longer unseen
  }

  void FewerStrikesGoFirst() {
    for (uint32_t i = 0; i < kWays; ++i) {
      Add(i, kQuantaPerUnit, now_);
      Tick at = now_;
      for (int strikes = i == 3 ? 1 : 2; strikes > 0; --strikes, at.value += kSecondTicks)
        Block(i, {at.value + 1}, at);
      table_.Touch(Key(i), 1, 0, i == 3 ? In(9 * kSecondTicks) : In(5 * kSecondTicks));
    }
    Add(100, kQuantaPerUnit, In(10 * kSecondTicks));
    CPPUNIT_ASSERT(!Known(3));
  }

  void ScoresCountForAnHour() {
    for (uint32_t i = 0; i < kWays; ++i) Add(i, kQuantaPerUnit, now_);
    CPPUNIT_ASSERT(!Visit(100, In(kHourOfTicks - 1)));
    CPPUNIT_ASSERT(Visit(100, In(kHourOfTicks)));
  }

  void StrikesCountForAWeek() {
    for (uint32_t i = 0; i < kWays; ++i) {
      Add(i, kQuantaPerUnit, now_);
      Block(i, In(kSecondTicks), now_);
    }
    CPPUNIT_ASSERT(!Visit(100, In(kSecondTicks + 7 * 24 * kHourOfTicks - 1)));
    CPPUNIT_ASSERT(Visit(100, In(kSecondTicks + 7 * 24 * kHourOfTicks)));
  }

  // Also one of a category alone, and a single quantum.
  void AnyScoreCounts() {
    for (uint32_t i = 0; i < kWays; ++i) Add(i, 1, now_, i % 2 == 0 ? kXssTag : kAnyTag);
    CPPUNIT_ASSERT(!Visit(100, now_));
  }

  void WhoWasLetInIsAVisitorLikeOthers() {
    for (uint32_t i = 0; i < kWays; ++i) {
      Add(i, kQuantaPerUnit, now_);
      Add(i, kQuantaPerUnit, now_, kXssTag);
      Block(i, In(kSecondTicks), now_);
      table_.Unblock(Key(i), now_);
    }
    CPPUNIT_ASSERT(Visit(100, now_));
  }

  // What pages of other sites caused leaves no strikes, and its score is old.
  void VisitorsDisplaceNobodyWhoIsBlocked() {
    for (uint32_t i = 0; i < kWays; ++i) {
      Add(i, kQuantaPerUnit, Ago(2 * kHourOfTicks));
      Block(i, In(kSecondTicks), now_, BlockKind{false, true});
    }
    CPPUNIT_ASSERT(!Visit(100, now_));
    for (uint32_t i = 0; i < kWays; ++i) CPPUNIT_ASSERT(table_.FindBlock(Key(i))->Active(now_));
  }

  void WhoIsRefusedLeavesOthersAlone() {
    for (uint32_t i = 0; i < kWays; ++i) Add(i, kQuantaPerUnit, now_);
    CPPUNIT_ASSERT(!Visit(100, In(5)));
    for (uint32_t i = 0; i < kWays; ++i) {
      CPPUNIT_ASSERT(table_.Find(Key(i))->last_seen == now_);
      CPPUNIT_ASSERT(table_.RecordOf(Key(i), now_) == TrackRecord{});
    }
  }

  // Wherever it stands.
  void TheOneThatIsNotBlockedGoesFirst() {
    for (uint32_t i = 0; i < kWays; ++i) {
      Add(i, kQuantaPerUnit, now_);
      if (i != 0) Block(i, In(kMinuteTicks), now_);
    }
    for (uint32_t i = 0; i < kWays; ++i) {
      Add(100 + i, kQuantaPerUnit, now_);
      CPPUNIT_ASSERT_EQUAL(static_cast<int>(i), FindWay(set_, Key(100 + i).fingerprint));
      Block(100 + i, In(kMinuteTicks), now_);
      if (i + 1 < kWays) CPPUNIT_ASSERT(table_.Unblock(Key(i + 1), now_));
    }
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, segment_->counters().Sum(Counter::kBlocksEvicted));
  }

  void DenialsCountAsMuchAsTime() {
    CPPUNIT_ASSERT_EQUAL(1U, GoesOf({250 * kSecondTicks, 100 * kSecondTicks}, {0, 1}));  // 250, 200
    CPPUNIT_ASSERT_EQUAL(0U, GoesOf({300 * kSecondTicks, 180 * kSecondTicks}, {0, 1}));  // 300, 360
    CPPUNIT_ASSERT_EQUAL(0U,
                         GoesOf({999 * kSecondTicks, 1000 * kSecondTicks}, {300, 255}));  // as many as 255
    CPPUNIT_ASSERT_EQUAL(1U, GoesOf({1000 * kSecondTicks, 999 * kSecondTicks}, {255, 254}));
  }

  void WhatDeniesNobodyGoesFirst() {
    for (uint32_t i = 0; i < kWays; ++i) {
      Add(i, kQuantaPerUnit, now_);
      Block(i, In(i == 0 ? 1 : kHourOfTicks), now_, BlockKind{i == 1});
    }
    Add(100, kQuantaPerUnit, now_);
    CPPUNIT_ASSERT(Known(0) && !Known(1));
    CPPUNIT_ASSERT(table_.FindBlock(Key(0))->Active(now_));
  }

  // Who was only put in is seen from then on; here, too, when its way was somebody else's before.
  void NobodyIsTakenForOneLongUnseen() {
    for (uint32_t i = 0; i < kWays; ++i) {
      table_.Pour(Key(i), kAnyTag, kQuantaPerUnit, kSlow, now_);
      if (i != 5) table_.Touch(Key(i), 1, 0, Ago(kSecondTicks));
    }
    for (const uint32_t newcomer : {100U, 101U}) {
      table_.Pour(Key(newcomer), kAnyTag, kQuantaPerUnit, kSlow, now_);
      CPPUNIT_ASSERT(Known(5) && Known(100));
    }
    // Nor for one that was seen last.
    for (const uint32_t first : {5U, 100U}) {
      for (uint32_t i = 0; i < 110; ++i)
        if (i != first) table_.Touch(Key(i), 1, 0, In(kSecondTicks));
      Add(102 + first, kQuantaPerUnit, In(kSecondTicks));
      CPPUNIT_ASSERT(!Known(first));
    }
  }

  void WordsOfANewcomerAreEmpty() {
    const auto address = [](uint64_t number) {
      return ClientAddress::FromWords(0x20010DB8'00000000 + number, 0);
    };
    for (uint64_t i = 0; i < kWays; ++i) {
      const ClientKey key = table_.KeyOf(address(i), 7);
      for (const uint8_t tag : {kAnyTag, kXssTag}) table_.Pour(key, tag, 1, kSlow, now_);
      OwnClasses own;
      table_.NoteTarget(key, i << 32, i << 32, false, &own, now_);
      table_.NoteFailedName(key, 11, now_);
      table_.Touch(key, 2101, 3, now_);
    }
    const ClientKey newcomer = table_.KeyOf(address(100), 7);
    CPPUNIT_ASSERT(table_.Insert(newcomer, 3, now_));
    const ClientWords& words = set_.clients[static_cast<uint32_t>(FindWay(set_, newcomer.fingerprint))];
    for (const SharedWord* word :
         {&words.any, &words.origin, &words.counts, &words.shapes, &words.targets, &words.names})
      CPPUNIT_ASSERT_EQUAL(uint64_t{0}, word->load(std::memory_order_relaxed));
    for (const SharedWord& bucket : words.buckets)
      CPPUNIT_ASSERT_EQUAL(uint64_t{0}, bucket.load(std::memory_order_relaxed));
    CPPUNIT_ASSERT(table_.Find(newcomer)->address == address(100));
  }

  // So a late writer for the client before fails, and after 512 it begins anew.
  void GenerationsGoRound() {
    for (uint32_t i = 0; i < kWays; ++i) Add(i, (i == 2 ? 1 : 900) * kQuantaPerUnit, now_);
    for (uint32_t i = 1; i <= 513; ++i) {
      Add(100 + i, kQuantaPerUnit, now_);
      CPPUNIT_ASSERT_EQUAL(2, FindWay(set_, Key(100 + i).fingerprint));
      const BlockWord block = UnpackBlock(set_.blocks[2].load(std::memory_order_relaxed));
      CPPUNIT_ASSERT_EQUAL(i % 512, uint32_t{block.generation});
    }
    BlockWord opened;
    table_.Block(Key(613), kXssTag, Limit{kSlow, Milliseconds(-1)}, BlockPolicy{}, {}, now_, &opened);
    CPPUNIT_ASSERT(opened == *table_.FindBlock(Key(613)));
  }

  // The longer, and of two that end together the one that denies.
  void TheStrongestOfTwoWaysCounts() {
    struct Case {
      uint64_t lower, upper;
      bool lower_detects, upper_detects, upper_counts;
    };
    for (const Case& one : {Case{10, 20, false, false, true}, Case{20, 10, false, false, false},
                            Case{20, 10, true, false, false}, Case{10, 10, true, false, true},
                            Case{10, 10, false, true, false}}) {
      BlockWord lower, upper;
      lower.until = In(one.lower), upper.until = In(one.upper);
      lower.detection_only = one.lower_detects, upper.detection_only = one.upper_detects;
      const Fingerprint client = Key(1).fingerprint;
      for (const uint32_t way : {2U, 6U}) {
        set_.fingerprints[way].store(FingerprintWord(client, 0), std::memory_order_relaxed);
        set_.blocks[way].store(Pack(way == 2 ? lower : upper), std::memory_order_relaxed);
      }
      CPPUNIT_ASSERT(*StrongestBlock(set_, client) == (one.upper_counts ? upper : lower));
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ClientSetVictimsTest);

}  // namespace
}  // namespace errwatch::store
