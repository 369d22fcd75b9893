#include "cli/server/import.h"

#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "unit/server_fixture.h"

namespace errwatch::cli {
namespace {

using Json = nlohmann::json;

class ImportTest : public ServerFixture {
  CPPUNIT_TEST_SUITE(ImportTest);
  CPPUNIT_TEST(BlocksWhoIsOnTheList);
  CPPUNIT_TEST(LeavesOutWhoMustNotBeBlocked);
  CPPUNIT_TEST(NeverShortens);
  CPPUNIT_TEST(DoesNothingWhenDry);
  CPPUNIT_TEST(CountsOneOfManyJailsOnce);
  CPPUNIT_TEST(TellsTheLogOnce);
  CPPUNIT_TEST(KeepsHalfOfTheTable);
  CPPUNIT_TEST(TakesWhatExportWrites);
  CPPUNIT_TEST(LeavesItsOwnListAsItIs);
  CPPUNIT_TEST(WritesForOthers);
  CPPUNIT_TEST(RefusesWithAReason);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    ServerFixture::setUp();
    file_->segment().RegisterScope("shop");
  }
  void BlocksWhoIsOnTheList() {
    const Ran ran = Import("9.9.9.1\n198.51.100.0/22\n2001:db8::/32 ; x\nnobody\n999.1.1.1\n");
    CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, 0, ran.code);
    CPPUNIT_ASSERT_EQUAL(std::string("1 client and 2 ranges blocked (plain)\n2 not understood\n"), ran.out);
    CPPUNIT_ASSERT(ran.err.find("line 4: \"nobody\"") != std::string::npos);
    CPPUNIT_ASSERT(IsBlocked("9.9.9.1") && IsBlocked("198.51.103.9") && IsBlocked("2001:db8:77::1"));
    CPPUNIT_ASSERT(!IsBlocked("9.9.9.2"));
  }

  // Those rules allow 192.0.2.250.
  void LeavesOutWhoMustNotBeBlocked() {
    Tool({"allow", "203.0.113.0/24"});
    const char* list = "192.0.2.250\n127.0.0.1\n203.0.113.7\n10.0.0.0/8\n9.9.9.1\n";
    const Ran ran = Import(list);
    CPPUNIT_ASSERT(ran.out.find("1 client and 0 ranges blocked") == 0 &&
                   ran.out.find("\n4 not blocked: ") != std::string::npos);
    // Shorter than the one before, so that nobody is blocked for longer than he is.
    const Json json = Json::parse(Import(list, {"--for", "1h", "--format", "json"}).out);
    CPPUNIT_ASSERT(json["refused"] == 4 && json["kept"] == 1 && json["clients"] == 0 &&
                   json["remarks"].size() == 4);
    const Json forced = Json::parse(Import(list, {"--force", "--format", "json"}).out);
    CPPUNIT_ASSERT(forced["refused"] == 1);  // this machine
  }

  void NeverShortens() {
    Tool({"block", "9.9.9.1", "--for", "7d"});
    Tool({"block", "198.51.100.0/24", "--for", "7d"});
    Tool({"block", "9.9.9.2", "--for", "1h"});
    const Json json =
        Json::parse(Import("9.9.9.1\n198.51.100.0/24\n9.9.9.2\n9.9.9.2\n", {"--format", "json"}).out);
    CPPUNIT_ASSERT(json["kept"] == 3 && json["clients"] == 1 && json["ranges"] == 0);
  }

