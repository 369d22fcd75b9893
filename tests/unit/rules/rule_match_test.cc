#include "rules/rule_match.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <cerrno>
#include <string>
#include <vector>

#include "config/rule_grammar.h"
#include "unit/rules/engine.h"

namespace errwatch {
namespace {

class RuleMatchTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RuleMatchTest);
  CPPUNIT_TEST(EachSelectorNarrows);
  CPPUNIT_TEST(SelectorsOfOneRuleAreAllNeeded);
  CPPUNIT_TEST(SelectorsOfTheRequest);
  CPPUNIT_TEST(AllPatternsMustMatch);
  CPPUNIT_TEST(APatternMayHaveToBeAbsent);
  CPPUNIT_TEST(TheNumberStandsForTheModule);
  CPPUNIT_TEST(PatternSeesRawAndDecodedText);
  CPPUNIT_TEST(PatternLooksAtItsTargetsOnly);
  CPPUNIT_TEST(PatternOfEmptyTargetsDoesNotMatch);
  CPPUNIT_TEST(StructureIsAConditionLikeAPattern);
  CPPUNIT_TEST(TellsWhereItWasFound);
  CPPUNIT_TEST(RemovedRulesAreSilent);
  CPPUNIT_TEST(ExplainNamesTheReason);
  CPPUNIT_TEST_SUITE_END();

 public:
  void EachSelectorNarrows() {
    Engine engine({"1 vuln_scan ah=AH00128,AH00130", "2 auth_failure module=auth_basic,authn_file",
                   "3 server_fault level=crit", "4 anomaly status=404,410"});
    Entry entry = Message("AH00130: x");
    CPPUNIT_ASSERT_EQUAL(1U, engine.RuleOf(entry));
    entry.log_id = 131;
    CPPUNIT_ASSERT_EQUAL(0U, engine.RuleOf(entry));
    entry.module = "authn_file";
    CPPUNIT_ASSERT_EQUAL(2U, engine.RuleOf(entry));
    entry.module = "authn";
    CPPUNIT_ASSERT_EQUAL(0U, engine.RuleOf(entry));
    entry.level = Level::kCrit;
    CPPUNIT_ASSERT_EQUAL(3U, engine.RuleOf(entry));
    entry.level = Level::kEmerg;  // more severe
    CPPUNIT_ASSERT_EQUAL(3U, engine.RuleOf(entry));
    entry.level = Level::kError;
    CPPUNIT_ASSERT_EQUAL(0U, engine.RuleOf(entry));
    entry.status = 410;
    CPPUNIT_ASSERT_EQUAL(4U, engine.RuleOf(entry));
  }

  void SelectorsOfOneRuleAreAllNeeded() {
    Engine engine({R"(7 auth_failure ah=AH01617 module=auth_basic level=error status=401 "user \w+")"});
    Entry entry = Message("AH01617: user bob: authentication failure");
    entry.module = "auth_basic";
    entry.status = 401;
    CPPUNIT_ASSERT_EQUAL(7U, engine.RuleOf(entry));
    const auto without = [&](auto spoil) {
      Entry other = entry;
      spoil(other);
      return engine.RuleOf(other);
    };
    CPPUNIT_ASSERT_EQUAL(0U, without([](Entry& e) { e.log_id = 1618; }));
    // The number names the message, whatever an excerpt says of the module.
    CPPUNIT_ASSERT_EQUAL(7U, without([](Entry& e) { e.module = "core"; }));
    CPPUNIT_ASSERT_EQUAL(0U, without([](Entry& e) { e.level = Level::kWarn; }));
    CPPUNIT_ASSERT_EQUAL(0U, without([](Entry& e) { e.status = 403; }));
    CPPUNIT_ASSERT_EQUAL(0U, without([](Entry& e) { e.message = "AH01617: nobody"; }));
  }

