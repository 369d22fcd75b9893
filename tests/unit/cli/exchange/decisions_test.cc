#include "cli/exchange/decisions.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <array>
#include <string>

namespace errwatch::cli {
namespace {

using store::JournalKind;

class DecisionsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DecisionsTest);
  CPPUNIT_TEST(TheLaterWins);
  CPPUNIT_TEST(AtTheSameMomentWhatLetsIn);
  CPPUNIT_TEST(TheOrderInWhichTheyAreHeardIsOfNoWeight);
  CPPUNIT_TEST(EachOfItsOwnTarget);
  CPPUNIT_TEST(WhoIsLetInIsSoInTheRangesAroundIt);
  CPPUNIT_TEST(ARangeIsNoClient);
  CPPUNIT_TEST(WhoIsAllowedIsSoWithAllThatLiesInIt);
  CPPUNIT_TEST(WhatWasDecidedWhileItWasAllowedIsOver);
  CPPUNIT_TEST(OfTwoAtTheSameMomentWhatKeepsOutForLess);
  CPPUNIT_TEST(EverybodyIsLetIn);
  CPPUNIT_TEST(FamiliesAreKeptApart);
  CPPUNIT_TEST(ALimitOverrulesNobody);
  CPPUNIT_TEST(LetInForgivesWhatWasBefore);
  CPPUNIT_TEST(WhoDecidesHereDecidesLast);
  CPPUNIT_TEST(WhatWasHeardEndsWhatWasHereBefore);
  CPPUNIT_TEST(OldOnesGo);
  CPPUNIT_TEST(NoTargetHasMoreScopesThanAServer);
  CPPUNIT_TEST_SUITE_END();

  static DecisionTarget On(const std::string& address, uint8_t range_bits = 0) {
    return {*ClientAddress::Parse(address), range_bits};
  }

  Decisions decisions_;
  bool Note(JournalKind kind, uint64_t time, const DecisionTarget& target = On("192.0.2.1")) {
    return decisions_.Note(kind, "server", target, Tick{time});
  }
  bool IsBlockedSince(uint64_t time, const DecisionTarget& target = On("192.0.2.1")) const {
    return decisions_.IsBlockedSince("server", target, Tick{time});
  }

  void TheLaterWins() {
    CPPUNIT_ASSERT(Note(JournalKind::kUnblock, 100));
    CPPUNIT_ASSERT(!Note(JournalKind::kBlock, 99));
    CPPUNIT_ASSERT(!IsBlockedSince(90));
    CPPUNIT_ASSERT(Note(JournalKind::kBlock, 101));
    CPPUNIT_ASSERT(IsBlockedSince(100) && !IsBlockedSince(101));
    CPPUNIT_ASSERT(!decisions_.IsBlockedSince("shop", On("192.0.2.1"), Tick{100}));
    CPPUNIT_ASSERT(Note(JournalKind::kBlock, 101));  // the same once more
    CPPUNIT_ASSERT(!Note(JournalKind::kUnblock, 99));
  }

  void AtTheSameMomentWhatLetsIn() {
    CPPUNIT_ASSERT(Note(JournalKind::kUnblock, 100));
    CPPUNIT_ASSERT(!Note(JournalKind::kBlock, 100));
    CPPUNIT_ASSERT(Note(JournalKind::kBlock, 100, On("192.0.2.2")));
    CPPUNIT_ASSERT(Note(JournalKind::kUnblock, 100, On("192.0.2.2")));
    CPPUNIT_ASSERT(!IsBlockedSince(100, On("192.0.2.2")));
    CPPUNIT_ASSERT(Note(JournalKind::kAllow, 100));
    CPPUNIT_ASSERT(!Note(JournalKind::kDisallow, 100));
  }

