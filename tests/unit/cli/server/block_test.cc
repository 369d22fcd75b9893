#include "cli/server/block.h"

#include <cppunit/extensions/HelperMacros.h>
#include <sys/stat.h>

#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "store/accounting.h"
#include "store/incident_code.h"
#include "unit/server_fixture.h"

namespace errwatch::cli {
namespace {

class BlockTest : public ServerFixture {
  CPPUNIT_TEST_SUITE(BlockTest);
  CPPUNIT_TEST(BlocksAndUnblocks);
  CPPUNIT_TEST(LeavesARecordForTheServer);
  CPPUNIT_TEST(EachScopeIsItsOwn);
  CPPUNIT_TEST(RefusesWithAReason);
  CPPUNIT_TEST(TellsOfDamage);
  CPPUNIT_TEST(TellsOfAFileWithoutScopes);
  CPPUNIT_TEST(BlocksARange);
  CPPUNIT_TEST(SaysWhoWillNotBeDenied);
  CPPUNIT_TEST(SaysThatNobodyLookedAtTheLists);
  CPPUNIT_TEST(RefusesWhoShouldNotBeBlocked);
  CPPUNIT_TEST(UnblocksWhatMeetsARange);
  CPPUNIT_TEST(UnblocksEverybody);
  CPPUNIT_TEST(WritesJson);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    ServerFixture::setUp();
    file_->segment().RegisterScope("shop");
  }

  void BlocksAndUnblocks() {
    const Ran block = RunTool({"block", "2001:db8::77", "--for", "2h", "-s", state_});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(block.err, 0, block.code);
    CPPUNIT_ASSERT(block.out.find("2001:db8::/64 is blocked until ") == 0);
    const auto word = Find("2001:db8::1", "server");  // the whole /64
    CPPUNIT_ASSERT(word && word->by_hand && word->Active(Now()));
    const int64_t minutes = (UnixMs(word->until) - UnixMs(Now())) / 60'000;
    CPPUNIT_ASSERT(minutes >= 118 && minutes <= 120);
    CPPUNIT_ASSERT(!Find("2001:db8:0:1::1", "server"));

    CPPUNIT_ASSERT_EQUAL(0, RunTool({"unblock", "2001:db8::9", "-s", state_}).code);
    CPPUNIT_ASSERT(!Find("2001:db8::1", "server")->Active(Now()));
    const Ran again = RunTool({"unblock", "2001:db8::9", "-s", state_});
    CPPUNIT_ASSERT(again.code == 1 && again.err.find("not blocked") != std::string::npos);
  }

  void LeavesARecordForTheServer() {
    RunTool({"block", "192.0.2.4", "--reason", "abuse report", "-s", state_});
    uint64_t lost = 0;
    auto record = file_->segment().incidents().TakeNext(Now(), &lost);
    CPPUNIT_ASSERT(record && record->incident.kind == IncidentKind::kBlockedByHand);
    CPPUNIT_ASSERT(record->incident.message == "abuse report" &&
                   record->incident.client == *ClientAddress::Parse("192.0.2.4"));
    CPPUNIT_ASSERT(record->incident.until > Now());
    RunTool({"unblock", "192.0.2.4", "-s", state_});
    record = file_->segment().incidents().TakeNext(Now(), &lost);
    CPPUNIT_ASSERT(record && record->incident.kind == IncidentKind::kUnblocked && lost == 0);
  }

  void EachScopeIsItsOwn() {
    CPPUNIT_ASSERT_EQUAL(0, RunTool({"block", "192.0.2.4", "--scope", "shop", "-s", state_}).code);
    CPPUNIT_ASSERT(Find("192.0.2.4", "shop") && !Find("192.0.2.4", "server"));
    const Ran unblock = RunTool({"unblock", "192.0.2.4", "-s", state_});  // wherever it is
    CPPUNIT_ASSERT(unblock.code == 0 && unblock.out.find("scope shop") != std::string::npos);
    CPPUNIT_ASSERT(!Find("192.0.2.4", "shop")->Active(Now()));
  }

