#include "cli/exchange/decisions.h"

#include <cppunit/extensions/HelperMacros.h>

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
  CPPUNIT_TEST(LetInForgivesWhatWasBefore);
  CPPUNIT_TEST(WhoDecidesHereDecidesLast);
  CPPUNIT_TEST(OldOnesGo);
  CPPUNIT_TEST_SUITE_END();

  Decisions decisions_;
  bool Note(JournalKind kind, uint64_t time, const std::string& target = "192.0.2.1") {
    return decisions_.Note(kind, "server", target, Tick{time});
  }

  void TheLaterWins() {
    CPPUNIT_ASSERT(Note(JournalKind::kUnblock, 100));
    CPPUNIT_ASSERT(!Note(JournalKind::kBlock, 99));
    CPPUNIT_ASSERT(Note(JournalKind::kBlock, 101));
    CPPUNIT_ASSERT(!Note(JournalKind::kUnblock, 100));
    CPPUNIT_ASSERT(Note(JournalKind::kBlock, 101));  // the same once more
  }

  void AtTheSameMomentWhatLetsIn() {
    CPPUNIT_ASSERT(Note(JournalKind::kUnblock, 100));
    CPPUNIT_ASSERT(!Note(JournalKind::kBlock, 100));
    CPPUNIT_ASSERT(Note(JournalKind::kBlock, 100, "192.0.2.2"));
    CPPUNIT_ASSERT(Note(JournalKind::kUnblock, 100, "192.0.2.2"));
    CPPUNIT_ASSERT(Note(JournalKind::kAllow, 100));
    CPPUNIT_ASSERT(!Note(JournalKind::kDisallow, 100));
  }

  void TheOrderInWhichTheyAreHeardIsOfNoWeight() {
    Decisions other;
    const struct {
      JournalKind kind;
      uint64_t time;
    } all[] = {{JournalKind::kBlock, 3},
               {JournalKind::kUnblock, 2},
               {JournalKind::kUnblock, 3},
               {JournalKind::kBlock, 1}};
    JournalKind here = JournalKind::kPour, there = JournalKind::kPour;
    for (const auto& [kind, time] : all)
      if (Note(kind, time)) here = kind;
    for (std::size_t i = std::size(all); i-- != 0;)
      if (other.Note(all[i].kind, "server", "192.0.2.1", Tick{all[i].time})) there = all[i].kind;
    CPPUNIT_ASSERT(here == JournalKind::kUnblock && there == JournalKind::kUnblock);
  }

  void EachOfItsOwnTarget() {
    CPPUNIT_ASSERT(Note(JournalKind::kUnblock, 100));
    CPPUNIT_ASSERT(Note(JournalKind::kBlock, 50, "192.0.2.0/24"));
    CPPUNIT_ASSERT(decisions_.Note(JournalKind::kBlock, "shop", "192.0.2.1", Tick{50}));
    CPPUNIT_ASSERT(Note(JournalKind::kDisallow, 50));
    CPPUNIT_ASSERT(!decisions_.Note(JournalKind::kAllow, "shop", "192.0.2.1", Tick{49}));  // in all scopes
  }

  void LetInForgivesWhatWasBefore() {
    CPPUNIT_ASSERT(!decisions_.IsForgiven("server", "192.0.2.1", Tick{100}));
    Note(JournalKind::kUnblock, 100);
    CPPUNIT_ASSERT(decisions_.IsForgiven("server", "192.0.2.1", Tick{100}));
    CPPUNIT_ASSERT(!decisions_.IsForgiven("server", "192.0.2.1", Tick{101}));
    CPPUNIT_ASSERT(!decisions_.IsForgiven("shop", "192.0.2.1", Tick{100}));
    Note(JournalKind::kBlock, 200);
    CPPUNIT_ASSERT(!decisions_.IsForgiven("server", "192.0.2.1", Tick{150}));
  }

  void WhoDecidesHereDecidesLast() {
    const auto settle = [this](JournalKind kind, uint64_t time) {
      return decisions_.Settle(kind, "server", "192.0.2.1", Tick{time}).value;
    };
    CPPUNIT_ASSERT_EQUAL(uint64_t{100}, settle(JournalKind::kBlock, 100));
    CPPUNIT_ASSERT(Note(JournalKind::kBlock, 600));  // by a clock that is ahead
    CPPUNIT_ASSERT_EQUAL(uint64_t{601}, settle(JournalKind::kUnblock, 105));
    CPPUNIT_ASSERT(!Note(JournalKind::kBlock, 600));
  }

  void OldOnesGo() {
    for (uint64_t i = 1; i <= 140'000; ++i) CPPUNIT_ASSERT(Note(JournalKind::kUnblock, i, std::to_string(i)));
    CPPUNIT_ASSERT(decisions_.IsForgiven("server", "139999", Tick{1}));
    CPPUNIT_ASSERT(!decisions_.IsForgiven("server", "1", Tick{1}));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DecisionsTest);

}  // namespace
}  // namespace errwatch::cli
