#include "cli/server/live_server.h"

#include <cppunit/extensions/HelperMacros.h>

#include <optional>

#include <cstdlib>

#include "store/accounting.h"
#include "unit/server_fixture.h"

namespace errwatch::cli {
namespace {

class LiveServerTest : public ServerFixture {
  CPPUNIT_TEST_SUITE(LiveServerTest);
  CPPUNIT_TEST(WhichStateFile);
  CPPUNIT_TEST(ConfigurationIsOptional);
  CPPUNIT_TEST(TakesNamesAndLimitsFromTheConfiguration);
  CPPUNIT_TEST(TakesAsManyAsAskedFor);
  CPPUNIT_TEST(KnowsTheEventFilesOfTheConfiguration);
  CPPUNIT_TEST(Scopes);
  CPPUNIT_TEST(SaysWhatToDo);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    ServerFixture::setUp();
    ::unsetenv("ERRWATCH_STATE_FILE");
    limits_ = DefaultLimits();
    charge_.limits = &limits_;
    charge_.block = &policy_;
    charge_.scope = store::ScopeHash("server");
    charge_.scope_index = scope_index_;
  }
  void tearDown() override {
    ::unsetenv("ERRWATCH_STATE_FILE");
    ServerFixture::tearDown();
  }

  void WhichStateFile() {
    const std::string config = files_.Write("named.conf", "ErrWatchStateFile " + state_ + "\n");
    const std::string other = files_.Write("other.conf", "ErrWatchStateFile " + files_.Path("other") + "\n");
    CPPUNIT_ASSERT_EQUAL(state_, PathOf({"", config}));
    CPPUNIT_ASSERT_EQUAL(state_, PathOf({state_, other}));  // the option before the configuration
    ::setenv("ERRWATCH_STATE_FILE", state_.c_str(), 1);
    CPPUNIT_ASSERT_EQUAL(state_, PathOf({"", other}));  // and so the environment
    CPPUNIT_ASSERT_EQUAL(state_, PathOf({"", ""}));
    ::setenv("ERRWATCH_STATE_FILE", files_.Path("wrong").c_str(), 1);
    CPPUNIT_ASSERT_EQUAL(state_, PathOf({state_, ""}));
    ::setenv("ERRWATCH_STATE_FILE", "", 1);
    CPPUNIT_ASSERT_EQUAL(state_, PathOf({"", config}));
    Configuration installed;  // of this machine, which names no state file or does not load the module
    installed.server.state_file.value = files_.Path("installed");
    ::unsetenv("ERRWATCH_STATE_FILE");
    const std::string usual = StatePath({}, nullptr);
    CPPUNIT_ASSERT_EQUAL(usual, StatePath({}, &installed));
    installed.loads_errwatch = true;
    CPPUNIT_ASSERT_EQUAL(files_.Path("installed"), StatePath({}, &installed));
    CPPUNIT_ASSERT_EQUAL(state_, StatePath({state_, ""}, &installed));
    // a relative one lies where httpd looks for it, not here
    const std::string relative = files_.Write("relative.conf", "ErrWatchStateFile no-such.state\n");
    const std::string error = ErrorOf({"", relative});
    CPPUNIT_ASSERT_MESSAGE(error, error.find("/no-such.state") != std::string::npos);
    const std::string below = "ServerRoot " + files_.path() + "\nDefaultRuntimeDir run\n";
    for (const auto& [more, path] : {std::pair("", "/run/errwatch.state"),
                                     std::pair("ErrWatchStateFile no-such.state\n", "/run/no-such.state")}) {
      const std::string there = ErrorOf({"", files_.Write("runtime.conf", below + more)});
      CPPUNIT_ASSERT_MESSAGE(there, there.find(files_.path() + path) != std::string::npos);
    }
  }

  void ConfigurationIsOptional() {
    CPPUNIT_ASSERT(LiveServer::Attach({state_, ""}).ok());
    const std::string missing = ErrorOf({state_, files_.Path("missing.conf")});
    CPPUNIT_ASSERT_MESSAGE(missing, missing.find("missing.conf") != std::string::npos);
    const std::string broken = ErrorOf({state_, files_.Write("broken.conf", "ErrWatchLimit x\n")});
    CPPUNIT_ASSERT_MESSAGE(broken, broken.find("broken.conf:1") != std::string::npos);
  }

  void TakesNamesAndLimitsFromTheConfiguration() {
    Entry("192.0.2.4", 102, 5);
    Entry("192.0.2.4", 4711, 1);
    const Snapshot snapshot = Attach({state_, rules_})->Take(10, 10);
    CPPUNIT_ASSERT_EQUAL(state_, snapshot.state_file);
    std::map<uint32_t, RuleHitsRow> rows;
    for (const RuleHitsRow& row : snapshot.rules) rows[row.id] = row;
    CPPUNIT_ASSERT(rows[102].name == "traversal" && rows[102].category == "path_traversal" &&
                   rows[102].hits == 1);
    // Of a rule that the configuration has not.
    CPPUNIT_ASSERT(rows[4711].name.empty() && rows[4711].hits == 1);
    for (const ScoreView& score : snapshot.clients.at(0).scores) {
      // The configuration's.
      if (score.name == "path_traversal") CPPUNIT_ASSERT_EQUAL(uint32_t{10}, score.capacity);
    }
  }