  void RefusesWithAReason() {
    struct Case {
      std::vector<std::string> arguments;
      int code;
      const char* says;
    };
    const std::vector<Case> kCases = {
        {{"block", "nobody", "-s", state_}, 2, "no address"},
        {{"block", "2001:db8::/65", "-s", state_}, 2, "/64"},
        {{"block", "192.0.2.4", "--for", "soon", "-s", state_}, 2, "--for"},
        {{"block", "192.0.2.4", "--for", "0s", "-s", state_}, 2, "--for"},
        {{"block", "192.0.2.4", "--scope", "blog", "-s", state_}, 2, "server, shop"},
        {{"block", "192.0.2.4", "-s", files_.Path("missing")}, 1, "--state"},
        {{"block", "192.0.2.4", "-s", files_.Write("foreign", std::string(100'000, 'x'))}, 1, "foreign"},
        {{"unblock", "-s", state_}, 2, "ADDRESS"},
        {{"unblock", "192.0.2.4", "--all", "-s", state_}, 2, "--all"},
    };
    ::chmod(files_.Path("foreign").c_str(), 0600);
    for (const Case& c : kCases) {
      const Ran ran = RunTool(c.arguments);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, c.code, ran.code);
      CPPUNIT_ASSERT_MESSAGE(ran.err + ran.out, (ran.err + ran.out).find(c.says) != std::string::npos);
    }
    std::size_t clients = 0;
    file_->segment().clients().ForEach([&](const store::ClientView&) { ++clients; });
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, clients);
  }

  // Nobody is asked whether he meant "server?".
  void TellsOfDamage() {
    file_->segment().RegisterScope("blog\x01");
    for (const char* scope : {"blog", "news"}) {
      const Ran ran = RunTool({"block", "192.0.2.4", "--scope", scope, "-s", state_});
      CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, 1, ran.code);
      for (const char* said : {state_.c_str(), "is damaged", "move it away"})
        CPPUNIT_ASSERT_MESSAGE(ran.err, ran.err.find(said) != std::string::npos);
      CPPUNIT_ASSERT(ran.err.find("did you mean") == std::string::npos);
    }
    // What is not damaged goes on.
    CPPUNIT_ASSERT_EQUAL(0, RunTool({"block", "192.0.2.4", "-s", state_}).code);
  }

  // A server that was killed in its first seconds.
  void TellsOfAFileWithoutScopes() {
    const std::string fresh = files_.Path("fresh");
    const auto made = Start(fresh);
    const Ran ran = RunTool({"block", "192.0.2.4", "-s", fresh});
    CPPUNIT_ASSERT_MESSAGE(ran.err, ran.code == 1 && ran.err.find("Start httpd first") != std::string::npos);
  }

  void BlocksARange() {
    const Ran block = RunTool({"block", "203.0.113.9/24", "-s", state_});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(block.err, 0, block.code);
    CPPUNIT_ASSERT_MESSAGE(block.out,
                           block.out.find("203.0.113.0/24, all of the range, is blocked until ") == 0);
    const auto held = file_->segment().FindBlock(
        file_->segment().clients().KeyOf(*ClientAddress::Parse("203.0.113.200"), store::ScopeHash("server")),
        Now());
    CPPUNIT_ASSERT(held && held->of_range && held->word.by_hand && held->range_bits == 24);
    // The number that a visitor is told is the one that the administrator finds.
    const store::IncidentCode code =
        store::CodeOf(file_->segment().hash_key(), *ClientAddress::Parse("203.0.113.0"), held->word.until);
    CPPUNIT_ASSERT(RunTool({"clients", "-f", "json", "-s", state_}).out.find(code.data()) !=
                   std::string::npos);
    CPPUNIT_ASSERT(!Find("203.0.113.200", "server"));
    uint64_t lost = 0;
    const auto record = file_->segment().incidents().TakeNext(Now(), &lost);
    CPPUNIT_ASSERT(record && record->incident.kind == IncidentKind::kBlockedByHand &&
                   record->incident.range_bits == 24);
    const Ran unblock = RunTool({"unblock", "203.0.113.0/24", "-s", state_});
    const auto end = file_->segment().incidents().TakeNext(Now(), &lost);
    CPPUNIT_ASSERT(end && end->incident.ended == held->word.until);
    CPPUNIT_ASSERT_EQUAL(std::string("203.0.113.0/24 may come again, all of the range\n"), unblock.out);
    CPPUNIT_ASSERT_EQUAL(1, RunTool({"unblock", "203.0.113.0/24", "-s", state_}).code);
  }

  // Those rules allow 192.0.2.250.
  // Half of an edit must not switch off the guard without a word.
  void SaysThatNobodyLookedAtTheLists() {
    ::setenv("ERRWATCH_CONFIG", files_.Write("broken.conf", "ErrWatchAlow 192.0.2.250\n").c_str(), 1);
    const Ran ran = RunTool({"block", "192.0.2.250", "-s", state_});
    CPPUNIT_ASSERT_EQUAL(0, ran.code);
    CPPUNIT_ASSERT_MESSAGE(ran.err, ran.err.find("broken.conf") != std::string::npos &&
                                        ran.err.find("nobody has looked whether") != std::string::npos);
    CPPUNIT_ASSERT(RunTool({"unblock", "192.0.2.250", "-s", state_}).err.find("nobody has looked") ==
                   std::string::npos);
  }

  void SaysWhoWillNotBeDenied() {
    const auto said = [&](const char* address) {
      return RunTool({"block", address, "--force", "-s", state_}).out;
    };
    const std::string allowed = said("192.0.2.250");
    CPPUNIT_ASSERT_MESSAGE(allowed,
                           allowed.starts_with("192.0.2.250 is blocked, but will not be denied, until ") &&
                               allowed.find("): it is allow-listed (ErrWatchAllow, ") != std::string::npos &&
                               allowed.ends_with("few-rules.conf:10)\n"));
    CPPUNIT_ASSERT(said("192.0.2.251").find("192.0.2.251 is blocked until ") == 0);
    CPPUNIT_ASSERT(said("192.0.2.0/24").ends_with("few-rules.conf:10) in it is not denied\n"));
    std::array<EnginesInUse, 1> engines;
    engines[0].Add(Engine::kDetectionOnly);
    file_->segment().SetEngines(engines);
    CPPUNIT_ASSERT(said("192.0.2.251").find("192.0.2.251 would be denied until ") == 0);
    engines[0] = {};
    engines[0].Add(Engine::kOff);
    file_->segment().SetEngines(engines);
    CPPUNIT_ASSERT(said("192.0.2.251").find("192.0.2.251 is blocked, but will not be denied, until ") == 0);
  }

  void RefusesWhoShouldNotBeBlocked() {
    struct Case {
      const char* address;
      const char* says;
      bool can_be_forced;
    };
    for (const Case& c : {Case{"192.0.2.250", "is allow-listed (ErrWatchAllow, ", true},
                          Case{"127.0.0.1", "is an address of this machine itself", false},
                          Case{"127.0.0.0/16", "holds an address of this machine itself", true},
                          Case{"198.0.0.0/11", "is wider than a /12", true},
                          Case{"2001:db0::/27", "is wider than a /28", true}}) {
      const Ran ran = RunTool({"block", c.address, "-s", state_});
      CPPUNIT_ASSERT_EQUAL_MESSAGE(c.address, 1, ran.code);
      CPPUNIT_ASSERT_MESSAGE(ran.err, ran.err.find(c.says) != std::string::npos);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, c.can_be_forced, ran.err.find("--force") != std::string::npos);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(c.address, c.can_be_forced ? 0 : 1,
                                   RunTool({"block", c.address, "--force", "-s", state_}).code);
    }
    RunTool({"allow", "203.0.113.0/24", "-s", state_});
    const Ran ran = RunTool({"block", "203.0.113.9", "-s", state_});
    CPPUNIT_ASSERT_MESSAGE(ran.err,
                           ran.code == 1 && ran.err.find("disallow 203.0.113.0/24") != std::string::npos);
  }

