#include "cli/command_line.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/cli_fixture.h"

namespace errwatch::cli {
namespace {

using Arguments = std::vector<std::string>;

std::string Joined(const Arguments& arguments) {
  std::string text = "errwatch";
  for (const std::string& argument : arguments) text += " " + argument;
  return text;
}

// What the subcommands then do is told by their own tests.
class CommandLineTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CommandLineTest);
  CPPUNIT_TEST(EverySubcommandHelps);
  CPPUNIT_TEST(HelpAndVersionEndWell);
  CPPUNIT_TEST(WrongUseEndsWithTwo);
  CPPUNIT_TEST(WrongUseIsExplained);
  CPPUNIT_TEST(FormsOfTheSameOption);
  CPPUNIT_TEST(OptionsReachTheSubcommand);
  CPPUNIT_TEST(OptionsOfOneSubcommandAreNotAnothers);
  CPPUNIT_TEST_SUITE_END();

 public:
  void EverySubcommandHelps() {
    const Ran all = RunTool({"--help"});
    for (const char* name :
         {"classify", "scan", "explain", "status", "clients", "block", "unblock", "check"}) {
      CPPUNIT_ASSERT_MESSAGE(name, all.out.find(name) != std::string::npos);
      const Ran own = RunTool({name, "--help"});
      CPPUNIT_ASSERT_EQUAL_MESSAGE(name, 0, own.code);
      CPPUNIT_ASSERT_MESSAGE(name, own.out.find("--config") != std::string::npos && own.err.empty());
    }
  }

  void HelpAndVersionEndWell() {
    for (const Arguments& arguments : {Arguments{"--help"}, {"-h"}, {"--version"}, {"scan", "-h"}}) {
      const Ran ran = RunTool(arguments);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(Joined(arguments), 0, ran.code);
      CPPUNIT_ASSERT_MESSAGE(Joined(arguments), !ran.out.empty() && ran.err.empty());
    }
    CPPUNIT_ASSERT(RunTool({"--help"}).out.find("2 usage") != std::string::npos);
  }

  void WrongUseEndsWithTwo() {
    const Arguments kWrong[] = {
        {},
        {"destroy"},
        {"--config", rules_},
        {"classify"},
        {"classify", "--input", "csv", log_},
        {"classify", "--format", "html", log_},
        {"classify", "--format"},
        {"classify", "-c"},
        {"scan"},
        {"scan", "--most", "-1", log_},
        {"scan", "--most", "many", log_},
        {"scan", "--threads", "-2", log_},
        {"scan", "--threads", "99999999999999", log_},
        {"scan", "--rule", "x", log_},
        {"scan", "--format", "xml", log_},
        {"scan", "--nonsense", log_},
        {"explain"},
        {"explain", "--file", log_},
        {"explain", "--number", "1"},
        {"explain", "--file", log_, "--number", "0"},
        {"explain", "--file", log_, "--number", "-1"},
        {"explain", "--file", log_, "--number", "1", "and a line"},
        {"explain", "one", "two"},
        {"status", "--clients", "x"},
        {"status", "--incidents", "-1"},
        {"status", "left over"},
        {"clients", "--format", "html"},
        {"clients", "--most", "-1"},
        {"block"},
        {"block", "192.0.2.1", "192.0.2.2"},
        {"unblock"},
        {"unblock", "192.0.2.1", "--all"},
        {"check", "--format", "csv"},
        {"classify", log_, "scan", "--quiet"},
    };
    for (const Arguments& arguments : kWrong) {
      const Ran ran = RunTool(arguments);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(Joined(arguments) + "\n" + ran.out, 2, ran.code);
      CPPUNIT_ASSERT_MESSAGE(Joined(arguments), ran.out.empty() && !ran.err.empty());
    }
  }

  void WrongUseIsExplained() {
    const std::pair<Arguments, const char*> kCases[] = {
        {{"classify", "--input", "csv", log_}, "jsonl"},
        {{"scan", "--format", "xml", log_}, "markdown"},
        {{"scan", "--nonsense", log_}, "--nonsense"},
        {{"explain", "--file", log_}, "--number"},
        {{"explain", "--file", log_, "--number", "0"}, "--number: \"0\" is no number from 1 on"},
        {{"scan", "--most", "-3", log_}, "--most: \"-3\" is no number from 0 on"},
        {{"unblock"}, "--all"},
        {{"explain"}, "LINE"}};
    for (const auto& [arguments, says] : kCases) {
      const Ran ran = RunTool(arguments);
      CPPUNIT_ASSERT_MESSAGE(Joined(arguments) + "\n" + ran.err, ran.err.find(says) != std::string::npos);
      CPPUNIT_ASSERT_MESSAGE(ran.err, ran.err.find("--help") != std::string::npos);
    }
  }

  void FormsOfTheSameOption() {
    const std::string expected = RunTool({"classify", "--config", rules_, "--format", "jsonl", log_}).out;
    CPPUNIT_ASSERT(expected.find("vuln_scan") != std::string::npos);
    for (const Arguments& arguments : {Arguments{"classify", "-c", rules_, "-f", "jsonl", log_},
                                       {"classify", "--config=" + rules_, log_},
                                       {"classify", log_, "-c", rules_, "-i", "log"},
                                       {"classify", "-c", rules_, "--", log_}})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(Joined(arguments), expected, RunTool(arguments).out);
  }

  void OptionsReachTheSubcommand() {
    // the last words of a line that begins with a dash
    CPPUNIT_ASSERT_EQUAL(0, RunTool({"explain", "-c", rules_, "--", "--no-option"}).code);
    const Ran text = RunTool({"classify", "-c", rules_, "-f", "text", log_});
    CPPUNIT_ASSERT(text.out.find("category") != std::string::npos);
    const Ran filtered =
        RunTool({"scan", "-q", "-c", rules_, "--rule", "101", "--rule", "102", "-f", "jsonl", log_});
    CPPUNIT_ASSERT(filtered.out.find("\"filtered\":0") != std::string::npos);
    const Ran none = RunTool({"scan", "-q", "-c", rules_, "--rule", "102", "-f", "jsonl", log_});
    CPPUNIT_ASSERT(none.out.find("\"filtered\":1") != std::string::npos);
    CPPUNIT_ASSERT_EQUAL(1, RunTool({"status", "--state", files_.Path("missing")}).code);
    CPPUNIT_ASSERT_EQUAL(1, RunTool({"classify", "--vhost", "nowhere", "-c", rules_, log_}).code);
  }

  void OptionsOfOneSubcommandAreNotAnothers() {
    for (const Arguments& arguments : {Arguments{"classify", "--threads", "1", log_},
                                       {"status", "--vhost", "x"},
                                       {"clients", "--incidents", "3"},
                                       {"block", "--all"},
                                       {"explain", "--quiet", "x"}}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(Joined(arguments), 2, RunTool(arguments).code);
    }
  }

 private:
  TemporaryDirectory files_;
  std::string rules_ = files_.Write("rules.conf", kTestRules);
  std::string log_ = files_.Write("log", LineAt(1, "core:info", "192.0.2.4", "AH00128: x"));
};
CPPUNIT_TEST_SUITE_REGISTRATION(CommandLineTest);

}  // namespace
}  // namespace errwatch::cli
