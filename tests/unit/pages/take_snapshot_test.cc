#include "pages/take_snapshot.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <memory>

#include "base/version.h"
#include "model/bucket_tag.h"

namespace errwatch::store {
namespace {

constexpr Tick kStart{1'000'000};
constexpr uint64_t kSecond = 100;
constexpr HashKey kKey = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

Tick Later(uint64_t seconds) { return {kStart.value + seconds * kSecond}; }

struct alignas(64) Line {
  std::byte bytes[64];
};

class TakeSnapshotTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TakeSnapshotTest);
  CPPUNIT_TEST(OfAnEmptySegment);
  CPPUNIT_TEST(ScoresAreLeakedAndSortedByShare);
  CPPUNIT_TEST(BlockedClientsComeFirst);
  CPPUNIT_TEST(RangesComeBeforeThem);
  CPPUNIT_TEST(ProxiesByTheirRecord);
  CPPUNIT_TEST(KeepsTheHighestOfMany);
  CPPUNIT_TEST(BlockedOnlyLeavesOutTheRest);
  CPPUNIT_TEST(VisitorsAreCountedOnly);
  CPPUNIT_TEST(EndedBlocksAreHistory);
  CPPUNIT_TEST(IncidentsNewestFirstWithoutSingleEntries);
  CPPUNIT_TEST(RulesAndCategories);
  CPPUNIT_TEST(WarnsWithTheRemedy);
  CPPUNIT_TEST(SurvivesAnyMemory);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    geometry_ = GeometryFor(1024);
    memory_.assign(RegionBytes(geometry_) / sizeof(Line) + 1, Line());
    auto formatted = Segment::Format(region(), geometry_, kKey, ClientPrefix(), kStart);
    CPPUNIT_ASSERT(formatted.ok());
    segment_ = std::make_unique<Segment>(formatted.value());
    scope_ = segment_->RegisterScope("server");
  }

 private:
  std::span<std::byte> region() { return std::as_writable_bytes(std::span(memory_)); }

  ClientKey Key(const std::string& address) const {
    const auto parsed = ClientAddress::Parse(address);
    CPPUNIT_ASSERT(parsed.has_value());
    return segment_->clients().KeyOf(*parsed, ScopeHash("server"));
  }

  void Pour(const std::string& address, Category category, uint32_t units, Tick now) {
    const ClientKey key = Key(address);
    ClientTable clients = segment_->clients();
    clients.Pour(key, TagOf(category), units * kQuantaPerUnit, DefaultLimits()[category].shape, now);
    clients.Touch(key, 42, scope_, now);
  }

  void Block(const std::string& address, Tick now, bool detection_only = false) {
    const ClientKey key = Key(address);
    Pour(address, Category::kXss, 1, now);
    BlockWord opened;
    segment_->clients().Block(key, TagOf(Category::kXss), DefaultLimits()[Category::kXss], BlockPolicy(),
                              BlockKind{detection_only, false}, now, &opened);
  }

  Snapshot Take(const SnapshotOptions& options, Tick now) const {
    return TakeSnapshot(*segment_, DefaultLimits(), options, now);
  }

  static std::string Addresses(const Snapshot& snapshot) {
    std::string addresses;
    for (const ClientRow& row : snapshot.clients) addresses += row.address.ToString() + " ";
    return addresses;
  }

  void OfAnEmptySegment() {
    const Snapshot snapshot = Take({}, Later(60));
    CPPUNIT_ASSERT_EQUAL(std::string(kVersion), snapshot.version);
    CPPUNIT_ASSERT(snapshot.now == Later(60) && snapshot.started == kStart);
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, snapshot.table_clients);
    CPPUNIT_ASSERT_EQUAL(geometry_.sets * kWays, snapshot.table_capacity);
    CPPUNIT_ASSERT_EQUAL(kCounterCount, snapshot.counters.size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{kCategoryCount}, snapshot.categories.size());
    CPPUNIT_ASSERT(snapshot.clients.empty() && snapshot.incidents.empty() && snapshot.rules.empty() &&
                   snapshot.warnings.empty());
  }

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

  void BlockedOnlyLeavesOutTheRest() {
    Pour("192.0.2.1", Category::kAuthFailure, 7, kStart);
    Block("192.0.2.2", kStart);
    Block("192.0.2.3", Later(1), true);
    SnapshotOptions options;
    options.blocked_only = true;
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.2 192.0.2.3 "), Addresses(Take(options, Later(2))));
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

  Incident MakeIncident(IncidentKind kind, uint32_t rule) const {
    Incident incident;
    incident.kind = kind;
    incident.category = Category::kSqlInjection;
    incident.limit = kAnyTag;
    incident.scope = scope_;
    incident.strikes = 2;
    incident.rule = rule;
    incident.score = 30;
    incident.capacity = 30;
    incident.status = 404;
    incident.log_id = 128;
    incident.time = Later(rule);
    incident.until = Later(rule + 600);
    incident.client = *ClientAddress::Parse("2001:db8::");
    incident.vhost = "www.example.org";
    incident.method = "GET";
    incident.uri = "/a";
    incident.message = "AH00128: File does not exist: /a";
    return incident;
  }

  void IncidentsNewestFirstWithoutSingleEntries() {
    IncidentRing ring = segment_->incidents();
    for (uint32_t rule = 1; rule <= 5; ++rule) {
      ring.Append(MakeIncident(rule == 4 ? IncidentKind::kEntry : IncidentKind::kBlock, rule));
    }
    Incident server;
    server.kind = IncidentKind::kServer;
    server.time = Later(6);
    ring.Append(server);
    SnapshotOptions options;
    options.incidents = 4;
    options.rule_name = [](uint32_t rule) { return "name of " + std::to_string(rule); };
    const Snapshot snapshot = Take(options, Later(10));
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, snapshot.incidents.size());
    const uint32_t rules[] = {0, 5, 3, 2};
    for (std::size_t i = 0; i < 4; ++i) CPPUNIT_ASSERT_EQUAL(rules[i], snapshot.incidents[i].rule);
    const IncidentRow& bare = snapshot.incidents[0];
    CPPUNIT_ASSERT(bare.client.empty() && bare.category.empty() && bare.limit.empty() && bare.ah.empty() &&
                   bare.rule_name.empty());
    CPPUNIT_ASSERT(bare.kind == IncidentKind::kServer);
    const IncidentRow& row = snapshot.incidents[1];
    CPPUNIT_ASSERT_EQUAL(std::string("block sql_injection any 2001:db8::/64 server AH00128 name of 5"),
                         std::string(IncidentKindName(row.kind)) + " " + row.category + " " + row.limit +
                             " " + row.client.ToString() + " " + row.scope + " " + row.ah + " " +
                             row.rule_name);
    CPPUNIT_ASSERT_EQUAL(std::string("www.example.org GET /a AH00128: File does not exist: /a"),
                         row.vhost + " " + row.method + " " + row.uri + " " + row.message);
    CPPUNIT_ASSERT(row.time == Later(5) && row.until == Later(605) && row.status == 404 && row.strikes == 2);
  }

  void RulesAndCategories() {
    for (int i = 0; i < 3; ++i) segment_->rules().Hit(2101, Later(7));
    segment_->rules().Hit(1301, Later(8));
    segment_->counters().AddCategory(Category::kXss);
    segment_->counters().Add(Counter::kDenials, 9);
    const Snapshot snapshot = Take({}, Later(10));
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, snapshot.rules.size());
    CPPUNIT_ASSERT(snapshot.rules[0].id == 2101 && snapshot.rules[0].hits == 3 &&
                   snapshot.rules[0].last_hit == Later(7));
    CPPUNIT_ASSERT(snapshot.rules[0].name.empty());
    for (const CounterRow& row : snapshot.categories) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.name, uint64_t{row.name == "xss" ? 1U : 0U}, row.value);
    }
    for (const CounterRow& row : snapshot.counters) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.name, uint64_t{row.name == "denials" ? 9U : 0U}, row.value);
      CPPUNIT_ASSERT(!row.text.empty());
    }
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

  void WarnsWithTheRemedy() {
    const std::pair<Counter, std::string_view> cases[] = {
        {Counter::kEvictionsRefused, "raise ErrWatchClients"},
        {Counter::kBlocksEvicted, "raise ErrWatchClients"},
        {Counter::kNoScratch, "LogLevel"},
        {Counter::kMatchLimit, "simplify"},
        {Counter::kRulesUncounted, "ErrWatchRuleRemove"},
        {Counter::kEventsDropped, "ErrWatchEventLog"},
        {Counter::kIncidentsLost, "ErrWatchEventLog"},
        {Counter::kProxyPeersFull, "ErrWatchTrustedProxy"},
        {Counter::kFault, "report"},
    };
    std::size_t warnings = 0;
    for (const auto& [counter, remedy] : cases) {
      segment_->counters().Add(counter, 1234);
      const Snapshot snapshot = Take({}, Later(1));
      CPPUNIT_ASSERT_EQUAL(++warnings, snapshot.warnings.size());
      const auto said = [wanted = remedy](const std::string& warning) {
        return warning.starts_with("1,234 ") && warning.find(wanted) != std::string::npos &&
               warning.ends_with(".");
      };
      CPPUNIT_ASSERT_MESSAGE(std::string(remedy),
                             std::any_of(snapshot.warnings.begin(), snapshot.warnings.end(), said));
    }
  }

  // A child with fewer rights than the reader may have written anything.
  void SurvivesAnyMemory() {
    const std::size_t header = sizeof(Header);
    uint64_t random = 88'172'645'463'325'252ULL;
    for (std::byte& byte : region().subspan(header)) {
      random ^= random << 13, random ^= random >> 7, random ^= random << 17;  // xorshift64
      byte = static_cast<std::byte>(random);
    }
    const Snapshot snapshot = Take({}, Later(1));
    CPPUNIT_ASSERT_EQUAL(std::size_t{100}, snapshot.clients.size());
    CPPUNIT_ASSERT(snapshot.table_clients <= snapshot.table_capacity);
    CPPUNIT_ASSERT(snapshot.incidents.empty());  // no checksum holds
    for (const ClientRow& row : snapshot.clients) CPPUNIT_ASSERT(row.scores.size() <= kCategoryBuckets + 1);
  }

  Geometry geometry_;
  std::vector<Line> memory_;
  std::unique_ptr<Segment> segment_;
  uint8_t scope_ = 0;
};

CPPUNIT_TEST_SUITE_REGISTRATION(TakeSnapshotTest);

}  // namespace
}  // namespace errwatch::store