  void SelectorsOfTheRequest() {
    Engine engine({"1 auth_failure method=POST,PUT status=200-299 \"login\"",
                   "2 auth_failure credentials=basic status=401",
                   "3 bad_request errno=ENAMETOOLONG ah=AH00036"});
    Entry entry;
    entry.uri = "/login";
    entry.status = 204;
    entry.method = "POST";
    CPPUNIT_ASSERT_EQUAL(1U, engine.RuleOf(entry));
    entry.method = "post";  // another method
    CPPUNIT_ASSERT_EQUAL(0U, engine.RuleOf(entry));
    entry.method = "";
    CPPUNIT_ASSERT_EQUAL(0U, engine.RuleOf(entry));
    entry.status = 401;
    CPPUNIT_ASSERT_EQUAL(0U, engine.RuleOf(entry));
    entry.credentials = "BASIC dTpw";
    CPPUNIT_ASSERT_EQUAL(2U, engine.RuleOf(entry));
    entry.credentials = "Basically";
    CPPUNIT_ASSERT_EQUAL(0U, engine.RuleOf(entry));
    Entry failed = Message("AH00036: access to /x failed");
    CPPUNIT_ASSERT_EQUAL(0U, engine.RuleOf(failed));
    failed.os_error = ENAMETOOLONG;
    CPPUNIT_ASSERT_EQUAL(3U, engine.RuleOf(failed));
    failed.os_error = EIO;
    CPPUNIT_ASSERT_EQUAL(0U, engine.RuleOf(failed));
  }

  void AllPatternsMustMatch() {
    Engine engine(
        {R"(1 xss target=uri "^/login" and target=location "[?&]error" and target=args,agent "abc")"});
    CPPUNIT_ASSERT(engine.set().targets() ==
                   (Bit(Target::kUri) | Bit(Target::kLocation) | Bit(Target::kArgs) | Bit(Target::kAgent)));
    Entry entry;
    entry.uri = "/login";
    entry.location = "/login?ERROR";  // decoded, as every target
    entry.agent = "xabcx";
    CPPUNIT_ASSERT_EQUAL(1U, engine.RuleOf(entry));
    entry.agent = "";
    CPPUNIT_ASSERT_EQUAL(0U, engine.RuleOf(entry));
    entry.args = "%61bc";
    CPPUNIT_ASSERT_EQUAL(1U, engine.RuleOf(entry));
    entry.location = "/home";
    CPPUNIT_ASSERT_EQUAL(0U, engine.RuleOf(entry));
    CPPUNIT_ASSERT(Explain(engine.set().rules()[0], entry, nullptr, engine.scratch()) ==
                   RuleVerdict::kNoMatch);
    entry.location = "/login?error";
    entry.uri = "/";
    CPPUNIT_ASSERT_EQUAL(0U, engine.RuleOf(entry));
  }

  void APatternMayHaveToBeAbsent() {
    Engine engine({R"(1 xss target=uri "xmlrpc" and not target=args "jetpack")",
                   R"(2 xss target=uri "heavy" and not target=args "(?:a+a+)+[bc]")"});
    Entry entry;
    entry.uri = "/xmlrpc.php";
    CPPUNIT_ASSERT_EQUAL(1U, engine.RuleOf(entry));
    entry.args = "for=jet";
    CPPUNIT_ASSERT_EQUAL(1U, engine.RuleOf(entry));
    entry.args = "for=JETPACK";
    CPPUNIT_ASSERT_EQUAL(0U, engine.RuleOf(entry));
    // What ran into the limit is known neither to be there nor to be absent.
    const std::string long_args(80, 'a');
    entry.uri = "/heavy";
    entry.args = long_args;
    const Classification what = engine.Ask(entry);
    CPPUNIT_ASSERT(what.rule == 0 && what.limited);
  }

  void TheNumberStandsForTheModule() {
    Engine engine({"1 server_fault ah=AH01264 module=cgid", "2 anomaly module=core"});
    Entry entry = Message("AH01264: script not found");
    CPPUNIT_ASSERT_EQUAL(1U, engine.RuleOf(entry));
    entry.module = "cgi";
    CPPUNIT_ASSERT_EQUAL(1U, engine.RuleOf(entry));
    CPPUNIT_ASSERT_EQUAL(0U, engine.RuleOf(Message("core")));
  }

