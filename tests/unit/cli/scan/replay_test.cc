#include "cli/scan/replay.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/scanned_log.h"

namespace errwatch::cli {
namespace {

constexpr int64_t kSecondUs = 1'000'000;

std::string WithRules(const char* more) { return std::string(kTestRules) + more; }

class ReplayTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ReplayTest);
  CPPUNIT_TEST(BlocksAtTheLimitAndCountsWhatThatPrevents);
  CPPUNIT_TEST(TheClockOfALogMayGoBack);
  CPPUNIT_TEST(EvidenceIsTheLastLinesThatCost);
  CPPUNIT_TEST(ABlockEndsAndTheNextIsLonger);
  CPPUNIT_TEST(LimitsThatOnlyReport);
  CPPUNIT_TEST(AnyLimitTakesEveryCategory);
  CPPUNIT_TEST(ClientsAreNetworks);
  CPPUNIT_TEST(AllowedAddressesCostNothing);
  CPPUNIT_TEST(WordsOfChildrenNameNobody);
  CPPUNIT_TEST(TheServerItselfIsNoClient);
  CPPUNIT_TEST(TrustedProxiesAndNobody);
  CPPUNIT_TEST(EntriesOfProxiesAreDroppedAsInTheServer);
  CPPUNIT_TEST(AMessageOfManyClientsIsNotCharged);
  CPPUNIT_TEST(LogsWithoutTimes);
  CPPUNIT_TEST(TimesOlderThanTicks);
  CPPUNIT_TEST(OneRequestOfModSecurity);
  CPPUNIT_TEST(SuccessesBeforeFailuresCount);
  CPPUNIT_TEST(ForeignPagesBlockTheirLikeOnly);
  CPPUNIT_TEST(ProxyThatNobodyNamedIsNotBlocked);
  CPPUNIT_TEST(ScannerNearTheServerIsBlocked);
  CPPUNIT_TEST_SUITE_END();

