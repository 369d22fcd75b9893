#include "rules/classifier.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <cerrno>
#include <string>
#include <string_view>
#include <vector>

#include "config/rule_grammar.h"
#include "unit/rules/engine.h"

namespace errwatch {
namespace {

class ClassifierTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ClassifierTest);
  CPPUNIT_TEST(NothingMatchesIsBenign);
  CPPUNIT_TEST(ServersOwnDirectoriesAreNotLookedAt);
  CPPUNIT_TEST(UnscreenedPatternIsTried);
  CPPUNIT_TEST(FurtherConditionsAreAsked);
  CPPUNIT_TEST(FirstAndLastByteOfFieldsCount);
  CPPUNIT_TEST(LongFieldsAreCutAlike);
  CPPUNIT_TEST(NeighbouringFieldsDoNotJoin);
  CPPUNIT_TEST(HighestCostNamesTheEntry);
  CPPUNIT_TEST(RankBreaksTies);
  CPPUNIT_TEST(WhatIsTriedNamesNothingThatAnotherRuleIsSureOf);
  CPPUNIT_TEST(PatternBeatsSelectorThenLowestId);
  CPPUNIT_TEST(BenignOutranksUpToItsCost);
  CPPUNIT_TEST(MatchingRulesAreListedInOrder);
  CPPUNIT_TEST(TellsWhatTheClientAloneCanSend);
  CPPUNIT_TEST(CatastrophicPatternIsReported);
  CPPUNIT_TEST(WhatIsRememberedChangesNoAnswer);
  CPPUNIT_TEST(WhatIsCleanTakesWhatItTook);
  CPPUNIT_TEST(OtherRulesLookAgain);
  CPPUNIT_TEST(WhatWasCutOffIsSeenBehindACleanBeginning);
  CPPUNIT_TEST_SUITE_END();