  void PatternSeesRawAndDecodedText() {
    Engine engine({R"(1 sql_injection target=args "union\s+select")",
                   R"(2 path_traversal target=uri "\.\./")", R"(3 xss target=message nocase "<SCRIPT")",
                   R"(4 anomaly target=uri cost=0 "%2e%2e")", R"(5 bad_request target=args "UPPER")"});
    CPPUNIT_ASSERT_EQUAL(1U, engine.RuleOf(Args("id=1+UNION/**/SeLeCt+2")));
    CPPUNIT_ASSERT_EQUAL(1U, engine.RuleOf(Args("id=%2575nion%0aselect")));
    CPPUNIT_ASSERT_EQUAL(5U, engine.RuleOf(Args("UPPER")));
    CPPUNIT_ASSERT_EQUAL(0U, engine.RuleOf(Args("upper")));
    CPPUNIT_ASSERT_EQUAL(3U, engine.RuleOf(Message("referer \\x3cScRiPt>")));
    Entry entry;
    entry.uri = "/a/%2e%2e/b";
    const Classification both = engine.Ask(entry);  // 2 on the decoded form, 4 on the form as sent
    CPPUNIT_ASSERT_EQUAL(2U, both.rule);
    CPPUNIT_ASSERT_EQUAL(uint8_t{2}, both.rule_count);
    CPPUNIT_ASSERT_EQUAL(4U, both.rules[1]);
  }

