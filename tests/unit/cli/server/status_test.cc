#include "cli/server/status.h"

#include <cppunit/extensions/HelperMacros.h>

#include <optional>

#include <nlohmann/json.hpp>

#include "store/accounting.h"
#include "unit/server_fixture.h"

namespace errwatch::cli {
namespace {

class StatusTest : public ServerFixture {
  CPPUNIT_TEST_SUITE(StatusTest);
  CPPUNIT_TEST(ShowsWhoIsBlockedAndWhy);
  CPPUNIT_TEST(EveryFormat);
  CPPUNIT_TEST(Clients);
  CPPUNIT_TEST(SaysHowManyClientsMoreThereAre);
  CPPUNIT_TEST(OneClient);
  CPPUNIT_TEST(TellsWhatForeignPagesCauseOnly);
  CPPUNIT_TEST(WritesNothing);
  CPPUNIT_TEST(SaysWhatToDoWithoutAServer);
  CPPUNIT_TEST(NothingSteersTheTerminal);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    ServerFixture::setUp();
    charge_.limits = &limits_;
    charge_.block = &policy_;
    charge_.scope = store::ScopeHash("server");
    charge_.scope_index = scope_index_;
    for (const char* path : {"/ab\x1b[2J", "/ac\x1b[2J", "/ad\x1b[2J", "/a\x1b[2J"})
      Entry("192.0.2.4", 5, path);
    Entry("192.0.2.9", 1, "/b");
  }

  void ShowsWhoIsBlockedAndWhy() {
    const Ran ran = RunTool({"status", "-s", state_, "-c", rules_});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, 0, ran.code);
    for (const char* text :
         {"192.0.2.4", "blocked", "path_traversal", "10/10", "traversal", "GET /a", "1 blocked"}) {
      CPPUNIT_ASSERT_MESSAGE(std::string(text) + "\n" + ran.out, ran.out.find(text) != std::string::npos);
    }
  }

  void EveryFormat() {
    CPPUNIT_ASSERT(
        nlohmann::json::parse(RunTool({"status", "-s", state_, "-f", "json"}).out)["clients"].size() == 2);
    CPPUNIT_ASSERT(RunTool({"status", "-s", state_, "-f", "prometheus"}).out.find("# TYPE errwatch_") !=
                   std::string::npos);
    CPPUNIT_ASSERT(RunTool({"status", "-s", state_, "-f", "html"}).out.find("<!DOCTYPE html>") == 0);
    CPPUNIT_ASSERT(RunTool({"status", "-s", state_, "-f", "auto"}).out.find("ErrWatch") != std::string::npos);
    CPPUNIT_ASSERT_EQUAL(2, RunTool({"status", "-s", state_, "-f", "xml"}).code);
  }

  void Clients() {
    const Ran all = RunTool({"clients", "-s", state_});
    CPPUNIT_ASSERT(all.out.find("192.0.2.4") != std::string::npos &&
                   all.out.find("192.0.2.9") != std::string::npos);
    const Ran blocked = RunTool({"clients", "--blocked", "-f", "json", "-s", state_});
    const auto rows = nlohmann::json::parse(blocked.out);
    CPPUNIT_ASSERT(rows.size() == 1 && rows[0]["address"] == "192.0.2.4" && rows[0]["blocked"] == true);
    CPPUNIT_ASSERT(RunTool({"clients", "-f", "csv", "-s", state_}).out.find("client,scope,") == 0);
    RunTool({"unblock", "--all", "-s", state_});
    CPPUNIT_ASSERT_EQUAL(std::string("no client is denied\n"),
                         RunTool({"clients", "--blocked", "-s", state_}).out);
  }

  void SaysHowManyClientsMoreThereAre() {
    const std::string more = "1 of 3 are listed, 2 more are not: --most 0 lists all\n";
    RunTool({"block", "198.51.100.0/24", "-s", state_});
    const Ran text = RunTool({"clients", "--most", "1", "-s", state_});
    CPPUNIT_ASSERT_MESSAGE(text.out, text.out.ends_with("\n" + more));
    CPPUNIT_ASSERT_MESSAGE(text.err, text.err.ends_with("errwatch: " + more));
    for (const char* format : {"json", "csv"}) {
      const Ran ran = RunTool({"clients", "--most", "1", "-f", format, "-s", state_});
      CPPUNIT_ASSERT_MESSAGE(ran.err, ran.err.ends_with("errwatch: " + more));
      CPPUNIT_ASSERT_MESSAGE(ran.out, ran.code == 0 && ran.out.find("more") == std::string::npos);
      for (const char* most : {"0", "3"}) {
        const Ran all = RunTool({"clients", "--most", most, "-f", format, "-s", state_});
        CPPUNIT_ASSERT_MESSAGE(all.out, all.err.find(" more ") == std::string::npos &&
                                            all.out.find("192.0.2.9") != std::string::npos);
      }
    }
    const Ran fits = RunTool({"clients", "--blocked", "--most", "2", "-s", state_});
    CPPUNIT_ASSERT_MESSAGE(fits.err, fits.err.find(" more ") == std::string::npos);
  }

