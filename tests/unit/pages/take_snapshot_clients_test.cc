// What a snapshot shows of clients, ranges of them and proxies.
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

#include "pages/take_snapshot.h"
#include "unit/pages/snapshot_fixture.h"

namespace errwatch::store {
namespace {

class TakeSnapshotClientsTest : public SnapshotFixture {
  CPPUNIT_TEST_SUITE(TakeSnapshotClientsTest);
  CPPUNIT_TEST(ScoresAreLeakedAndSortedByShare);
  CPPUNIT_TEST(BlockedClientsComeFirst);
  CPPUNIT_TEST(RangesComeBeforeThem);
  CPPUNIT_TEST(ProxiesByTheirRecord);
  CPPUNIT_TEST(KeepsTheHighestOfMany);
  CPPUNIT_TEST(ListsWhoIsDeniedOrWouldBe);
  CPPUNIT_TEST(ListsWhoWasSeenSince);
  CPPUNIT_TEST(ListsWhoIsPartOfAnAttack);
  CPPUNIT_TEST(VisitorsAreCountedOnly);
  CPPUNIT_TEST(EndedBlocksAreHistory);
  CPPUNIT_TEST_SUITE_END();

 private:
  static std::string Addresses(const Snapshot& snapshot) {
    std::string addresses;
    for (const ClientRow& row : snapshot.clients) addresses += row.address.ToString() + " ";
    return addresses;
  }

 public:
  void ScoresAreLeakedAndSortedByShare() {
    Pour("192.0.2.1", Category::kVulnScan, 10, kStart);    // 10 of 20 in two minutes
    Pour("192.0.2.1", Category::kAuthFailure, 6, kStart);  // 6 of 8 in ten minutes
    Pour("192.0.2.1", Category::kTlsError, 1, kStart);     // 1 of 30 in five minutes: gone after ten seconds
    const Snapshot snapshot = Take({}, Later(30));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, snapshot.clients.size());
    const ClientRow& row = snapshot.clients[0];
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, row.scores.size());
    CPPUNIT_ASSERT_EQUAL(std::string("auth_failure"), row.scores[0].name);
    CPPUNIT_ASSERT_DOUBLES_EQUAL(5.6, row.scores[0].score, 0.02);
    CPPUNIT_ASSERT_EQUAL(uint32_t{8}, row.scores[0].capacity);
    CPPUNIT_ASSERT_EQUAL(std::string("vuln_scan"), row.scores[1].name);
    CPPUNIT_ASSERT_DOUBLES_EQUAL(5.0, row.scores[1].score, 0.02);
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.1"), row.address.ToString());
    CPPUNIT_ASSERT_EQUAL(std::string("server"), row.scope);
    CPPUNIT_ASSERT_EQUAL(uint32_t{42}, row.last_rule);
    CPPUNIT_ASSERT_EQUAL(uint32_t{3}, row.entries);
    CPPUNIT_ASSERT(row.last_seen == kStart);
    CPPUNIT_ASSERT(!row.blocked && !row.detection_only && row.reason.empty() && row.blocked_until == Tick());
  }

