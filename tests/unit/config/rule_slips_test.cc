#include "config/rule_slips.h"

#include <cppunit/extensions/HelperMacros.h>

#include "config/directive.h"

namespace errwatch {
namespace {

class RuleSlipsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RuleSlipsTest);
  CPPUNIT_TEST(NamesOfModules);
  CPPUNIT_TEST(LevelsOfMessages);
  CPPUNIT_TEST(HeadersWithATargetOfTheirOwn);
  CPPUNIT_TEST(RulesOfTheProject);
  CPPUNIT_TEST_SUITE_END();

  using Loaded = std::optional<std::set<std::string, std::less<>>>;
  static std::string Said(const std::string& rule, const Loaded& loaded = std::nullopt) {
    ServerSettings server;
    DirectorySettings directory;
    DirectivePlace place;
    place.origin = "a.conf:1";
    const Status applied = ApplyDirective(FindDirective("ErrWatchRule")->id, rule, place, server, directory);
    CPPUNIT_ASSERT_MESSAGE(rule, applied.ok());
    std::string text;
    for (const RuleSlip& slip : FindRuleSlips(server.rules, loaded)) {
      CPPUNIT_ASSERT_EQUAL(std::string("a.conf:1"), slip.origin);
      text += (text.empty() ? "" : "\n") + slip.text;
    }
    return text;
  }
  static void CheckFine(std::initializer_list<const char*> rules) {
    for (const char* rule : rules) CPPUNIT_ASSERT_EQUAL_MESSAGE(rule, std::string(), Said(rule));
  }

  void NamesOfModules() {
    const char* rule = "900001 vuln_scan module=athz_core level=error";
    CPPUNIT_ASSERT_EQUAL(std::string("ErrWatchRule 900001: module=athz_core: no module of that name is "
                                     "known; did you mean authz_core?"),
                         Said(rule));
    CPPUNIT_ASSERT_EQUAL(std::string(), Said(rule, std::set<std::string, std::less<>>{"athz_core"}));
    CPPUNIT_ASSERT(!Said(rule, std::set<std::string, std::less<>>{"authz_core"}).empty());
    CheckFine({"900001 vuln_scan module=authz_core", "900001 vuln_scan module=security2",
               "900001 vuln_scan module=our_own_shop", "900001 vuln_scan module=php",
               "900001 vuln_scan module=php8", "900001 vuln_scan module=ssl"});
  }

  void LevelsOfMessages() {
    CPPUNIT_ASSERT_EQUAL(std::string("ErrWatchRule 900001 never sees AH01630 with level=crit: httpd writes "
                                     "it at error; write level=error"),
                         Said("900001 vuln_scan ah=AH01630 level=crit"));
    CPPUNIT_ASSERT(Said("900001 vuln_scan ah=AH01630,AH00128 level=error").find("AH00128 with level=error") !=
                   std::string::npos);
    CheckFine({"900001 vuln_scan ah=AH01630 level=error", "900001 vuln_scan ah=AH01630 level=info",
               "900001 vuln_scan ah=AH01630", "900001 vuln_scan ah=AH99999 level=crit"});
  }

  void HeadersWithATargetOfTheirOwn() {
    CPPUNIT_ASSERT_EQUAL(
        std::string(
            "ErrWatchRule 900001 never fires: target=headers does not hold User-Agent, which has a target of "
            "its own; write target=agent and a pattern for its value alone"),
        Said("900001 bot_proxy target=headers \"User-Agent: evil\""));
    for (const char* pattern : {"^User-Agent:x", "(?i)user\\-agent\\s*: x", "Referer: x",
                                "Cookie:", "host: x", "Authorization: Basic"})
      CPPUNIT_ASSERT_MESSAGE(
          pattern, !Said("900001 bot_proxy target=headers \"" + std::string(pattern) + "\"").empty());
    CPPUNIT_ASSERT(!Said("900001 bot_proxy \"abc\" and target=headers \"Cookie: x\"").empty());
    CheckFine({"900001 bot_proxy target=headers \"X-User-Agent: x\"",
               "900001 bot_proxy target=headers \"User-Agent-Hint: x\"",
               "900001 bot_proxy target=headers,agent \"User-Agent: x\"",
               "900001 bot_proxy target=headers \"X: user-agent: x\"",
               "900001 bot_proxy target=headers \"Accept: x\"",
               "900001 bot_proxy \"abc\" and not target=headers \"Cookie: x\""});
  }

  // They are tested by other means.
  void RulesOfTheProject() { CheckFine({"1001 vuln_scan module=athz_core level=error"}); }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RuleSlipsTest);

}  // namespace
}  // namespace errwatch