  void DoesNothingWhenDry() {
    const Ran ran = Import("9.9.9.1\n9.9.9.1\n198.51.100.0/24\n", {"--dry-run"});
    CPPUNIT_ASSERT_EQUAL(std::string("1 client and 1 range would be blocked (plain)\n"
                                     "1 left as they are: blocked or allowed already, and for as long\n"),
                         ran.out);
    CPPUNIT_ASSERT(!IsBlocked("9.9.9.1"));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, file_->segment().incidents().head());
  }

  // Two jails have banned the same address, the second for longer; a dry run says what will be.
  void CountsOneOfManyJailsOnce() {
    const std::string list =
        "duration,scope,value,reason,type\n1h,ip,9.9.9.1,one,ban\n2h,ip,9.9.9.1,two,ban\n"
        "1h,range,198.51.100.0/24,one,ban\n3h,range,198.51.100.0/24,two,ban\n30m,ip,9.9.9.1,three,ban\n";
    const Json dry = Json::parse(Import(list, {"--format", "json", "--dry-run"}).out);
    const Json real = Json::parse(Import(list, {"--format", "json"}).out);
    for (const Json& json : {dry, real})
      CPPUNIT_ASSERT_MESSAGE(json.dump(), json["clients"] == 1 && json["ranges"] == 1 && json["kept"] == 1);
    // Until the last of the bans ends.
    const std::string held = Tool({"export", "--format", "crowdsec"}).out;
    CPPUNIT_ASSERT_MESSAGE(held, held.find("10800s,range,") != std::string::npos ||
                                     held.find("10799s,range,") != std::string::npos);
    const auto incident = file_->segment().incidents().Read(0);
    CPPUNIT_ASSERT(incident && incident->incident.score == 2);
  }

  void TellsTheLogOnce() {
    Import("9.9.9.1\n9.9.9.2\n198.51.100.0/24\n", {"--reason", "DROP"});
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, file_->segment().incidents().head());
    uint64_t lost = 0;
    const auto record = file_->segment().incidents().TakeNext(Now(), &lost);
    CPPUNIT_ASSERT(record && record->incident.kind == IncidentKind::kImported && record->incident.score == 3);
    CPPUNIT_ASSERT_EQUAL(std::string("DROP"), std::string(record->incident.message));
    // Nor is each end told.
    const Tick later = After(Now(), Milliseconds(2 * 86'400'000));
    int told = 0;
    file_->segment().clients().SweepExpired(0, file_->segment().geometry().sets, later,
                                            [&](const store::ClientView&) { ++told; });
    file_->segment().listed().SweepExpired(later, [&](const store::ListedView&) { ++told; });
    CPPUNIT_ASSERT_EQUAL(0, told);
  }

  void KeepsHalfOfTheTable() {
    std::string list;
    for (int i = 0; i < 1024; ++i)
      list += "10.0." + std::to_string(i / 256) + "." + std::to_string(i % 256) + "\n";
    const Json json = Json::parse(Import(list, {"--format", "json"}).out);
    CPPUNIT_ASSERT_EQUAL(512, json["clients"].get<int>());
    CPPUNIT_ASSERT_EQUAL(512, json["no_room"].get<int>());
  }

  void TakesWhatExportWrites() {
    Import("9.9.9.1\n2001:db8:7::/48\n");
    Tool({"block", "9.9.9.3", "--scope", "shop"});
    Tool({"allow", "203.0.113.0/24", "--reason", "the \"office\", ours"});
    for (const char* format : {"json", "csv"}) {
      const std::string list = Tool({"export", "--blocked", "--allowed", "--format", format}).out;
      const std::unique_ptr<store::StartedState> other = StartOther(std::string("other-") + format);
      const Ran ran =
          RunTool({"import", files_.Write("list", list), "-s", files_.Path(std::string("other-") + format)});
      CPPUNIT_ASSERT_MESSAGE(
          ran.out, ran.out.starts_with("2 clients and 1 range blocked, 1 allowed (" + std::string(format)));
      CPPUNIT_ASSERT(other->segment().listed().Allows(*ClientAddress::Parse("203.0.113.9"), Now()));
      const auto& clients = other->segment().clients();
      CPPUNIT_ASSERT(
          clients.FindBlock(clients.KeyOf(*ClientAddress::Parse("9.9.9.3"), store::ScopeHash("shop"))));
    }
  }

  // However long reading it takes: a block of the server's own stays what it is, with its number.
  void LeavesItsOwnListAsItIs() {
    store::Segment& segment = file_->segment();
    for (int client = 0; client < 20; ++client)
      Tool({"block", "10.0.0." + std::to_string(client), "--for", std::to_string(client + 60) + "s"});
    const store::ClientKey key =
        segment.clients().KeyOf(*ClientAddress::Parse("10.0.0.7"), store::ScopeHash("server"));
    const Tick until = segment.FindBlock(key, Now())->word.until;
    const std::string list = Tool({"export"}).out;
    // Much that is none of it, so that the clock goes on.
    const Json json =
        Json::parse(Import(list + std::string(std::size_t{20} << 20, '\n'), {"--format", "json"}).out);
    CPPUNIT_ASSERT_MESSAGE(json.dump(), json["clients"] == 0 && json["kept"] == 20);
    CPPUNIT_ASSERT(segment.FindBlock(key, Now())->word.until == until);
  }

  void WritesForOthers() {
    const auto exported = [&](const char* format) {
      return Tool({"export", "-f", format, "--jail", "web"}).out;
    };
    CPPUNIT_ASSERT_EQUAL(std::string(), exported("plain"));
    CPPUNIT_ASSERT_EQUAL(std::string(), exported("fail2ban"));
    Tool({"block", "9.9.9.1", "--for", "1h"});
    Tool({"block", "9.9.9.0/28", "--for", "2h"});
    Tool({"block", "2001:db8::7", "--for", "2h"});
    CPPUNIT_ASSERT_EQUAL(std::string("9.9.9.0/28\n9.9.9.1\n2001:db8::/64\n"), exported("plain"));
    CPPUNIT_ASSERT_EQUAL(std::string("fail2ban-client set web banip 9.9.9.0/28 9.9.9.1 2001:db8::/64\n"),
                         exported("fail2ban"));
    CPPUNIT_ASSERT(exported("httpd").find("Require not ip 9.9.9.0/28\n") == 0);
    const std::string crowdsec = exported("crowdsec");
    CPPUNIT_ASSERT(crowdsec.starts_with("duration,scope,value,reason,type"));
    CPPUNIT_ASSERT(crowdsec.find("s,range,2001:db8::/64,errwatch,ban") != std::string::npos);
    CPPUNIT_ASSERT(crowdsec.find("s,ip,9.9.9.1,errwatch,ban") != std::string::npos);
    const std::string nftables = exported("nftables");  // no element within another
    CPPUNIT_ASSERT(nftables.find("9.9.9.0/28 timeout ") != std::string::npos &&
                   nftables.find("9.9.9.1 ") == std::string::npos);
    // The table is not errwatch-firewall's, and what is read again replaces what was there.
    CPPUNIT_ASSERT(nftables.starts_with("table inet errwatch_list {") &&
                   nftables.find("flush set inet errwatch_list blocked6\n") != std::string::npos);
    Tool({"allow", "203.0.113.9"});
    CPPUNIT_ASSERT_EQUAL(std::string("ErrWatchAllow 203.0.113.9\n"),
                         Tool({"export", "--allowed", "-f", "httpd"}).out);
  }

  void RefusesWithAReason() {
    const std::vector<Refused> cases = {
        {{"import", files_.Path("missing")}, 1, "missing"},
        {{"import", files_.Write("empty", ""), "--from", "wrong"}, 2, "--from"},
        {{"import", files_.Path("empty"), "--for", "0s"}, 2, "--for"},
        {{"import", files_.Path("empty"), "--scope", "blog"}, 2, "server, shop"},
        {{"import", files_.Write("words", "nothing here\n")}, 1, "line 1"},
        {{"import", files_.Write("json", "{")}, 1, "no JSON"},
        {{"export", "--format", "xml"}, 2, "--format"},
        {{"export", "-f", "fail2ban", "--jail", "a;b"}, 2, "jail"},
        {{"export", "-f", "nftables", "--allowed"}, 2, "--allowed"},
        {{"export", "-f", "plain", "--allowed", "--blocked"}, 2, "plain"},
    };
    AssertRefused(cases);
    CPPUNIT_ASSERT_EQUAL(0, Tool({"import", files_.Path("empty")}).code);
  }

 private:
  // Another server, of the same scopes.
  std::unique_ptr<store::StartedState> StartOther(const std::string& name) {
    auto started = Start(files_.Path(name));
    for (const char* scope : {"server", "shop"}) started->segment().RegisterScope(scope);
    return started;
  }
  Ran Import(const std::string& list, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"import", files_.Write("list", list)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Tool(arguments);
  }
  bool IsBlocked(const char* address) {
    store::Segment& segment = file_->segment();
    const store::ClientKey key =
        segment.clients().KeyOf(*ClientAddress::Parse(address), store::ScopeHash("server"));
    const auto held = segment.FindBlock(key, Now());
    return held && held->word.Active(Now());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ImportTest);

}  // namespace
}  // namespace errwatch::cli