  // Whether each block is in force when all have been heard: its own word, or of what lets in.
  void TheOrderInWhichTheyAreHeardIsOfNoWeight() {
    struct Decision {
      JournalKind kind;
      DecisionTarget target;
      uint64_t time;
    };
    const std::array<Decision, 5> all = {{{JournalKind::kBlock, On("192.0.2.0", 24), 3},
                                          {JournalKind::kUnblock, On("192.0.2.1"), 4},
                                          {JournalKind::kBlock, On("192.0.2.1"), 5},
                                          {JournalKind::kUnblock, On("192.0.2.0", 23), 2},
                                          {JournalKind::kBlock, On("192.0.2.0", 25), 6}}};
    std::array<std::size_t, 5> order = {0, 1, 2, 3, 4};
    do {
      Decisions decisions;
      std::array<bool, 5> blocked{};
      for (const std::size_t i : order) {
        const Decision& one = all[i];
        const bool stands = decisions.Note(one.kind, "server", one.target, Tick{one.time});
        blocked[i] = stands && one.kind == JournalKind::kBlock;
        if (one.kind != JournalKind::kUnblock) continue;
        for (std::size_t j = 0; j < all.size(); ++j) {
          const bool is_of_it = store::Overlap(all[j].target.address, all[j].target.bits(),
                                               one.target.address, one.target.bits()) &&
                                (all[j].target.is_range() || all[j].target == one.target);
          if (is_of_it && !decisions.IsBlockedSince("server", all[j].target, Tick{one.time}))
            blocked[j] = false;
        }
      }
      const std::array<bool, 5> expected = {false, false, true, false, true};
      CPPUNIT_ASSERT(blocked == expected);
    } while (std::ranges::next_permutation(order).found);
  }

  void EachOfItsOwnTarget() {
    CPPUNIT_ASSERT(Note(JournalKind::kUnblock, 100));
    CPPUNIT_ASSERT(Note(JournalKind::kBlock, 50, On("192.0.2.2")));
    CPPUNIT_ASSERT(
        !decisions_.Note(JournalKind::kBlock, "shop", On("192.0.2.1"), Tick{50}));  // in all scopes
    CPPUNIT_ASSERT(Note(JournalKind::kDisallow, 50));
    CPPUNIT_ASSERT(!decisions_.Note(JournalKind::kAllow, "shop", On("192.0.2.1"), Tick{49}));
  }

  void WhoIsLetInIsSoInTheRangesAroundIt() {
    CPPUNIT_ASSERT(Note(JournalKind::kUnblock, 100));
    CPPUNIT_ASSERT(!Note(JournalKind::kBlock, 50, On("192.0.2.0", 24)));
    CPPUNIT_ASSERT(!Note(JournalKind::kBlock, 100, On("192.0.0.0", 16)));
    CPPUNIT_ASSERT(Note(JournalKind::kBlock, 50, On("192.0.3.0", 24)));
    CPPUNIT_ASSERT(Note(JournalKind::kBlock, 101, On("192.0.2.0", 24)));
    CPPUNIT_ASSERT(IsBlockedSince(100, On("192.0.2.0", 24)));
  }

  // To let a range in ends no block of a client in it.
  void ARangeIsNoClient() {
    CPPUNIT_ASSERT(Note(JournalKind::kUnblock, 100, On("192.0.2.0", 24)));
    CPPUNIT_ASSERT(Note(JournalKind::kBlock, 50));
    CPPUNIT_ASSERT(!Note(JournalKind::kBlock, 50, On("192.0.2.0", 25)));
    CPPUNIT_ASSERT(!Note(JournalKind::kBlock, 50, On("192.0.0.0", 16)));
    CPPUNIT_ASSERT(!decisions_.IsForgiven(On("192.0.2.1"), Tick{50}));
  }

  void WhoIsAllowedIsSoWithAllThatLiesInIt() {
    CPPUNIT_ASSERT(Note(JournalKind::kAllow, 100, On("192.0.2.0", 24)));
    CPPUNIT_ASSERT(Note(JournalKind::kDisallow, 200, On("192.0.2.0", 24)));
    CPPUNIT_ASSERT(!Note(JournalKind::kBlock, 50));
    CPPUNIT_ASSERT(!Note(JournalKind::kBlock, 50, On("192.0.2.0", 25)));
    CPPUNIT_ASSERT(Note(JournalKind::kBlock, 50, On("192.0.0.0", 16)));
    CPPUNIT_ASSERT(!Note(JournalKind::kBlock, 200));
    CPPUNIT_ASSERT(Note(JournalKind::kBlock, 201));
  }

