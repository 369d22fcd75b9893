#include "cli/scan/explain.h"

#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>

#include "unit/cli_fixture.h"

namespace errwatch::cli {
namespace {

using nlohmann::json;

class ExplainTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ExplainTest);
  CPPUNIT_TEST(NamesTheRuleAndTheOthers);
  CPPUNIT_TEST(CountsWhatIsMissing);
  CPPUNIT_TEST(CountsWhatTheClientDidBefore);
  CPPUNIT_TEST(WeighsTheEntryAsTheReplayDoes);
  CPPUNIT_TEST(ReadsLinesInTheFormOfTheirLog);
  CPPUNIT_TEST(AnotherLog);
  CPPUNIT_TEST(SaysWhyNothingIsPoured);
  CPPUNIT_TEST(TextIsEscaped);
  CPPUNIT_TEST(Usage);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { ::setenv("TZ", "UTC", 1); }

  void NamesTheRuleAndTheOthers() {
    const std::string line =
        LineAt(1, "core:info", "192.0.2.4", "AH00128: File does not exist: /../etc/passwd");
    const json all = Explain({"--all", line});
    CPPUNIT_ASSERT(all["result"]["category"] == "path_traversal" && all["result"]["rule"] == 102);
    std::map<int, std::string> verdicts;
    for (const json& rule : all["rules"])
      verdicts[rule["rule"].get<int>()] = rule["verdict"].get<std::string>();
    CPPUNIT_ASSERT_EQUAL(std::size_t{6}, verdicts.size());
    CPPUNIT_ASSERT(verdicts[101] == "matches" && verdicts[102] == "matches" && verdicts[103] == "other_ah" &&
                   verdicts[105] == "no_match");
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, Explain({line})["rules"].size());  // 101, 102, and 105 by its number
    const json quiet = Explain({"--all", LineAt(1, "core:debug", "192.0.2.4", "AH00128: x")});
    for (const json& rule : quiet["rules"]) {
      if (rule["rule"] == 101) CPPUNIT_ASSERT(rule["verdict"] == "other_level");
    }
  }

  void CountsWhatIsMissing() {
    const json auth = Explain({LineAt(1, "auth_basic:error", "192.0.2.4", "AH01617: user eve")});
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, auth["buckets"].size());
    const json& own = auth["buckets"][0];
    CPPUNIT_ASSERT(own["name"] == "auth_failure" && own["capacity"] == 3 && own["before"] == 0 &&
                   own["after"] == 1 && own["more"] == 2);
    CPPUNIT_ASSERT(own["overflow"] == false && own["block_ms"] == 600'000 &&
                   auth["buckets"][1]["name"] == "any");
    const json traversal = Explain({LineAt(1, "core:info", "192.0.2.4", "../etc/passwd")});
    CPPUNIT_ASSERT(traversal["buckets"][0]["more"] == 1 && traversal["buckets"][0]["block_ms"] == 3'600'000);
  }

  void CountsWhatTheClientDidBefore() {
    std::string log;
    for (int i = 0; i < 5; ++i)
      log += LineAt(i, "auth_basic:error", "192.0.2.4", "AH01617: user eve") +
             LineAt(i, "auth_basic:error", "192.0.2.9", "AH01617: x");
    const std::string path = files_.Write("log", log);
    const json second = Explain({"--file", path, "-n", "3"});
    CPPUNIT_ASSERT(second["buckets"][0]["before"].get<double>() > 0.9 &&
                   second["buckets"][0]["overflow"] == false && second["buckets"][0]["more"] == 1);
    const json third = Explain({"--file", path, "-n", "5"});
    CPPUNIT_ASSERT(third["buckets"][0]["overflow"] == true && third["blocked_before"] == false);
    CPPUNIT_ASSERT(Explain({"--file", path, "-n", "7"})["blocked_before"] == true);
    // what scan says about the same log
    const json scan = json::parse(RunTool({"scan", "-q", "-f", "json", "-c", rules_, path}).out);
    CPPUNIT_ASSERT(scan["blocks"].size() == 2 && scan["blocks"][0]["evidence"].back()["line"] == 5);
    const Ran beyond = RunTool({"explain", "-c", rules_, "--file", path, "-n", "99"});
    CPPUNIT_ASSERT(beyond.code == 1 && beyond.err.find("only 10 lines") != std::string::npos);
  }

  // The same again proves nothing new: what a rule costs is not what an entry weighs.
  void WeighsTheEntryAsTheReplayDoes() {
    std::string log;
    for (int i = 0; i < 3; ++i) log += LineAt(i, "core:error", "192.0.2.4", "x /../etc/passwd");
    const std::string path = files_.Write("log", log);
    const json first = Explain({"--file", path, "-n", "1"});
    CPPUNIT_ASSERT(first["buckets"][0]["before"] == 0 && first["buckets"][0]["after"] == 5);
    const json third = Explain({"--file", path, "-n", "3"});
    CPPUNIT_ASSERT_MESSAGE(third.dump(2), third["buckets"][0]["after"] == third["buckets"][0]["before"] &&
                                              third["buckets"][0]["overflow"] == false);
    CPPUNIT_ASSERT(third["not_poured"].get<std::string>().find("as much before") != std::string::npos);
    CPPUNIT_ASSERT(RunTool({"scan", "-q", "-f", "json", "-c", rules_, path}).out.find("\"blocks\": []") !=
                   std::string::npos);
  }

  // Words of a child process in the form of an older httpd.
  void ReadsLinesInTheFormOfTheirLog() {
    std::string log;
    for (int i = 0; i < 20; ++i)
      log += "[Sun Nov 22 10:00:00.1 2026] [core:info] [pid 1] [client 192.0.2.4:1] AH00128: a\n";
    log += "[Sun Nov 22 10:00:01 2026] [error] [client 198.51.100.9] ../etc/passwd\n";
    const json entry = Explain({"--file", files_.Write("log", log), "-n", "21"});
    CPPUNIT_ASSERT_MESSAGE(entry.dump(2), !entry["result"].contains("client") && entry["buckets"].empty());
    CPPUNIT_ASSERT_EQUAL(std::string("the entry names no client"), entry["not_poured"].get<std::string>());
  }

  void AnotherLog() {
    const std::string path = files_.Write("access.log", kAccessLog);
    const std::string line(kAccessLog, std::string_view(kAccessLog).find('\n'));
    for (const Ran& ran : {RunTool({"explain", "-c", rules_, "-i", "log", "--file", path, "-n", "2"}),
                           RunTool({"explain", "-c", rules_, "-i", "log", line}),
                           RunTool({"explain", "-c", rules_, "Nov 22 10:00:00 srv sshd[7]: Failed"})}) {
      CPPUNIT_ASSERT_EQUAL(1, ran.code);
      CPPUNIT_ASSERT_MESSAGE(ran.err, ran.err.find(kNoErrorLogText) != std::string::npos);
    }
    CPPUNIT_ASSERT_EQUAL(0, RunTool({"explain", "-c", rules_, "sh: 1: [x] not found"}).code);  // a child's
    CPPUNIT_ASSERT(Explain({line})["result"]["category"] == "path_traversal");
    const Ran wrong =
        RunTool({"explain", "-c", rules_, "-i", "access", LineAt(1, "core:info", "192.0.2.4", "x")});
    CPPUNIT_ASSERT(wrong.code == 1 && wrong.err.find("is an error log: --input log") != std::string::npos);
  }

  void SaysWhyNothingIsPoured() {
    const auto reason = [&](const std::string& line) {
      return Explain({line})["not_poured"].get<std::string>();
    };
    CPPUNIT_ASSERT(reason(LineAt(1, "core:info", "192.0.2.4", "AH00128: /favicon.ico")).find("nothing") !=
                   std::string::npos);
    CPPUNIT_ASSERT(
        reason(LineAt(1, "core:notice", "192.0.2.4", "AH00052: child pid 1 exit signal")).find("costs") !=
        std::string::npos);
    CPPUNIT_ASSERT(reason(LineAt(1, "core:info", "", "AH00128: x")).find("no client") != std::string::npos);
    CPPUNIT_ASSERT(reason(LineAt(1, "core:info", "192.0.2.250", "AH00128: x")).find("allow list") !=
                   std::string::npos);
  }

  void TextIsEscaped() {
    const Ran ran =
        RunTool({"explain", "-c", rules_, LineAt(1, "core:info", "192.0.2.4", "AH00128: \x1b[2J")});
    CPPUNIT_ASSERT_EQUAL(0, ran.code);
    CPPUNIT_ASSERT(ran.out.find('\x1b') == std::string::npos &&
                   ran.out.find("vuln_scan; rule 101, cost 1") != std::string::npos);
    CPPUNIT_ASSERT_MESSAGE(ran.out, ran.out.find("9 more entries like this") != std::string::npos);
  }

  void Usage() {
    CPPUNIT_ASSERT_EQUAL(2, RunTool({"explain", "-c", rules_}).code);
    CPPUNIT_ASSERT_EQUAL(2, RunTool({"explain", "-c", rules_, "--file", "x"}).code);
    CPPUNIT_ASSERT_EQUAL(1, RunTool({"explain", "-c", rules_, "--input", "jsonl", "{broken"}).code);
    CPPUNIT_ASSERT_EQUAL(0, RunTool({"explain", "-c", rules_, "--input", "jsonl", "{\"status\":404}"}).code);
  }

 private:
  json Explain(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"explain", "-f", "json", "-c", rules_});
    const Ran ran = RunTool(arguments);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, 0, ran.code);
    return json::parse(ran.out);
  }

  TemporaryDirectory files_;
  std::string rules_ = files_.Write("rules.conf", kTestRules);
};
CPPUNIT_TEST_SUITE_REGISTRATION(ExplainTest);

}  // namespace
}  // namespace errwatch::cli
