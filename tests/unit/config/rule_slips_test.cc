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
  CPPUNIT_TEST(PatternsForTheLineInTheLog);
  CPPUNIT_TEST(PatternsOfOtherTools);
  CPPUNIT_TEST(WhereTheQueryBegins);
  CPPUNIT_TEST(NamesOfHeadersInTheirValues);
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

  static void CheckSaid(const char* part, std::initializer_list<const char*> rules) {
    for (const char* rule : rules) {
      const std::string said = Said(rule);
      CPPUNIT_ASSERT_MESSAGE(rule + ("\n" + said), said.find(part) != std::string::npos);
      CPPUNIT_ASSERT_MESSAGE("more than one thing: " + said, said.find('\n') == std::string::npos);
    }
  }

  void PatternsForTheLineInTheLog() {
    CheckSaid("looks for what stands in front of a message",
              {"900001 vuln_scan \"^\\[client .{1,60}\\] File does not exist\"",
               "900001 vuln_scan target=message \"\\[core:error\\] abc\"",
               "900001 vuln_scan target=message,uri \"(?i)^\\[[a-z_]+:error\\] abc\"",
               "900001 vuln_scan \"abc\" and \"\\[client [0-9.]{7,15}\\] abc\""});
    CheckFine({"900001 vuln_scan \"^\\[error\\] of an application\"",
               "900001 vuln_scan \"^\\[clients: 7\\]\"", "900001 vuln_scan \"^ModSecurity: \\[client \"",
               "900001 vuln_scan \"^\\[shop:cart\\] abc\"", "900001 vuln_scan target=agent \"^\\[client x\"",
               "900001 vuln_scan \"abc\" and not \"^\\[client x\""});
  }

  void PatternsOfOtherTools() {
    CheckSaid("looks for a tag of fail2ban's itself",
              {"900001 vuln_scan \"^\\[client <HOST>\\] abc\"", "900001 vuln_scan target=uri \"abc <ADDR>\"",
               "900001 vuln_scan \"user <F-USER>abc</F-USER>\""});
    CheckSaid("never matches: a pattern stands in quotation marks alone",
              {"900001 vuln_scan target=uri \"/^\\/abc/i\"", "900001 vuln_scan target=uri \"/abc$/\"",
               "900001 vuln_scan target=uri \"/abc$/i\""});
    CheckFine({"900001 vuln_scan target=uri \"/abc/i\"", "900001 vuln_scan target=uri \"/abc\\$/\"",
               "900001 vuln_scan target=uri \"^/abc$\"", "900001 vuln_scan \"<host>\""});
  }

  void WhereTheQueryBegins() {
    CheckSaid("target=uri ends in front of the first ?", {"900001 vuln_scan target=uri \"^/shop\\?id=\"",
                                                          "900001 vuln_scan target=uri \"^/shop[?]id=\""});
    CheckSaid("target=args begins behind the first ?",
              {"900001 vuln_scan target=args \"^\\?id=\"", "900001 vuln_scan target=args \"[?]id=\""});
    CheckFine(
        {"900001 vuln_scan target=uri \"^/shops?/abc\"", "900001 vuln_scan target=uri \"^/abc\\\\\\\\?d\"",
         "900001 vuln_scan target=uri \"^/[^?]{1,9}/abc\"", "900001 vuln_scan target=args \"abc\\?id=\"",
         "900001 vuln_scan target=uri,referer \"^/shop\\?id=\""});
  }

  void NamesOfHeadersInTheirValues() {
    CheckSaid("target=agent is the value of User-Agent alone",
              {"900001 bot_proxy target=agent \"^User-Agent: evil\"",
               "900001 bot_proxy \"abc\" and target=agent \"user\\-agent *: evil\""});
    CheckSaid("target=host is the value of Host alone", {"900001 bot_proxy target=host \"^Host: evil\""});
    CheckFine({"900001 bot_proxy target=agent \"evil\"",
               "900001 bot_proxy target=agent,headers \"User-Agent: evil\"",
               "900001 bot_proxy target=referer \"host: evil\""});
  }

  // They are tested by other means.
  void RulesOfTheProject() { CheckFine({"1001 vuln_scan module=athz_core level=error"}); }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RuleSlipsTest);

}  // namespace
}  // namespace errwatch