  // In whatever order the three are heard.
  void WhatWasDecidedWhileItWasAllowedIsOver() {
    const DecisionTarget range = On("192.0.2.0", 24);
    CPPUNIT_ASSERT(Note(JournalKind::kDisallow, 9, range));
    CPPUNIT_ASSERT(!decisions_.Note(JournalKind::kAllow, "server", range, Tick{5}, Tick{100}));
    CPPUNIT_ASSERT(decisions_.AllowedUntil(range) == Tick{9});
    CPPUNIT_ASSERT(!Note(JournalKind::kBlock, 7));
    CPPUNIT_ASSERT(Note(JournalKind::kBlock, 10));
    CPPUNIT_ASSERT(decisions_.Note(JournalKind::kAllow, "server", range, Tick{20}, Tick{30}));
    CPPUNIT_ASSERT(!Note(JournalKind::kBlock, 30));
    CPPUNIT_ASSERT(Note(JournalKind::kBlock, 31));
    // Who blocks here does not wait for the end of that.
    CPPUNIT_ASSERT_EQUAL(uint64_t{25}, decisions_.Settle(JournalKind::kBlock, "shop", range, Tick{25}).value);
  }

  void OfTwoAtTheSameMomentWhatKeepsOutForLess() {
    const auto note = [this](JournalKind kind, uint64_t until) {
      return decisions_.Note(kind, "server", On("192.0.2.1"), Tick{100}, Tick{until});
    };
    CPPUNIT_ASSERT(note(JournalKind::kBlock, 300));
    CPPUNIT_ASSERT(note(JournalKind::kBlock, 200));
    CPPUNIT_ASSERT(!note(JournalKind::kBlock, 300));
    CPPUNIT_ASSERT(note(JournalKind::kAllow, 300));
    CPPUNIT_ASSERT(note(JournalKind::kAllow, 400));
    CPPUNIT_ASSERT(!note(JournalKind::kAllow, 300));
  }

  void EverybodyIsLetIn() {
    decisions_.NoteLimit("shop", On("192.0.2.9"), Tick{150});
    CPPUNIT_ASSERT(decisions_.Note(JournalKind::kUnblockAll, "server", {}, Tick{100}));
    CPPUNIT_ASSERT(!decisions_.Note(JournalKind::kUnblockAll, "server", {}, Tick{99}));
    CPPUNIT_ASSERT(!Note(JournalKind::kBlock, 100));
    CPPUNIT_ASSERT(!Note(JournalKind::kBlock, 50, On("192.0.2.0", 24)));
    CPPUNIT_ASSERT(decisions_.IsForgiven(On("192.0.2.1"), Tick{100}));
    CPPUNIT_ASSERT(Note(JournalKind::kBlock, 101));
    CPPUNIT_ASSERT_EQUAL(uint64_t{151},
                         decisions_.Settle(JournalKind::kUnblockAll, "server", {}, Tick{120}).value);
    decisions_.NoteAllHeard(7);
    CPPUNIT_ASSERT(decisions_.TakeNews() && !decisions_.TakeNews());
    CPPUNIT_ASSERT(decisions_.WasHeardAfter(On("192.0.2.1"), 6));
    CPPUNIT_ASSERT(!decisions_.WasHeardAfter(On("192.0.2.1"), 7));
  }

  // ::/16 has the addresses under which IPv4 is held.
  void FamiliesAreKeptApart() {
    CPPUNIT_ASSERT(Note(JournalKind::kUnblock, 100));
    CPPUNIT_ASSERT(Note(JournalKind::kBlock, 50, On("::", 16)));
    CPPUNIT_ASSERT(Note(JournalKind::kUnblock, 100, On("0:0:1::")));
    CPPUNIT_ASSERT(!Note(JournalKind::kBlock, 50, On("::", 16)));
  }

  void ALimitOverrulesNobody() {
    decisions_.NoteLimit("server", On("192.0.2.1"), Tick{200});
    CPPUNIT_ASSERT(Note(JournalKind::kBlock, 100));  // by hand, though it was earlier
    CPPUNIT_ASSERT(IsBlockedSince(150) && !IsBlockedSince(200));
    Note(JournalKind::kUnblock, 300);
    CPPUNIT_ASSERT(decisions_.IsLetIn(On("192.0.2.1"), Tick{300}));
    CPPUNIT_ASSERT(!decisions_.IsLetIn(On("192.0.2.1"), Tick{301}));
  }

