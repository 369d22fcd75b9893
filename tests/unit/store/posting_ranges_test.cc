// What follows for the ranges of those who are blocked (store/posting_pour.cc), as single entries show it.
#include <cppunit/extensions/HelperMacros.h>

#include "unit/store/accounting_fixture.h"

namespace errwatch::store {
namespace {

class PostingRangesTest : public AccountingFixture {
  CPPUNIT_TEST_SUITE(PostingRangesTest);
  CPPUNIT_TEST(RangesAreBlockedWithTheirClients);
  CPPUNIT_TEST(RangesOfWhichFewAreBlockedStay);
  CPPUNIT_TEST(DetectedRangesHideNobody);
  CPPUNIT_TEST(ListedRangesHideTheirClients);
  CPPUNIT_TEST_SUITE_END();

  static ClientAddress Network(uint64_t number) {
    return ClientAddress::FromWords(0x20010DB8'00000000 + number, 1);
  }
  Outcome PostFrom(const ClientAddress& client) {
    AskForSomethingElse();
    return Account(*segment_, entry_, What(Category::kXss, 99), client, charge_, nullptr, now_);
  }

 public:
  void RangesAreBlockedWithTheirClients() {
    for (int round = 1; round <= 2; ++round) {
      for (uint64_t i = 0; i < 16; ++i) CPPUNIT_ASSERT(PostFrom(Network(i)).blocked);
      CPPUNIT_ASSERT_EQUAL(static_cast<uint64_t>(round), Sum(Counter::kRangeBlocks));
      const Incident told = LastIncident();
      CPPUNIT_ASSERT(told.kind == IncidentKind::kRangeBlock && told.range_bits == 56);
      CPPUNIT_ASSERT(told.client == Network(0).MaskedTo(56) && told.score == 16);
      CPPUNIT_ASSERT(told.limit == TagOf(Category::kXss) && told.capacity == 16);
      CPPUNIT_ASSERT(told.until == After(now_, policy_.base) && told.category == Category::kXss);
      CPPUNIT_ASSERT_EQUAL(
          uint64_t{1}, segment_->timeline().CountsOf(Counter::kRangeBlocks, TimeStep::kMinute, now_).back());
      CPPUNIT_ASSERT(!PostFrom(Network(20)).poured);
      CPPUNIT_ASSERT_EQUAL(static_cast<uint64_t>(round), Sum(Counter::kRangeEntries));
      CPPUNIT_ASSERT_EQUAL(uint64_t{17U * (static_cast<uint64_t>(round) - 1)}, Sum(Counter::kExpired));
      now_ = {After(now_, 16 * policy_.base).value};
    }
  }

  // Where whoever else comes, with faults that block nobody, is many more than these.
  void RangesOfWhichFewAreBlockedStay() {
    PostFrom(Network(0));
    for (uint64_t i = 16; i < 200; ++i) {
      AskForSomethingElse();
      Account(*segment_, entry_, What(Category::kXss, 1), Network(i), charge_, nullptr, now_);
    }
    for (uint64_t i = 1; i < 40; ++i) PostFrom(Network(200 + i));
    CPPUNIT_ASSERT_EQUAL(uint64_t{40}, Sum(Counter::kBlocks));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Sum(Counter::kRangeBlocks));
  }

  void DetectedRangesHideNobody() {
    charge_.detection_only = true;
    for (uint64_t i = 0; i < 16; ++i) PostFrom(Network(i));
    CPPUNIT_ASSERT(LastIncident().kind == IncidentKind::kDetection && LastIncident().range_bits == 56);
    CPPUNIT_ASSERT_EQUAL(
        uint64_t{0}, segment_->timeline().CountsOf(Counter::kRangeBlocks, TimeStep::kMinute, now_).back());
    CPPUNIT_ASSERT(PostFrom(Network(99)).poured);
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Sum(Counter::kRangeEntries));
  }

  void ListedRangesHideTheirClients() {
    ListedRange range;
    range.kind = ListKind::kBlocked;
    range.address = Network(0).MaskedTo(48);
    range.bits = 48;
    range.scope = charge_.scope;
    range.scope_index = charge_.scope_index;
    CPPUNIT_ASSERT(segment_->listed().Enter(range, {now_.value + 100}, "", now_));
    CPPUNIT_ASSERT(!PostFrom(Network(1)).poured);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Sum(Counter::kRangeEntries));
    CPPUNIT_ASSERT(PostFrom(Network(1 << 20)).poured);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PostingRangesTest);

}  // namespace
}  // namespace errwatch::store