  void UnblocksWhatMeetsARange() {
    for (const char* range : {"198.51.96.0/20", "198.51.100.0/24", "203.0.113.0/24", "198.51.0.0/16"})
      CPPUNIT_ASSERT_EQUAL(0, RunTool({"block", range, "-s", state_}).code);
    const Ran ran = RunTool({"unblock", "198.51.100.0/22", "-s", state_});
    CPPUNIT_ASSERT_EQUAL(3L, std::count(ran.out.begin(), ran.out.end(), '\n'));
    CPPUNIT_ASSERT_EQUAL(0, RunTool({"unblock", "203.0.113.77", "-s", state_}).code);  // who is in it
  }

  void UnblocksEverybody() {
    for (int i = 1; i <= 20; ++i)
      RunTool(
          {"block", "192.0.2." + std::to_string(i), "--scope", i % 2 == 0 ? "shop" : "server", "-s", state_});
    CPPUNIT_ASSERT_EQUAL(0, RunTool({"unblock", "--all", "-s", state_}).code);
    int blocked = 0;
    file_->segment().clients().ForEach(
        [&](const store::ClientView& view) { blocked += view.block.Active(Now()); });
    CPPUNIT_ASSERT_EQUAL(0, blocked);
    CPPUNIT_ASSERT_EQUAL(0, RunTool({"unblock", "--all", "-s", state_}).code);  // nobody left is fine
  }

  // docs/schema/block.schema.json and unblock.schema.json; docs/errwatch.md names them.
  void WritesJson() {
    using Json = nlohmann::json;
    const auto json = [&](std::vector<std::string> arguments) {
      for (const char* more : {"-f", "json", "-s"}) arguments.emplace_back(more);
      arguments.push_back(state_);
      return Json::parse(RunTool(arguments).out);
    };
    const Json block = json({"block", "192.0.2.4", "--for", "2h"});
    CPPUNIT_ASSERT(block["address"] == "192.0.2.4" && block["scope"] == "server");
    CPPUNIT_ASSERT(block["blocked"] == true && block["detection_only"] == false);
    CPPUNIT_ASSERT_EQUAL(7'200'000, block["block_ms"].get<int>());
    const Json range = json({"block", "203.0.113.9/24", "--scope", "shop"});
    CPPUNIT_ASSERT(range["address"] == "203.0.113.0/24" && range["range_bits"] == 24);
    const Json allowed = json({"block", "192.0.2.250", "--force"});
    CPPUNIT_ASSERT(allowed["blocked"] == false &&
                   allowed["remark"].get<std::string>().starts_with("it is allow-listed (ErrWatchAllow, "));
    const Json freed = json({"unblock", "--all"})["unblocked"];
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, freed.size());
    CPPUNIT_ASSERT_EQUAL(std::string(R"({"unblocked":[]})"), json({"unblock", "--all"}).dump());
  }

 private:
  std::optional<store::BlockWord> Find(const std::string& address, const std::string& scope) {
    const store::ClientTable clients = file_->segment().clients();
    return clients.FindBlock(clients.KeyOf(*ClientAddress::Parse(address), store::ScopeHash(scope)));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(BlockTest);

}  // namespace
}  // namespace errwatch::cli