  void PatternLooksAtItsTargetsOnly() {
    Engine engine({R"(1 bot_proxy target=agent "evilbot")", R"(2 anomaly target=method "DEBUG")",
                   R"(3 anomaly target=referer "semalt")", R"(4 anomaly target=host "localhost")",
                   R"(5 anomaly target=cookie "PHPSESSID=\W")",
                   R"(6 anomaly target=headers "(?m)^x-scanner: ")"});
    struct Case {
      uint32_t rule;
      std::string_view Entry::*field;
      std::string_view text;
    };
    const Case cases[] = {
        {0, &Entry::message, "evilbot DEBUG semalt localhost PHPSESSID=<"},
        {1, &Entry::agent, "an evilbot"},
        {2, &Entry::method, "DEBUG"},
        {3, &Entry::referer, "http://semalt.example/"},
        {4, &Entry::host, "localhost"},
        {5, &Entry::cookie, "a=1; PHPSESSID=%3c"},
        {6, &Entry::headers, "Accept: */*\nX-Scanner: me"},
        {0, &Entry::headers, "Accept: %0ax-scanner: me"}};  // an encoded line end begins no header
    for (const Case& c : cases) {
      Entry entry;
      entry.*c.field = c.text;
      CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(c.text), c.rule, engine.RuleOf(entry));
    }
  }

  void PatternOfEmptyTargetsDoesNotMatch() {
    Engine engine({R"(1 anomaly target=agent ah=AH00128 "^(?!Mozilla).")"});
    Entry entry = Message("AH00128: x");
    CPPUNIT_ASSERT_EQUAL(0U, engine.RuleOf(entry));
    entry.agent = "curl";
    CPPUNIT_ASSERT_EQUAL(1U, engine.RuleOf(entry));
  }

  void StructureIsAConditionLikeAPattern() {
    Engine engine({R"(1 bad_request target=agent,args structure=overlong)",
                   R"(2 xss target=args "x{9}" and target=agent structure=overlong)",
                   R"(3 xss cost=0 status=400 target=args structure=overlong)"});
    const std::string longer(kMaxFieldBytes + 1, 'x');
    Entry entry;
    entry.args = "a=xxxxxxxxx";
    CPPUNIT_ASSERT_EQUAL(0U, engine.RuleOf(entry));
    entry.agent = longer;
    CPPUNIT_ASSERT_EQUAL(2U, engine.RuleOf(entry));
    entry.args = longer;
    entry.agent = {};
    const Classification answer = engine.Ask(entry);
    CPPUNIT_ASSERT(answer.overlong && answer.rule == 1 && answer.rule_count == 1 &&
                   answer.found == Bit(Target::kArgs));
    entry.status = 400;
    CPPUNIT_ASSERT_EQUAL(uint8_t{2}, engine.Ask(entry).rule_count);
    CPPUNIT_ASSERT(Explain(engine.set().rules()[0], entry, nullptr, engine.scratch()) ==
                   RuleVerdict::kMatches);
    entry.args = std::string_view(longer).substr(1);
    CPPUNIT_ASSERT(Explain(engine.set().rules()[0], entry, nullptr, engine.scratch()) ==
                   RuleVerdict::kNoMatch);
  }

  // The last field that matches, of each rule that is evidence.
  void TellsWhereItWasFound() {
    Engine engine({R"(1 sql_injection target=args,cookie,headers "union")",
                   R"(2 xss target=uri,agent "script")", R"(3 benign target=host cost=1 "intranet")",
                   R"(4 anomaly ah=AH00128 cost=3)"});
    Entry entry;
    entry.args = "union";
    CPPUNIT_ASSERT_EQUAL(Bit(Target::kArgs), engine.Ask(entry).found);
    entry.headers = "X-A: union";
    CPPUNIT_ASSERT_EQUAL(Bit(Target::kHeaders), engine.Ask(entry).found);
    entry.agent = "script";
    entry.uri = "/script";
    entry.host = "intranet";
    const Classification both = engine.Ask(entry);
    CPPUNIT_ASSERT(both.category == Category::kSqlInjection && !both.client_alone);
    CPPUNIT_ASSERT_EQUAL(Bit(Target::kHeaders) | Bit(Target::kAgent), int{both.found});
    // Behind a cookie, which browsers carry along, also what lies further ahead, past fields that are clean.
    Engine carried({R"(1 xss target=uri,args,agent,cookie "script")"});
    entry = Entry();
    entry.agent = "curl/8";
    entry.args = "script";
    entry.cookie = "a=script";
    CPPUNIT_ASSERT_EQUAL(Bit(Target::kCookie) | Bit(Target::kArgs), int{carried.Ask(entry).found});
    entry = Entry();
    entry.log_id = 128;
    CPPUNIT_ASSERT(engine.Ask(entry).rule == 4 && engine.Ask(entry).found == 0);
  }

  void RemovedRulesAreSilent() {
    Engine engine({R"(1 xss "alpha")", R"(2 anomaly "alpha")", R"(3 sql_injection "alpha")"});
    const auto outer_ranges = ParseRuleRanges("3").value();
    const auto inner_ranges = ParseRuleRanges("xss").value();
    const RuleRemoval outer{outer_ranges, nullptr};
    const RuleRemoval inner{inner_ranges, &outer};
    CPPUNIT_ASSERT_EQUAL(3U, engine.Ask(Message("alpha")).rule);
    CPPUNIT_ASSERT_EQUAL(1U, engine.Ask(Message("alpha"), &outer).rule);
    const Classification last = engine.Ask(Message("alpha"), &inner);
    CPPUNIT_ASSERT_EQUAL(2U, last.rule);
    CPPUNIT_ASSERT(last.also.empty());
  }

  void ExplainNamesTheReason() {
    Engine engine({R"(1 xss ah=AH00128 module=core level=error status=404 target=uri "^/(?:a+a+)+b|alpha")"});
    const Rule& rule = engine.set().rules()[0];
    Entry entry;
    const auto explain = [&](const RuleRemoval* removal = nullptr) {
      return Explain(rule, entry, removal, engine.scratch());
    };
    CPPUNIT_ASSERT(explain() == RuleVerdict::kOtherLogId);
    entry.log_id = 128;
    entry.level = Level::kInfo;
    CPPUNIT_ASSERT(explain() == RuleVerdict::kOtherLevel);
    entry.level = Level::kError;
    CPPUNIT_ASSERT(explain() == RuleVerdict::kOtherStatus);
    entry.status = 404;
    entry.module = "cgi";  // of no account beside the number
    CPPUNIT_ASSERT(explain() == RuleVerdict::kNoMatch);
    Rule without_number = rule;
    without_number.log_ids.clear();
    CPPUNIT_ASSERT(Explain(without_number, entry, nullptr, engine.scratch()) == RuleVerdict::kOtherModule);
    const std::string text = "/" + std::string(2000, 'a');
    entry.uri = text;
    CPPUNIT_ASSERT(explain() == RuleVerdict::kLimit);
    entry.uri = "/alpha";
    CPPUNIT_ASSERT(explain() == RuleVerdict::kMatches);
    const std::vector<RuleRange> ranges = {{1, 1, Category::kBenign}};
    const RuleRemoval removal{ranges, nullptr};
    CPPUNIT_ASSERT(explain(&removal) == RuleVerdict::kRemoved);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RuleMatchTest);

}  // namespace
}  // namespace errwatch
