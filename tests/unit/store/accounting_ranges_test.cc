// Attackers with many addresses, by the accounts: whom they get blocked, and whether others are still
// counted.
#include <cppunit/extensions/HelperMacros.h>

#include "unit/store/accounting_fixture.h"

namespace errwatch::store {
namespace {

class AccountingRangesTest : public AccountingFixture {
  CPPUNIT_TEST_SUITE(AccountingRangesTest);
  CPPUNIT_TEST(OneSlash48BlindsNobody);
  CPPUNIT_TEST(ManySlash48BlindNobody);
  CPPUNIT_TEST(BlockedRangeAddsNoClients);
  CPPUNIT_TEST(NeighboursOfVisitorsStay);
  CPPUNIT_TEST(NeighboursOfUsersStay);
  CPPUNIT_TEST(OwnBlockGoesBeforeDetectionOfRange);
  CPPUNIT_TEST(ForeignPagesBlockNoRange);
  CPPUNIT_TEST_SUITE_END();

  static ClientAddress Network(uint64_t number, uint64_t prefix = 0x20010DB8'00000000) {
    return ClientAddress::FromWords(prefix + number, 1);
  }
  Outcome PostFrom(const ClientAddress& client, int attacks = 6) {
    Outcome outcome;
    for (int i = 0; i < attacks && !outcome.blocked; ++i) {
      uri_ = "/" + std::to_string(i) + "?id=1%27+union+select+" + std::to_string(i);
      entry_.uri = uri_;
      outcome = Account(*segment_, entry_, What(Category::kSqlInjection, 5), client, charge_, nullptr, now_);
    }
    return outcome;
  }
  bool DeniedAt(const ClientAddress& client) {
    const auto held = segment_->FindBlock(segment_->clients().KeyOf(client, charge_.scope), now_);
    return held && held->word.Active(now_) && !held->word.detection_only;
  }
  uint64_t Sum(Counter counter) { return segment_->counters().Sum(counter); }
  // How many of 200 new attackers are blocked at all.
  int NewAttackers() {
    int blocked = 0;
    for (uint64_t i = 0; i < 200; ++i) {
      const ClientAddress attacker = Network(i << 20, 0x26000000'00000000);
      PostFrom(attacker);
      blocked += DeniedAt(attacker);
    }
    return blocked;
  }

 public:
  // 16 times as many clients as there is room for.
  void OneSlash48BlindsNobody() {
    for (uint64_t i = 0; i < 65'536; ++i) PostFrom(Network(i));
    for (uint64_t i = 0; i < 65'536; i += 997) CPPUNIT_ASSERT(DeniedAt(Network(i)));
    CPPUNIT_ASSERT(Sum(Counter::kBlocks) <= 64 * 16);
    CPPUNIT_ASSERT_EQUAL(uint64_t{64}, Sum(Counter::kRangeBlocks));  // 63 /56, then all
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Sum(Counter::kBlocksEvicted));
    CPPUNIT_ASSERT_EQUAL(200, NewAttackers());
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Sum(Counter::kEvictionsRefused));
  }

  // A /32 of which each /48 stays below what it takes fills the table: then blocks end early, and counting
  // goes on.
  void ManySlash48BlindNobody() {
    for (uint64_t i = 0; i < 12'000; ++i) PostFrom(Network(i << 16));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Sum(Counter::kRangeBlocks));
    CPPUNIT_ASSERT(Sum(Counter::kBlocksEvicted) > 5'000);
    CPPUNIT_ASSERT_EQUAL(200, NewAttackers());
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Sum(Counter::kEvictionsRefused));
  }

  // Requests that no gate sees (malformed ones) go on bringing entries.
  void BlockedRangeAddsNoClients() {
    for (uint64_t i = 0; i < 16; ++i) PostFrom(Network(i));
    const uint64_t blocks = Sum(Counter::kBlocks);
    for (uint64_t i = 16; i < 256; ++i) CPPUNIT_ASSERT(!PostFrom(Network(i)).poured);
    CPPUNIT_ASSERT_EQUAL(blocks, Sum(Counter::kBlocks));
    CPPUNIT_ASSERT_EQUAL(uint64_t{240 * 6}, Sum(Counter::kRangeEntries));
    const IncidentRecord last = *segment_->incidents().Read(segment_->incidents().head() - 1);
    CPPUNIT_ASSERT(last.incident.kind == IncidentKind::kRangeBlock && last.incident.range_bits == 56);
    CPPUNIT_ASSERT(last.incident.client == Network(0).MaskedTo(56) && last.incident.score == 16);
    // As long as a first block, whatever its members had before.
    CPPUNIT_ASSERT(last.incident.until == After(now_, policy_.base));
  }

  void NeighboursOfVisitorsStay() {
    for (int i = 0; i < 4; ++i) AccountSuccess(*segment_, entry_, Network(200), charge_, now_);
    for (uint64_t i = 0; i < 100; ++i) PostFrom(Network(i));
    CPPUNIT_ASSERT(!DeniedAt(Network(200)) && !DeniedAt(Network(201)) && DeniedAt(Network(50)));
    CPPUNIT_ASSERT(Sum(Counter::kRangesSpared) > 0);
  }

  // One log-in is enough, even where its record finds no room.
  void NeighboursOfUsersStay() {
    entry_.authenticated = true;
    entry_.user = "anna";
    AccountSuccess(*segment_, entry_, Network(200), charge_, now_);
    entry_.authenticated = false;
    for (uint64_t i = 0; i < 100; ++i) PostFrom(Network(i));
    CPPUNIT_ASSERT(!DeniedAt(Network(200)) && DeniedAt(Network(50)));
  }

  void OwnBlockGoesBeforeDetectionOfRange() {
    charge_.detection_only = true;
    for (uint64_t i = 0; i < 16; ++i) PostFrom(Network(i));
    const auto held = segment_->FindBlock(segment_->clients().KeyOf(Network(99), charge_.scope), now_);
    CPPUNIT_ASSERT(held && held->of_range && held->word.detection_only);
    charge_.detection_only = false;
    PostFrom(Network(99));
    CPPUNIT_ASSERT(DeniedAt(Network(99)));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Sum(Counter::kRangeEntries));
  }

  // A page elsewhere must not get its visitors' neighbours blocked.
  void ForeignPagesBlockNoRange() {
    FromForeignPage();
    for (uint64_t i = 0; i < 100; ++i) PostFrom(Network(i), 60);
    CPPUNIT_ASSERT(Sum(Counter::kBlocks) > 50);
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Sum(Counter::kRangeBlocks));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AccountingRangesTest);

}  // namespace
}  // namespace errwatch::store