  void OneClient() {
    const Ran ran = RunTool({"clients", "192.0.2.4", "-s", state_, "-c", rules_});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, 0, ran.code);
    // (Of the four addresses two may be of one class, and count once: the classes are of this start alone.)
    for (const char* text : {"192.0.2.4\n", "state             blocked\n", "  scores            any ",
                             "last rule         102", "Incidents\n"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text) + "\n" + ran.out, ran.out.find(text) != std::string::npos);
    CPPUNIT_ASSERT(ran.out.find("192.0.2.9") == std::string::npos);
    const auto page =
        nlohmann::json::parse(RunTool({"clients", "192.0.2.4", "-f", "json", "-s", state_}).out);
    CPPUNIT_ASSERT(page["clients"].size() == 1 && page["clients"][0]["address"] == "192.0.2.4" &&
                   page["incidents"].size() == 1);
    const Ran free = RunTool({"clients", "192.0.2.9", "-s", state_});
    CPPUNIT_ASSERT(free.code == 0 && free.out.find("state             not blocked\n") != std::string::npos);
    const Ran unknown = RunTool({"clients", "192.0.2.77", "-s", state_});
    CPPUNIT_ASSERT(unknown.code == 1 && unknown.out.empty() &&
                   unknown.err.find("\"192.0.2.77\" is not known") != std::string::npos);
    CPPUNIT_ASSERT_EQUAL(2, RunTool({"clients", "nobody", "-s", state_}).code);
    RunTool({"block", "198.51.100.0/24", "-s", state_});
    const Ran in_range = RunTool({"clients", "198.51.100.7", "-s", state_});
    CPPUNIT_ASSERT_MESSAGE(in_range.out, in_range.code == 0 && in_range.out.find("198.51.100.0/24\n") == 0);
  }

  void TellsWhatForeignPagesCauseOnly() {
    for (const char* path : {"/ae", "/af", "/ag", "/ah"})
      Entry("192.0.2.5", 5, path, "Accept: image/webp\nAccept-Language: en\nSec-Fetch-Site: cross-site");
    const auto rows = nlohmann::json::parse(RunTool({"clients", "-f", "json", "-s", state_}).out);
    std::size_t seen = 0;
    for (const auto& row : rows) {
      CPPUNIT_ASSERT_EQUAL(row["address"] == "192.0.2.5", row["foreign_only"].get<bool>());
      seen += row["foreign_only"] == true && row["blocked"] == true;
    }
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, seen);
    const std::string text = RunTool({"clients", "-s", state_}).out;
    CPPUNIT_ASSERT_MESSAGE(text, text.find("blocked: what foreign pages cause only") != std::string::npos);
  }

  void WritesNothing() {
    const auto before = Bytes();
    RunTool({"status", "-s", state_});
    RunTool({"clients", "-s", state_});
    CPPUNIT_ASSERT(before == Bytes());
  }

  void SaysWhatToDoWithoutAServer() {
    const Ran ran = RunTool({"status", "-s", files_.Path("missing")});
    CPPUNIT_ASSERT_EQUAL(1, ran.code);
    CPPUNIT_ASSERT(ran.err.find("missing") != std::string::npos &&
                   ran.err.find("ErrWatchEngine") != std::string::npos);
    const Ran config = RunTool({"status", "-s", state_, "-c", files_.Path("missing.conf")});
    CPPUNIT_ASSERT(config.code == 1 && config.err.find("missing.conf") != std::string::npos);
  }

  void NothingSteersTheTerminal() {
    const Ran ran = RunTool({"status", "-s", state_});
    CPPUNIT_ASSERT(ran.out.find('\x1b') == std::string::npos &&
                   ran.out.find("\\x1b[2J") != std::string::npos);
    Snapshot snapshot;  // the file itself may hold anything
    snapshot.clients.push_back({});
    snapshot.clients[0].scope = snapshot.clients[0].reason = "\x1b[31m\n";
    snapshot.incidents.push_back({});
    snapshot.incidents[0].method = snapshot.incidents[0].category = "\x07\x9b";
    snapshot.rules.push_back({});
    snapshot.rules[0].name = snapshot.rules[0].category = "\r";
    snapshot.warnings = {"\x1b"};
    snapshot.state_file = "\x1b";
    const std::string text = StatusText(snapshot, false);
    for (const char c : {'\x1b', '\x07', '\x9b', '\r'}) CPPUNIT_ASSERT(text.find(c) == std::string::npos);
  }

 private:
  void Entry(const char* client, uint16_t cost, const char* uri, const char* headers = "") {
    errwatch::Entry entry;
    entry.message = "AH00128: File does not exist";
    entry.uri = uri;
    entry.method = "GET";
    if (*headers != '\0') {
      entry.host = "www.example.org";
      entry.agent = "Mozilla/5.0 (X11)";
      entry.headers = headers;
    }
    Classification what;
    what.category = Category::kPathTraversal;
    what.rule = 102;
    what.cost = cost;
    store::Account(file_->segment(), entry, what, *ClientAddress::Parse(client), charge_, nullptr, Now());
  }
  std::string Bytes() const {
    std::ifstream file(state_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::string rules_ = files_.Write("rules.conf", kTestRules);
  Limits limits_ = DefaultLimits();
  BlockPolicy policy_;
  store::Charge charge_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(StatusTest);

}  // namespace
}  // namespace errwatch::cli