  void TakesAsManyAsAskedFor() {
    for (int i = 1; i <= 9; ++i) Entry("192.0.2." + std::to_string(i), 102, i == 7 ? 200 : 1);
    const auto server = Attach({state_, rules_});
    CPPUNIT_ASSERT_EQUAL(std::size_t{9}, server->Take(100, 100).clients.size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, server->Take(3, 100).clients.size());
    CPPUNIT_ASSERT(server->Take(0, 0).clients.empty() && server->Take(0, 0).incidents.empty());
    store::SnapshotOptions denied;
    denied.listed = store::Listed::kDenied;
    const Snapshot blocked = server->Take(denied);
    CPPUNIT_ASSERT(blocked.clients.size() == 1 && blocked.clients[0].address.ToString() == "192.0.2.7");
    CPPUNIT_ASSERT(blocked.incidents.size() == 1 && blocked.incidents[0].rule_name == "traversal");
  }

  void KnowsTheEventFilesOfTheConfiguration() {
    CPPUNIT_ASSERT(Attach({state_, rules_})->EventFiles().empty());
    const auto named = [&](const std::string& where) {
      return Attach({state_, files_.Write("events.conf", where)})->EventFiles();
    };
    using Files = std::vector<std::string>;
    CPPUNIT_ASSERT(named("ErrWatchEventLog syslog\nErrWatchEventLog /var/log/a.log\n"
                         "ErrWatchEventLog \"|/bin/cat\"\nErrWatchEventLog /dev/stdout\n"
                         "ErrWatchEventLog /var/log/b.log events=entry\n") ==
                   (Files{"/var/log/a.log", "/var/log/b.log"}));
  }

  void Scopes() {
    file_->segment().RegisterScope("shop");
    const auto server = Attach({state_, rules_});
    CPPUNIT_ASSERT(server->FindScope("server") == uint8_t{0} && server->FindScope("shop") == uint8_t{1});
    CPPUNIT_ASSERT(!server->FindScope("blog") && !server->FindScope("Shop"));
    CPPUNIT_ASSERT_EQUAL(std::string("server, shop"), server->ScopeNames());
    CPPUNIT_ASSERT(!server->FindScope(""));  // places that are not taken have no name
    const Ran block = RunTool({"block", "192.0.2.4", "--scope", "", "-s", state_});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(block.out, 2, block.code);
  }

  void SaysWhatToDo() {
    const std::string missing = ErrorOf({files_.Path("missing"), ""});
    CPPUNIT_ASSERT_MESSAGE(missing, missing.find(files_.Path("missing")) != std::string::npos &&
                                        missing.find("--state") != std::string::npos);
    const std::string foreign = ErrorOf({files_.Write("foreign", std::string(1'000'000, 'x')), ""});
    CPPUNIT_ASSERT_MESSAGE(foreign, foreign.find("foreign") != std::string::npos &&
                                        foreign.find("Is the server running") == std::string::npos);
    const auto kind_of = [](const std::string& path) {
      return LiveServer::Attach({path, ""}).failure().kind;
    };
    CPPUNIT_ASSERT(kind_of(files_.Path("missing")) == ErrorKind::kMissing);
    CPPUNIT_ASSERT(kind_of(files_.Path("foreign")) == ErrorKind::kInvalid);
    CPPUNIT_ASSERT(ErrorOf({files_.Write("short", "x"), ""}) != "");
    CPPUNIT_ASSERT(ErrorOf({files_.path(), ""}) != "");  // a directory
  }

 private:
  static std::unique_ptr<LiveServer> Attach(const LiveOptions& options) {
    Result<std::unique_ptr<LiveServer>> server = LiveServer::Attach(options);
    CPPUNIT_ASSERT_MESSAGE(server ? "" : server.error(), server.ok());
    return std::move(server).value();
  }
  static std::string PathOf(const LiveOptions& options) { return Attach(options)->Take(0, 0).state_file; }
  static std::string ErrorOf(const LiveOptions& options) {
    const Result<std::unique_ptr<LiveServer>> server = LiveServer::Attach(options);
    return server ? std::string() : server.error();
  }

  void Entry(const std::string& client, uint32_t rule, uint16_t cost) {
    errwatch::Entry entry;
    entry.message = "AH00128: x";
    entry.uri = client;  // its own: many clients with one entry are not charged
    Classification what;
    what.category = Category::kPathTraversal;
    what.rule = rule;
    what.cost = cost;
    store::Account(file_->segment(), entry, what, *ClientAddress::Parse(client), charge_, nullptr, Now());
  }

  std::string rules_ = files_.Write("rules.conf", kTestRules);
  Limits limits_;
  BlockPolicy policy_;
  store::Charge charge_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(LiveServerTest);

}  // namespace
}  // namespace errwatch::cli