  void BlockedClientsComeFirst() {
    Pour("192.0.2.1", Category::kAuthFailure, 7, Later(50));
    Pour("192.0.2.2", Category::kAuthFailure, 2, Later(59));
    Block("192.0.2.3", Later(10), true);
    Block("192.0.2.4", Later(20));
    Block("2001:db8::5", Later(30));
    CPPUNIT_ASSERT(segment_->clients().BlockByHand(Key("192.0.2.6"), scope_, Later(5000), Later(5)));
    const Snapshot snapshot = Take({}, Later(60));
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::/64 192.0.2.4 192.0.2.6 192.0.2.3 192.0.2.1 192.0.2.2 "),
                         Addresses(snapshot));
    CPPUNIT_ASSERT_EQUAL(uint32_t{3}, snapshot.blocked_clients);
    CPPUNIT_ASSERT_EQUAL(uint32_t{6}, snapshot.table_clients);
    const ClientRow& denied = snapshot.clients[0];
    CPPUNIT_ASSERT(denied.blocked && !denied.detection_only && !denied.by_hand);
    CPPUNIT_ASSERT_EQUAL(std::string("xss"), denied.reason);
    CPPUNIT_ASSERT(denied.blocked_until == After(Later(30), BlockPolicy().base));
    CPPUNIT_ASSERT(snapshot.clients[2].by_hand && snapshot.clients[2].blocked);
    CPPUNIT_ASSERT_EQUAL(std::string("by hand"), snapshot.clients[2].reason);
    CPPUNIT_ASSERT(snapshot.clients[3].detection_only && !snapshot.clients[3].blocked);
  }

  void KeepsTheHighestOfMany() {
    for (uint32_t i = 1; i <= 200; ++i) {
      Pour("198.51." + std::to_string(i) + ".1", Category::kVulnScan, 1 + i * 7 % 19, Later(1));
    }
    SnapshotOptions options;
    options.clients = 20;
    const Snapshot snapshot = Take(options, Later(1));
    CPPUNIT_ASSERT_EQUAL(std::size_t{20}, snapshot.clients.size());
    double last = 100;
    for (const ClientRow& row : snapshot.clients) {
      CPPUNIT_ASSERT_EQUAL(std::size_t{1}, row.scores.size());
      CPPUNIT_ASSERT(row.scores[0].score <= last);
      last = row.scores[0].score;
    }
    CPPUNIT_ASSERT_DOUBLES_EQUAL(19, snapshot.clients[0].scores[0].score, 0.01);
    CPPUNIT_ASSERT_DOUBLES_EQUAL(18, last, 0.01);  // 200 clients, 19 scores: at least ten of each
    options.clients = 0;
    CPPUNIT_ASSERT(Take(options, Later(1)).clients.empty());
    CPPUNIT_ASSERT_EQUAL(snapshot.table_clients, Take(options, Later(1)).table_clients);
  }

  void VisitorsAreCountedOnly() {
    for (uint32_t i = 1; i <= 20; ++i)
      segment_->clients().NoteSuccess(Key("198.51.100." + std::to_string(i)), scope_, kStart);
    Pour("198.51.100.7", Category::kVulnScan, 1, kStart);
    CPPUNIT_ASSERT(segment_->clients().BlockByHand(Key("198.51.100.8"), scope_, Later(5), kStart));
    const Snapshot snapshot = Take({}, Later(60));
    CPPUNIT_ASSERT_EQUAL(std::string("198.51.100.7 198.51.100.8 "), Addresses(snapshot));
    CPPUNIT_ASSERT_EQUAL(uint32_t{2}, snapshot.table_clients);
    CPPUNIT_ASSERT_EQUAL(uint32_t{18}, snapshot.table_visitors);
  }

  void ListsWhoIsDeniedOrWouldBe() {
    Pour("192.0.2.1", Category::kAuthFailure, 7, kStart);
    Block("192.0.2.2", kStart);
    Block("192.0.2.3", Later(1), true);
    Block("192.0.2.4", Later(1));
    SnapshotOptions options;
    options.is_allowed = [](const ClientAddress& client, std::string_view) {
      return client.ToString() == "192.0.2.4";
    };
    options.listed = Listed::kDenied;
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.2 "), Addresses(Take(options, Later(2))));
    options.listed = Listed::kWouldBeDenied;
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.3 "), Addresses(Take(options, Later(2))));
    options.listed = Listed::kAll;
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, Take(options, Later(2)).clients.size());
  }

  void ListsWhoWasSeenSince() {
    Pour("192.0.2.1", Category::kAuthFailure, 7, kStart);
    Pour("192.0.2.2", Category::kAuthFailure, 7, Later(60));
    SnapshotOptions options;
    options.seen_since = Later(60);
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.2 "), Addresses(Take(options, Later(61))));
  }

  void EndedBlocksAreHistory() {
    Block("192.0.2.1", kStart);
    const Snapshot snapshot = Take({}, Later(601));
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, snapshot.blocked_clients);
    const ClientRow& row = snapshot.clients.at(0);
    CPPUNIT_ASSERT(!row.blocked && row.blocked_until == Tick());
    CPPUNIT_ASSERT_EQUAL(std::string("xss"), row.reason);
    CPPUNIT_ASSERT_EQUAL(uint32_t{1}, row.strikes);
  }

  void RangesComeBeforeThem() {
    ClientTable clients = segment_->clients();
    ClientRangeTable ranges = segment_->ranges();
    BlockWord block;
    block.reason = TagOf(Category::kXss);
    const auto key = [&](uint64_t number) {
      return clients.KeyOf(ClientAddress::FromWords(0x20010DB8'00000000 + number, 0), 7);
    };
    for (uint64_t i = 0; i < 48; ++i) {
      ClientRangeTable::Opened opened;
      block.detection_only = i < 16;
      ranges.NoteBlocked(key(i / 16 * 65'536 + i % 16), 0, block, Later(1000 + i), Later(1), opened);
    }
    ranges.CountDenial(key(65'536), Later(2));
    clients.Pour(key(1'000'000), TagOf(Category::kXss), 64, {5, 6000}, Later(1));
    clients.Touch(key(1'000'000), 1, 0, Later(1));
    clients.BlockByHand(key(1'000'001), 0, Later(500), Later(1));
    const Snapshot snapshot = Take({}, Later(3));
    CPPUNIT_ASSERT_EQUAL(uint32_t{2}, snapshot.blocked_ranges);
    CPPUNIT_ASSERT_EQUAL(uint32_t{1}, snapshot.blocked_clients);
    CPPUNIT_ASSERT(snapshot.clients.size() == 5 && !snapshot.clients[3].range_parts);
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8:2::/56"), snapshot.clients[0].address.ToString());
    CPPUNIT_ASSERT(snapshot.clients[0].blocked && snapshot.clients[0].blocked_until == Later(1047));
    const ClientRow& denied = snapshot.clients[1];
    CPPUNIT_ASSERT(denied.range_parts == 16 && denied.denials == 1 && denied.last_seen == Later(2));
    CPPUNIT_ASSERT_EQUAL(std::string("xss"), denied.reason);
    CPPUNIT_ASSERT(snapshot.clients[2].detection_only && !snapshot.clients[2].blocked);
    SnapshotOptions two;
    two.clients = 2;
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, Take(two, Later(3)).clients.size());
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, Take({}, Later(2000)).blocked_ranges);
  }

  void ListsWhoIsPartOfAnAttack() {
    const auto tell = [&](const std::string& address, std::optional<AnomalyKind> joined, Tick now) {
      Pour(address, Category::kAuthFailure, 1, now);
      StoryEvent event;
      event.category = Category::kAuthFailure;
      event.time = now;
      event.joined = joined;
      segment_->stories().Tell(Key(address).fingerprint, event);
    };
    tell("192.0.2.1", std::nullopt, Later(1));
    tell("192.0.2.2", AnomalyKind::kBruteForce, Later(2));
    tell("192.0.2.2", std::nullopt, Later(3));
    tell("192.0.2.3", AnomalyKind::kScan, Later(4));
    SnapshotOptions options;
    options.listed = Listed::kJoined;
    const Snapshot snapshot = Take(options, Later(5));
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, snapshot.clients.size());
    CPPUNIT_ASSERT(snapshot.clients[0].joined && snapshot.clients[1].joined);
    for (const ClientRow& row : Take({}, Later(5)).clients)
      CPPUNIT_ASSERT_EQUAL(row.address.ToString() != "192.0.2.1", row.joined.has_value());
    options.seen_since = Later(4);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Take(options, Later(5)).clients.size());
  }

  void ProxiesByTheirRecord() {
    const Tick start{(Later(0).value / 360'000 + 1) * 360'000};  // an hour begins
    const auto client = [](uint64_t number) {
      return ClientAddress::FromWords(0x20010DB8'00000000 + number, 0);
    };
    for (uint64_t i = 0; i < 100; ++i)
      segment_->proxy_peers().NoteForwarded(client(0), client(i), {start.value + i * 400});
    const Snapshot snapshot = Take({}, {start.value + 40'000});
    CPPUNIT_ASSERT(snapshot.proxies == std::vector<std::string>{"2001:db8::"});
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TakeSnapshotClientsTest);

}  // namespace
}  // namespace errwatch::store
