#include "cli/config/list_rules.h"

#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>

#include "unit/cli_fixture.h"

namespace errwatch::cli {
namespace {

class ListRulesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ListRulesTest);
  CPPUNIT_TEST(OfAVirtualHost);
  CPPUNIT_TEST(Formats);
  CPPUNIT_TEST(Mistakes);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    config_ = files_.Write("a.conf",
                           std::string(kTestRules) +
                               "ErrWatchRuleRemove 104\n<VirtualHost *>\nServerName a.example\n"
                               "ErrWatchRule 900001 xss cost=2 name=\"own\" \"abc\"\nErrWatchRuleRemove 105\n"
                               "</VirtualHost>\n");
  }

  void OfAVirtualHost() {
    const auto ids = [&](std::vector<std::string> more) {
      std::vector<std::string> arguments{"rules", "-f", "json", "-c", config_};
      arguments.insert(arguments.end(), more.begin(), more.end());
      std::string text;
      for (const auto& rule : nlohmann::json::parse(RunTool(arguments).out)) text += rule["id"].dump() + " ";
      return text;
    };
    CPPUNIT_ASSERT_EQUAL(std::string("101 102 103 105 106 "), ids({}));
    CPPUNIT_ASSERT_EQUAL(std::string("101 102 103 106 900001 "), ids({"--vhost", "a.example"}));
  }

  void Formats() {
    const auto rules =
        nlohmann::json::parse(RunTool({"rules", "-c", config_, "--vhost", "a.example", "-f", "json"}).out);
    const nlohmann::json own = {{"id", 900001},  {"category", "xss"}, {"cost", 2},
                                {"name", "own"}, {"file", config_},   {"line", 14}};
    CPPUNIT_ASSERT_EQUAL(own.dump(), rules.back().dump());
    const Ran text = RunTool({"rules", "-c", config_});
    CPPUNIT_ASSERT_MESSAGE(
        text.out, text.code == 0 && text.out.starts_with("rule  category ") &&
                      text.out.find(" 101  vuln_scan          1  missing file") != std::string::npos &&
                      text.out.find(config_ + ":1\n") != std::string::npos);
    CPPUNIT_ASSERT(RunTool({"rules", "-c", config_, "-f", "csv"}).out.starts_with("rule,category,cost,"));
  }

  void Mistakes() {
    CPPUNIT_ASSERT_EQUAL(1, RunTool({"rules", "-c", config_, "--vhost", "b.example"}).code);
    const Ran none = RunTool({"rules", "-c", files_.Write("none.conf", "ErrWatchEngine On\n")});
    CPPUNIT_ASSERT(none.code == 1 && none.out.empty() &&
                   none.err.find("no rule is in force") != std::string::npos);
  }

 private:
  TemporaryDirectory files_;
  std::string config_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(ListRulesTest);

}  // namespace
}  // namespace errwatch::cli