 public:
  void NothingMatchesIsBenign() {
    Engine empty({});
    const Classification none = empty.Ask(Message("AH00128: File does not exist: /x"));
    CPPUNIT_ASSERT(none.category == Category::kBenign);
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, none.rule);
    CPPUNIT_ASSERT_EQUAL(uint16_t{0}, none.cost);
    CPPUNIT_ASSERT_EQUAL(uint8_t{0}, none.rule_count);
    Engine engine({R"(1 xss "<script")"});
    CPPUNIT_ASSERT(engine.Ask(Entry()).category == Category::kBenign);
  }

  void WhatIsTriedNamesNothingThatAnotherRuleIsSureOf() {
    Engine engine({"1 auth_failure guess=password cost=2", "2 resource_exhaustion status=200 cost=1",
                   "3 auth_failure status=401 cost=0", "4 auth_failure status=403 cost=1"});
    Entry entry;
    const auto ask = [&](uint16_t status, GuessKind kind) {
      entry.status = status;
      entry.guess.kind = kind;
      return engine.Ask(entry);
    };
    Classification what = ask(200, GuessKind::kPassword);
    CPPUNIT_ASSERT_EQUAL(2U, what.rule);
    CPPUNIT_ASSERT(what.also.Has(Category::kAuthFailure) && what.guessed);
    CPPUNIT_ASSERT(what.failure_rule == 1 && what.load_rule == 2);
    what = ask(401, GuessKind::kPassword);  // seen, never counted
    CPPUNIT_ASSERT(what.rule == 1 && what.guessed && !what.other_log_in);
    what = ask(403, GuessKind::kPassword);
    CPPUNIT_ASSERT(what.load_rule == 0 && what.failure_rule == 1);
    CPPUNIT_ASSERT(what.rule == 4 && !what.guessed && what.other_log_in);
    CPPUNIT_ASSERT(!ask(200, GuessKind::kCode).guessed && !ask(200, GuessKind::kNone).guessed);
  }

  void ServersOwnDirectoriesAreNotLookedAt() {
    Engine engine(
        {R"(1 malware_upload target=message "/tmp/")", R"(2 vuln_scan target=message "exist: /admin/")"});
    Entry entry = Message("AH00128: File does not exist: /srv/tmp/www/admin/x.php");
    CPPUNIT_ASSERT_EQUAL(uint32_t{1}, engine.RuleOf(entry));
    for (const char* root : {"/srv/tmp/www", "/srv/tmp/www/"}) {
      entry.document_root = root;
      CPPUNIT_ASSERT_EQUAL(uint32_t{2}, engine.RuleOf(entry));
    }
    // Another site's root, and one that only begins like a directory of the path, leave the message as it is.
    for (const char* root : {"/srv/tmp/w", "/home/www", "/"}) {
      entry.document_root = root;
      CPPUNIT_ASSERT_EQUAL(uint32_t{1}, engine.RuleOf(entry));
    }
  }

  void UnscreenedPatternIsTried() {
    Engine engine({R"(1 anomaly target=uri "\d{6}")", R"(2 xss ah=AH00128 "[<>]")",
                   R"(3 bad_method module=core "^x")"});
    CPPUNIT_ASSERT(engine.set().screening(0) == Screening::kUnscreened);
    Entry entry;
    entry.uri = "/123456";
    CPPUNIT_ASSERT_EQUAL(1U, engine.RuleOf(entry));
    CPPUNIT_ASSERT_EQUAL(2U, engine.RuleOf(Message("AH00128: <")));
    entry = Message("xyz");
    entry.module = "core";
    CPPUNIT_ASSERT_EQUAL(3U, engine.RuleOf(entry));
  }

  // With literals or without, in one field or the other, again and again.
  void FurtherConditionsAreAsked() {
    Engine engine({R"(1 anomaly target=uri "/page" and not target=agent "curl/\d" and target=args "name=")",
                   R"(2 xss cost=9 target=args "name=" and not target=args "\d{3}")"});
    struct Case {
      std::string_view uri, args, agent;
      uint32_t rule;
    };
    for (const Case& asked : {Case{"/page/of/mine", "name=x123", "Mozilla/5.0 (X11)", 1},
                              Case{"/page/of/mine", "name=x123", "curl/7.88.1 (X11)", 0},
                              Case{"/page/of/mine", "name=x123", "curl/x (X11; Linux)", 1},
                              Case{"/page/of/mine", "title=x123", "Mozilla/5.0 (X11)", 0},
                              Case{"/page/name=", "title=x123", "Mozilla/5.0 (X11)", 0},
                              Case{"/page/of/mine", "name=x12", "curl/7.88.1 (X11)", 2}}) {
      Entry entry;
      entry.uri = asked.uri;
      entry.args = asked.args;
      entry.agent = asked.agent;
      for (int i = 0; i < 2; ++i) CPPUNIT_ASSERT_EQUAL(asked.rule, engine.RuleOf(entry));
    }
  }

  void FirstAndLastByteOfFieldsCount() {
    Engine engine({R"(1 anomaly target=args "^abc")", R"(2 xss target=args cost=9 "xyz$")"});
    for (size_t padding = 0; padding < 70; ++padding) {
      CPPUNIT_ASSERT_EQUAL(1U, engine.RuleOf(Args("abc" + std::string(padding, '-'))));
      CPPUNIT_ASSERT_EQUAL(2U, engine.RuleOf(Args(std::string(padding, '-') + "xyz")));
    }
  }

  void LongFieldsAreCutAlike() {
    Engine engine({R"(1 anomaly "needle")", R"(2 anomaly target=agent "needle")"});
    for (const size_t position : {kMaxFieldBytes - 6, kMaxFieldBytes - 5, size_t{100'000}}) {
      const std::string text = std::string(position, '%') + "needle" + std::string(100'000, '+');
      Entry entry;
      entry.message = entry.uri = entry.args = entry.agent = entry.referer = entry.host = entry.method = text;
      CPPUNIT_ASSERT_EQUAL(position + 6 <= kMaxFieldBytes ? 1U : 0U, engine.RuleOf(entry));
    }
  }

  void NeighbouringFieldsDoNotJoin() {
    Engine engine({R"(1 anomaly "abcdef")"});
    Entry entry;
    entry.message = "abc";
    entry.uri = "def";
    entry.args = "abc";
    CPPUNIT_ASSERT_EQUAL(0U, engine.RuleOf(entry));
  }

  void HighestCostNamesTheEntry() {
    Engine engine(
        {R"(1 sql_injection cost=2 "alpha")", R"(2 anomaly cost=7 "alpha")", R"(3 xss cost=2 "alpha")"});
    const Classification answer = engine.Ask(Message("alpha"));
    CPPUNIT_ASSERT(answer.category == Category::kAnomaly);
    CPPUNIT_ASSERT_EQUAL(uint16_t{7}, answer.cost);
    CategorySet also;
    also.Add(Category::kSqlInjection);
    also.Add(Category::kXss);
    CPPUNIT_ASSERT(also == answer.also);
  }

  void RankBreaksTies() {
    Engine engine({R"(1 unauthorized_access cost=3 "alpha")", R"(2 path_traversal cost=3 "alpha")",
                   R"(3 anomaly cost=3 "alpha")"});
    CPPUNIT_ASSERT_EQUAL(2U, engine.RuleOf(Message("alpha")));
  }

  void PatternBeatsSelectorThenLowestId() {
    Engine selector_first({"1 xss ah=AH00128", R"(2 xss "alpha")", R"(3 xss "alpha")"});
    CPPUNIT_ASSERT_EQUAL(2U, selector_first.RuleOf(Message("AH00128: alpha")));
    Engine pattern_first({R"(1 xss "alpha")", "2 xss ah=AH00128"});
    CPPUNIT_ASSERT_EQUAL(1U, pattern_first.RuleOf(Message("AH00128: alpha")));
  }

  void BenignOutranksUpToItsCost() {
    Engine engine({R"(1 vuln_scan cost=2 "alpha")", R"(2 xss cost=3 "alpha")", R"(3 benign cost=2 "favicon")",
                   R"(4 benign cost=3 "robots")", R"(5 anomaly cost=0 "zero")"});
    const Classification outranked = engine.Ask(Message("alpha favicon"));  // 1 goes, 2 stays
    CPPUNIT_ASSERT_EQUAL(2U, outranked.rule);
    CPPUNIT_ASSERT(outranked.also.empty());
    CPPUNIT_ASSERT_EQUAL(uint8_t{3}, outranked.rule_count);
    const Classification benign = engine.Ask(Message("alpha favicon robots"));
    CPPUNIT_ASSERT(benign.category == Category::kBenign);
    CPPUNIT_ASSERT_EQUAL(4U, benign.rule);
    CPPUNIT_ASSERT_EQUAL(uint16_t{0}, benign.cost);
    CPPUNIT_ASSERT_EQUAL(5U, engine.RuleOf(Message("zero")));
    CPPUNIT_ASSERT_EQUAL(3U, engine.RuleOf(Message("zero favicon")));
  }

  void MatchingRulesAreListedInOrder() {
    std::vector<std::string> lines;
    for (int i = 20; i > 0; --i) {
      lines.push_back(std::to_string(i) + (i % 2 ? R"( anomaly "alpha")" : " anomaly ah=AH00128"));
    }
    Engine engine(lines);
    const Classification answer = engine.Ask(Message("AH00128: alpha"));
    CPPUNIT_ASSERT_EQUAL(uint8_t{12}, answer.rule_count);
    for (uint32_t i = 0; i < 12; ++i) CPPUNIT_ASSERT_EQUAL(i + 1, answer.rules[i]);
  }

  // What no page can make a browser send says more about who sent it.
  void TellsWhatTheClientAloneCanSend() {
    Engine engine({R"(1 path_traversal "passwd")", R"(2 code_injection target=agent,headers "jndi")"});
    CPPUNIT_ASSERT(!engine.Ask(Message("passwd")).client_alone);
    Entry entry;
    entry.agent = "jndi";
    CPPUNIT_ASSERT(engine.Ask(entry).client_alone);
    entry.agent = {};
    entry.headers = "Accept: jndi";  // scripts of a page may set it
    CPPUNIT_ASSERT(!engine.Ask(entry).client_alone);
  }

  void CatastrophicPatternIsReported() {
    Engine engine({R"(1 anomaly target=uri "(?:x+x+)+[yz]")", R"(2 xss target=uri "xxx")"});
    Entry entry;
    const std::string text(2000, 'x');
    entry.uri = text;
    const Classification answer = engine.Ask(entry);
    CPPUNIT_ASSERT(answer.limited);
    CPPUNIT_ASSERT_EQUAL(2U, answer.rule);
  }

  // What browsers and attackers send, field by field, in all combinations that come up. The one scratch
  // remembers what it can, the other nothing.
  void WhatIsRememberedChangesNoAnswer() {
    const std::vector<std::string> rules = {"1 sql_injection target=args,agent,cookie,headers structure=sql",
                                            "2 xss target=uri,args,agent,referer,headers structure=markup",
                                            "3 path_traversal target=uri,args,headers structure=path_escape",
                                            R"(4 bot_proxy target=agent "(?i)curl/7")",
                                            R"(5 anomaly target=agent "X11" and not target=agent "linux")",
                                            R"(6 vuln_scan target=uri "/wp-login")"};
    Engine engine(rules);
    Engine forgetful(rules);
    constexpr auto kTexts = std::to_array<std::string_view>(
        {"", "/", "GET", "Mozilla/5.0 (X11; Linux x86_64)", "Mozilla/5.0 (X11; BSD)", "curl/7.88", "CURL/7.1",
         "/wp-login.php", "a=1&b=-1", "id=1'+or+'1'='1", "q=%3Cb%3E", "<Script>alert(1)</sCript>",
         "../../etc", "Accept: */*\nX-Forwarded-For: ::1\nDNT: 1", "X-A: 1' or '1'='1", "a  b", "x-y_z.w",
         "t=Li4vLi4vZXRj", "https://www.example.org/?a=b&c=../d"});
    uint32_t random = 1;
    const auto any = [&] {
      random = random * 1664525 + 1013904223;
      return kTexts[(random >> 16) % kTexts.size()];
    };
    for (int i = 0; i < 1000; ++i) {
      Entry entry;
      for (std::string_view* field : {&entry.uri, &entry.args, &entry.method, &entry.agent, &entry.referer,
                                      &entry.host, &entry.cookie, &entry.headers})
        *field = any();
      forgetful.scratch().ForgetSeen();
      const Classification expected = Classify(forgetful.set(), entry, nullptr, forgetful.scratch());
      const Classification answer = Classify(engine.set(), entry, nullptr, engine.scratch());
      CPPUNIT_ASSERT_EQUAL(expected.rule, answer.rule);
      CPPUNIT_ASSERT(expected.rules == answer.rules && expected.found == answer.found &&
                     expected.also == answer.also && expected.cost == answer.cost &&
                     expected.client_alone == answer.client_alone);
      CPPUNIT_ASSERT(answer.steps <= expected.steps);
    }
  }

  void WhatWasCutOffIsSeenBehindACleanBeginning() {
    Engine engine({"1 bad_request target=host structure=overlong"});
    const std::string host(600, 'a');
    Entry entry;
    entry.host = std::string_view(host).substr(0, 512);
    CPPUNIT_ASSERT_EQUAL(0U, engine.RuleOf(entry));
    entry.host = host;
    CPPUNIT_ASSERT_EQUAL(1U, engine.RuleOf(entry));
    entry.host = std::string_view(host).substr(0, 512);
    CPPUNIT_ASSERT_EQUAL(0U, engine.RuleOf(entry));
  }

  void WhatIsCleanTakesWhatItTook() {
    const std::vector<std::string> rules = {"1 path_traversal target=uri,headers structure=path_escape",
                                            "2 xss target=args structure=markup"};
    Engine engine(rules);
    Engine forgetful(rules);
    Entry entry;
    entry.uri = "/list";
    entry.args = "a=%3cb&c=<d";
    entry.headers = "Accept: */*\nX-A: /a/../b";
    for (int i = 0; i < 5; ++i) {
      forgetful.scratch().seen_fields = {};
      forgetful.scratch().seen_entries = {};
      const Classification expected = Classify(forgetful.set(), entry, nullptr, forgetful.scratch());
      const Classification answer = Classify(engine.set(), entry, nullptr, engine.scratch());
      CPPUNIT_ASSERT_EQUAL(expected.steps, answer.steps);
      CPPUNIT_ASSERT(answer.steps >
                     Work::kPerPreparedByte * (entry.uri.size() + entry.args.size() + entry.headers.size()));
    }
  }

  void OtherRulesLookAgain() {
    Engine engine({"1 xss target=agent structure=markup"});
    const auto others =
        MakeRuleSet({"1 sql_injection target=agent structure=sql", R"(2 bot_proxy target=agent "or")"});
    CPPUNIT_ASSERT(others->Warm(engine.scratch()).ok());
    Entry entry;
    entry.agent = "1' or '1'='1";
    for (int i = 0; i < 3; ++i) {
      CPPUNIT_ASSERT_EQUAL(0U, engine.RuleOf(entry));
      CPPUNIT_ASSERT_EQUAL(uint8_t{2}, Classify(*others, entry, nullptr, engine.scratch()).rule_count);
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ClassifierTest);

}  // namespace
}  // namespace errwatch