 public:
  void BlocksAtTheLimitAndCountsWhatThatPrevents() {
    const ScannedLog log(LogIns(8, "192.0.2.4") + LogIns(2, "192.0.2.9"));
    const Replay& replay = log.replay();
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, replay.blocks().size());
    const BlockEvent& block = replay.blocks()[0];
    CPPUNIT_ASSERT(block.client == *ClientAddress::Parse("192.0.2.4") && block.limit == "auth_failure");
    CPPUNIT_ASSERT(block.score == 3 && block.capacity == 3 && block.strikes == 1 && block.rule == 103);
    CPPUNIT_ASSERT_EQUAL(kTenUs + 2 * kSecondUs, block.time_us);
    CPPUNIT_ASSERT_EQUAL(block.time_us + 600 * kSecondUs, block.until_us);
    CPPUNIT_ASSERT(block.prevented == 5 && replay.prevented() == 5);
    const ClientTotals& client = Client(replay, "192.0.2.4");
    CPPUNIT_ASSERT(client.entries == 8 && client.cost == 3 && client.prevented == 5 && client.blocks == 1);
    CPPUNIT_ASSERT(client.first_us == kTenUs && client.last_us == kTenUs + 7 * kSecondUs);
    CPPUNIT_ASSERT(Client(replay, "192.0.2.9").blocks == 0 && Client(replay, "192.0.2.9").cost == 2);
  }

  // A clock that was put back, or a slow request of an access log.
  void TheClockOfALogMayGoBack() {
    const ScannedLog log(LogIns(1, "192.0.2.4", 600) + LogIns(2, "192.0.2.4", 60));
    const ClientTotals& client = Client(log.replay(), "192.0.2.4");
    CPPUNIT_ASSERT_EQUAL(kTenUs + 60 * kSecondUs, client.first_us);
    CPPUNIT_ASSERT_EQUAL(kTenUs + 600 * kSecondUs, client.last_us);
  }

  void EvidenceIsTheLastLinesThatCost() {
    std::string text;
    for (int i = 0; i < 9; ++i) {
      text += LineAt(i, "core:info", "192.0.2.4", "AH00128: " + std::string(1, static_cast<char>('a' + i)));
      text += LineAt(i, "core:notice", "192.0.2.4", "AH00052: child pid 1 exit signal");  // costs nothing
    }
    const ScannedLog log(text, WithRules("ErrWatchLimit vuln_scan 8/10m\n"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log.replay().blocks().size());
    const auto& evidence = log.replay().blocks()[0].evidence;
    CPPUNIT_ASSERT_EQUAL(std::size_t{6}, evidence.size());
    for (std::size_t i = 0; i < evidence.size(); ++i) {
      CPPUNIT_ASSERT_EQUAL(uint64_t{5 + 2 * i}, evidence[i].line);  // oldest first, up to the last straw
      CPPUNIT_ASSERT_EQUAL(101U, evidence[i].rule);
    }
  }

  void ABlockEndsAndTheNextIsLonger() {
    // blocked at 2 s for 600 s: the entry at 601 s is prevented, those from 602 s on count again
    const ScannedLog log(LogIns(3, "192.0.2.4") + LogIns(1, "192.0.2.4", 601) + LogIns(3, "192.0.2.4", 602));
    const auto& blocks = log.replay().blocks();
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, blocks.size());
    CPPUNIT_ASSERT(blocks[0].prevented == 1 && blocks[1].prevented == 0 && blocks[1].strikes == 2);
    CPPUNIT_ASSERT_EQUAL(kTenUs + 604 * kSecondUs, blocks[1].time_us);
    CPPUNIT_ASSERT_EQUAL(int64_t{4 * 600 * kSecondUs}, blocks[1].until_us - blocks[1].time_us);
  }

  void LimitsThatOnlyReport() {
    const ScannedLog log(LogIns(8, "192.0.2.4"),
                         WithRules("ErrWatchLimit any none\nErrWatchLimit auth_failure 3/10m block=0s\n"));
    const auto& blocks = log.replay().blocks();
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, blocks.size());  // each time the bucket fills
    CPPUNIT_ASSERT(blocks[0].until_us == 0 && blocks[0].prevented == 0 && log.replay().prevented() == 0);
    CPPUNIT_ASSERT_EQUAL(0U, Client(log.replay(), "192.0.2.4").blocks);
  }

  void AnyLimitTakesEveryCategory() {
    const ScannedLog log(LogIns(2, "192.0.2.4") + LineAt(3, "core:info", "192.0.2.4", "AH00128: a") +
                             LineAt(4, "security2:error", "192.0.2.4", "ModSecurity: a"),
                         WithRules("ErrWatchLimit any 6/1m\n"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log.replay().blocks().size());
    const BlockEvent& block = log.replay().blocks()[0];
    CPPUNIT_ASSERT(block.limit == "any" && block.category == Category::kWafAlert &&
                   block.message == "ModSecurity: a");
  }

  void ClientsAreNetworks() {
    const ScannedLog log(LogIns(1, "2001:db8::1") + LogIns(1, "2001:db8::2", 1) +
                         LogIns(1, "2001:db8::3", 2) + LogIns(1, "2001:db8:0:1::1", 3));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log.replay().blocks().size());
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::/64"),
                         log.replay().blocks()[0].client.ToString(log.replay().prefix()));
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, log.replay().clients().size());
  }

  void AllowedAddressesCostNothing() {
    const ScannedLog log(LogIns(5, "192.0.2.250"));
    CPPUNIT_ASSERT(log.replay().blocks().empty() && log.replay().allowed() == 5);
    CPPUNIT_ASSERT(Client(log.replay(), "192.0.2.250").allowed &&
                   Client(log.replay(), "192.0.2.250").cost == 0);
    // one address of a network is allowed, its neighbour is not; whoever comes first changes nothing
    for (const bool allowed_first : {true, false}) {
      const std::string allowed = LogIns(4, "2001:db8::1", allowed_first ? 0 : 10);
      const std::string other = LogIns(4, "2001:db8::2", allowed_first ? 10 : 0);
      const ScannedLog mixed(allowed_first ? allowed + other : other + allowed,
                             WithRules("ErrWatchAllow 2001:db8::1\n"));
      CPPUNIT_ASSERT_EQUAL(std::size_t{1}, mixed.replay().blocks().size());
      CPPUNIT_ASSERT(mixed.replay().allowed() == 4 && mixed.replay().prevented() == 1);
    }
  }

  // An excerpt begins with clients and bears no times. Where lines bear times, a line without one is what a
  // child process wrote: anybody's name may stand in it.
  void WordsOfChildrenNameNobody() {
    std::string excerpt;
    for (int i = 0; i < 3; ++i)
      excerpt += "[client 192.0.2.4] AH01617: user e" + std::to_string(i) + ": x: Password Mismatch\n";
    const ScannedLog alone(excerpt);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, alone.replay().blocks().size());
    const ScannedLog among(LogIns(1, "192.0.2.9") + excerpt);
    CPPUNIT_ASSERT(among.replay().blocks().empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, among.replay().clients().size());
  }

  void TheServerItselfIsNoClient() {
    const ScannedLog log(LogIns(5, "127.0.0.1") + LogIns(5, "::1") + LogIns(5, "127.0.0.2"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log.replay().clients().size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log.replay().blocks().size());
    CPPUNIT_ASSERT_EQUAL(std::string("127.0.0.2"), log.replay().blocks()[0].client.ToString());
    CPPUNIT_ASSERT(ScanText(log.report, 10, false).find("10 entries came from the server itself") !=
                   std::string::npos);
  }

  void TrustedProxiesAndNobody() {
    const ScannedLog log(LogIns(9, "192.0.2.8") + LogIns(9, "") +
                             LineAt(20, "core:notice", "", "AH00052: child pid 1 exit signal") +
                             LineAt(21, "core:notice", "", "AH00052: child pid 2 exit signal") +
                             LineAt(30 * 60, "core:notice", "", "AH00052: child pid 3 exit signal"),
                         WithRules("ErrWatchTrustedProxy 192.0.2.8\n"));
    CPPUNIT_ASSERT(log.replay().blocks().empty() && log.replay().clients().empty());
    const ServerFinding* crash = Finding(log.replay(), 104);
    CPPUNIT_ASSERT(crash != nullptr && !crash->widespread && crash->category == Category::kServerFault);
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, crash->times);  // once in ten minutes
    CPPUNIT_ASSERT(crash->first_us == kTenUs + 20 * kSecondUs && crash->last_us == kTenUs + 1800 * kSecondUs);
    CPPUNIT_ASSERT_EQUAL(std::string("AH00052: child pid 1 exit signal"), crash->message);
  }

  // Not even a finding about the server, which the same entries of nobody open.
  void EntriesOfProxiesAreDroppedAsInTheServer() {
    const std::string crash = "AH00052: child pid 1 exit signal";
    const auto log = [&](const char* client) {
      return LogIns(9, client) + LineAt(20, "core:notice", client, crash);
    };
    const ScannedLog of_nobody(log(""));
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, of_nobody.replay().findings().size());
    const ScannedLog of_proxy(log("192.0.2.8"), WithRules("ErrWatchTrustedProxy 192.0.2.8\n"));
    CPPUNIT_ASSERT(of_proxy.replay().findings().empty() && of_proxy.replay().clients().empty());
    CPPUNIT_ASSERT_EQUAL(uint64_t{10},
                         of_proxy.replay().segment().counters().Sum(store::Counter::kProxyPeer));
    CPPUNIT_ASSERT(of_proxy.replay().segment().rules().List().empty());
  }

  void AMessageOfManyClientsIsNotCharged() {
    std::string text;
    for (int i = 1; i <= 60; ++i)
      text += LineAt(i / 3, "core:info", "198.51.100." + std::to_string(i),
                     "AH00128: File does not exist: /logo");
    const ScannedLog log(text);
    const ServerFinding* finding = Finding(log.replay(), 101);
    CPPUNIT_ASSERT(finding != nullptr && finding->widespread && finding->times == 1);
    CPPUNIT_ASSERT(Client(log.replay(), "198.51.100.1").cost == 1 &&
                   Client(log.replay(), "198.51.100.60").cost == 0);
  }

  void LogsWithoutTimes() {
    std::string text;
    for (int i = 0; i < 5; ++i) text += "[auth_basic:error] [client 192.0.2.4:1] AH01617: user eve\n";
    const ScannedLog log(text);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log.replay().blocks().size());  // one instant
    // a line without a time happens when the one before it did
    const ScannedLog mixed(LogIns(2, "192.0.2.4") +
                           "[auth_basic:error] [client 192.0.2.4:1] AH01617: user eve\n");
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, mixed.replay().blocks().size());
    CPPUNIT_ASSERT_EQUAL(kTenUs + kSecondUs, mixed.replay().blocks()[0].time_us);
  }

  void TimesOlderThanTicks() {
    std::string text;
    for (int i = 0; i < 3; ++i)
      text += "[Sun Jan  2 23:59:5" + std::to_string(i) +
              " 2000] [auth_basic:error] [client 192.0.2.4:1] AH01617: x\n";
    const ScannedLog log(text);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log.replay().blocks().size());
    constexpr int64_t kThen = 946'857'592'000'000;  // 2000-01-02T23:59:52Z
    CPPUNIT_ASSERT_EQUAL(kThen, log.replay().blocks()[0].time_us);
    CPPUNIT_ASSERT_EQUAL(kThen, log.replay().MicrosOf(log.replay().TickOf(kThen)));
    CPPUNIT_ASSERT_EQUAL(kTenUs, ScannedLog(LogIns(1, "192.0.2.4"))
                                     .replay()
                                     .MicrosOf(ScannedLog(LogIns(1, "192.0.2.4")).replay().TickOf(kTenUs)));
  }

  void OneRequestOfModSecurity() {
    const auto alert = [](const char* id) {
      return LineAt(1, "security2:error", "192.0.2.4",
                    std::string("ModSecurity: x [unique_id \"") + id + "\"]");
    };
    std::string same;
    for (int i = 0; i < 9; ++i) same += alert("AAA");
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, Client(ScannedLog(same).replay(), "192.0.2.4").cost);
    CPPUNIT_ASSERT_EQUAL(uint64_t{9},
                         Client(ScannedLog(alert("A") + alert("B") + alert("C")).replay(), "192.0.2.4").cost);
  }

  // Most of what the client asks for it gets, so it is a visitor who has met broken links.
  void SuccessesBeforeFailuresCount() {
    std::string successes, failures;
    for (int i = 0; i < 20; ++i) successes += Response("/page", 200, "");
    for (const char* path : kDeadEnds) failures += Response(path, 404, "");
    const std::string rules = WithRules("ErrWatchLimit vuln_scan 8/10m\n");
    const ScannedLog scan(failures, rules, InputKind::kJsonl);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, scan.replay().blocks().size());
    const ScannedLog visit(successes + failures, rules, InputKind::kJsonl);
    CPPUNIT_ASSERT(visit.replay().blocks().empty());
    // Successes are no entries of a client in the report.
    CPPUNIT_ASSERT_EQUAL(uint64_t{std::size(kDeadEnds)}, Client(visit.replay(), "192.0.2.4").entries);
    // What comes too late says nothing.
    CPPUNIT_ASSERT_EQUAL(std::size_t{1},
                         ScannedLog(failures + successes, rules, InputKind::kJsonl).replay().blocks().size());
  }

  void ForeignPagesBlockTheirLikeOnly() {
    std::string log;
    for (const char* path : kDeadEnds) log += Response(path, 404, ByPage("cross-site"));
    const std::size_t foreign = std::size(kDeadEnds);
    log += Response("/after", 404, ByPage("cross-site"));
    log += Response("/typed", 404, ByPage("none"));
    const ScannedLog scanned(log, WithRules("ErrWatchLimit vuln_scan 8/10m\n"), InputKind::kJsonl);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, scanned.replay().blocks().size());
    const ClientTotals& client = Client(scanned.replay(), "192.0.2.4");
    CPPUNIT_ASSERT_EQUAL(uint64_t{foreign + 2}, client.entries);
    // All that were sent by the page since the block, and not what was typed.
    // (Two of them share a class of shapes.)
    CPPUNIT_ASSERT_EQUAL(uint64_t{foreign - 9 + 1}, client.prevented);
  }

  // What befell it before that was known is taken back, and what follows is not charged.
  void ProxyThatNobodyNamedIsNotBlocked() {
    std::string log;
    for (int i = 0; i < 60; ++i) log += Forwarded(i, "10.0.0.5", i % 3);
    for (int i = 60; i < 75; ++i) log += Forwarded(i, "10.0.0.9", 1);  // another, who brings little
    const ScannedLog scanned(log, WithRules("ErrWatchLimit vuln_scan 8/10m\n"), InputKind::kJsonl);
    CPPUNIT_ASSERT((scanned.replay().UnnamedProxies() == std::vector<std::string>{"10.0.0.5"}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, scanned.replay().blocks().size());
    CPPUNIT_ASSERT_EQUAL(std::string("10.0.0.9"), scanned.replay().blocks()[0].client.ToString());
    const ClientTotals& other = Client(scanned.replay(), "10.0.0.9");
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, other.last_block);
    CPPUNIT_ASSERT_EQUAL(other.prevented, scanned.replay().blocks()[0].prevented);
    CPPUNIT_ASSERT_EQUAL(other.prevented, scanned.replay().prevented());
    CPPUNIT_ASSERT(ScanJson(scanned.report).find("\"unnamed_proxies\": [\n      \"10.0.0.5\"") !=
                   std::string::npos);
    CPPUNIT_ASSERT(ScanText(scanned.report, 10, false).find("10.0.0.5 brings nearly all requests") !=
                   std::string::npos);
  }

  void ScannerNearTheServerIsBlocked() {
    std::string log;
    for (int i = 0; i < 60; ++i) log += Forwarded(i, "10.0.0.5", 1);
    const ScannedLog scanned(log, WithRules("ErrWatchLimit vuln_scan 8/10m\n"), InputKind::kJsonl);
    CPPUNIT_ASSERT(scanned.replay().UnnamedProxies().empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, scanned.replay().blocks().size());
  }

 private:
  // A dead end of a name of its own.
  static std::string Forwarded(int number, const char* proxy, int client) {
    const std::string name(1, static_cast<char>('a' + number % 26));
    std::string line =
        Response(("/" + name + name + std::string(1, static_cast<char>('a' + number / 26))).c_str(), 404,
                 ",\"headers\":{\"X-Forwarded-For\":\"203.0.113." + std::to_string(client) + "\"}");
    return line.replace(line.find("192.0.2.4"), 9, proxy);
  }

  static constexpr const char* kDeadEnds[] = {"/alpha", "/bravo", "/charlie", "/delta",  "/echo", "/foxtrot",
                                              "/golf",  "/hotel", "/india",   "/juliet", "/kilo", "/lima"};
  static constexpr const char* kBrowser =
      ",\"headers\":{\"User-Agent\":\"Mozilla/5.0 "
      "(X11)\",\"Accept\":\"text/html\",\"Accept-Language\":\"en\","
      "\"Sec-Fetch-Dest\":\"document\",\"Sec-Fetch-Site\":\"";

  static std::string ByPage(const char* site) { return std::string(kBrowser) + site + "\"}"; }
  static std::string Response(const char* path, int status, const std::string& more) {
    return std::string("{\"time\":\"2026-11-22T10:00:00Z\",\"client\":\"192.0.2.4\",\"module\":\"core\",") +
           "\"level\":\"info\",\"method\":\"GET\",\"uri\":\"" + path +
           "\",\"status\":" + std::to_string(status) +
           (status == 404 ? ",\"message\":\"AH00128: File does not exist\"" : "") + more + "}\n";
  }
  static const ClientTotals& Client(const Replay& replay, const char* address) {
    const auto found = replay.clients().find(ClientAddress::Parse(address)->Masked(replay.prefix()));
    CPPUNIT_ASSERT_MESSAGE(address, found != replay.clients().end());
    return found->second;
  }
  static const ServerFinding* Finding(const Replay& replay, uint32_t rule) {
    for (const ServerFinding& finding : replay.findings()) {
      if (finding.rule == rule) return &finding;
    }
    return nullptr;
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ReplayTest);

}  // namespace
}  // namespace errwatch::cli