  void LetInForgivesWhatWasBefore() {
    CPPUNIT_ASSERT(!decisions_.IsForgiven(On("192.0.2.1"), Tick{100}));
    Note(JournalKind::kUnblock, 100);
    CPPUNIT_ASSERT(decisions_.IsForgiven(On("192.0.2.1"), Tick{100}));
    CPPUNIT_ASSERT(!decisions_.IsForgiven(On("192.0.2.1"), Tick{101}));
    Note(JournalKind::kBlock, 200);
    CPPUNIT_ASSERT(!decisions_.IsForgiven(On("192.0.2.1"), Tick{150}));
    CPPUNIT_ASSERT(decisions_.IsForgiven(On("192.0.2.1"), Tick{50}));
  }

  void WhoDecidesHereDecidesLast() {
    const auto settle = [this](JournalKind kind, uint64_t time, const DecisionTarget& target) {
      return decisions_.Settle(kind, "server", target, Tick{time}).value;
    };
    const DecisionTarget client = On("192.0.2.1"), range = On("192.0.2.0", 24);
    CPPUNIT_ASSERT_EQUAL(uint64_t{100}, settle(JournalKind::kBlock, 100, client));
    CPPUNIT_ASSERT(Note(JournalKind::kBlock, 600, range));  // by a clock that is ahead
    CPPUNIT_ASSERT_EQUAL(uint64_t{601}, settle(JournalKind::kUnblock, 105, client));
    CPPUNIT_ASSERT(!Note(JournalKind::kBlock, 600, range));
    CPPUNIT_ASSERT_EQUAL(uint64_t{602}, settle(JournalKind::kBlock, 110, range));
    decisions_.NoteLimit("server", client, Tick{700});
    CPPUNIT_ASSERT_EQUAL(uint64_t{701}, settle(JournalKind::kUnblock, 120, client));
    CPPUNIT_ASSERT_EQUAL(uint64_t{120}, settle(JournalKind::kAllow, 120, client));
    CPPUNIT_ASSERT_EQUAL(uint64_t{121}, settle(JournalKind::kDisallow, 119, client));
    CPPUNIT_ASSERT_EQUAL(uint64_t{122}, settle(JournalKind::kAllow, 121, client));
  }

  void WhatWasHeardEndsWhatWasHereBefore() {
    decisions_.NoteHeard(On("192.0.2.1"), 7);
    CPPUNIT_ASSERT(decisions_.WasHeardAfter(On("192.0.2.1"), 6));
    CPPUNIT_ASSERT(!decisions_.WasHeardAfter(On("192.0.2.1"), 7));
    CPPUNIT_ASSERT(!decisions_.WasHeardAfter(On("192.0.2.2"), 6));
    CPPUNIT_ASSERT(!decisions_.IsForgiven(On("192.0.2.1"), Tick()));
  }

  void OldOnesGo() {
    const auto numbered = [](uint32_t number) {
      return DecisionTarget{ClientAddress::FromWords(0x20010db8ULL << 32 | number, 0), 0};
    };
    for (uint32_t i = 1; i <= 70'000; ++i) CPPUNIT_ASSERT(Note(JournalKind::kUnblock, i, numbered(i)));
    CPPUNIT_ASSERT(decisions_.IsForgiven(numbered(69'999), Tick{1}));
    CPPUNIT_ASSERT(!decisions_.IsForgiven(numbered(1), Tick{1}));
  }

  // Their names lie in memory that others may write.
  void NoTargetHasMoreScopesThanAServer() {
    const auto is_blocked = [&](uint32_t scope) {
      return decisions_.IsBlockedSince(std::to_string(scope), On("192.0.2.1"), Tick{0});
    };
    for (uint32_t scope = 1; scope <= 1000; ++scope)
      decisions_.NoteLimit(std::to_string(scope), On("192.0.2.1"), Tick{scope});
    CPPUNIT_ASSERT(is_blocked(1000) && is_blocked(1000 - store::kScopeNames + 1));
    CPPUNIT_ASSERT(!is_blocked(1));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DecisionsTest);

}  // namespace
}  // namespace errwatch::cli
