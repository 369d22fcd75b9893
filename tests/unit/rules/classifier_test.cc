#include "rules/classifier.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <cerrno>
#include <string>
#include <vector>

#include "config/rule_grammar.h"
#include "unit/make_rule_set.h"

namespace errwatch {
namespace {

// A rule set and the scratch for it.
class Engine {
 public:
  explicit Engine(const std::vector<std::string>& lines) : set_(MakeRuleSet(lines)) {
    CPPUNIT_ASSERT(set_->Warm(scratch_).ok());
  }

  // Asks both ways and holds one against the other.
  Classification Ask(const Entry& entry, const RuleRemoval* removal = nullptr) {
    const Classification fast = Classify(*set_, entry, removal, scratch_);
    const Classification slow = ClassifySlow(*set_, entry, removal, scratch_);
    CPPUNIT_ASSERT_EQUAL(slow.rule, fast.rule);
    CPPUNIT_ASSERT(slow.category == fast.category);
    CPPUNIT_ASSERT(slow.also == fast.also);
    CPPUNIT_ASSERT(slow.rules == fast.rules);
    CPPUNIT_ASSERT_EQUAL(slow.cost, fast.cost);
    CPPUNIT_ASSERT(slow.limited || !fast.limited);
    return fast;
  }
  uint32_t RuleOf(const Entry& entry) { return Ask(entry).rule; }

  const RuleSet& set() const { return *set_; }
  MatchScratch& scratch() { return scratch_; }

 private:
  std::shared_ptr<const RuleSet> set_;
  MatchScratch scratch_;
};

Entry Message(std::string_view text) {
  Entry entry;
  entry.message = text;
  entry.log_id = LeadingLogId(text);
  return entry;
}

Entry Args(std::string_view args) {
  Entry entry;
  entry.args = args;
  return entry;
}

class ClassifierTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ClassifierTest);
  CPPUNIT_TEST(NothingMatchesIsBenign);
  CPPUNIT_TEST(EachSelectorNarrows);
  CPPUNIT_TEST(SelectorsOfOneRuleAreAllNeeded);
  CPPUNIT_TEST(SelectorsOfTheRequest);
  CPPUNIT_TEST(AllPatternsMustMatch);
  CPPUNIT_TEST(APatternMayHaveToBeAbsent);
  CPPUNIT_TEST(TheNumberStandsForTheModule);
  CPPUNIT_TEST(PatternSeesRawAndDecodedText);
  CPPUNIT_TEST(ServersOwnDirectoriesAreNotLookedAt);
  CPPUNIT_TEST(PatternLooksAtItsTargetsOnly);
  CPPUNIT_TEST(PatternOfEmptyTargetsDoesNotMatch);
  CPPUNIT_TEST(StructureIsAConditionLikeAPattern);
  CPPUNIT_TEST(UnscreenedPatternIsTried);
  CPPUNIT_TEST(FirstAndLastByteOfFieldsCount);
  CPPUNIT_TEST(LongFieldsAreCutAlike);
  CPPUNIT_TEST(NeighbouringFieldsDoNotJoin);
  CPPUNIT_TEST(HighestCostNamesTheEntry);
  CPPUNIT_TEST(RankBreaksTies);
  CPPUNIT_TEST(PatternBeatsSelectorThenLowestId);
  CPPUNIT_TEST(BenignOutranksUpToItsCost);
  CPPUNIT_TEST(MatchingRulesAreListedInOrder);
  CPPUNIT_TEST(TellsWhatTheClientAloneCanSend);
  CPPUNIT_TEST(TellsWhereItWasFound);
  CPPUNIT_TEST(TellsWhetherABodyIsWritten);
  CPPUNIT_TEST(RemovedRulesAreSilent);
  CPPUNIT_TEST(CatastrophicPatternIsReported);
  CPPUNIT_TEST(ExplainNamesTheReason);
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

  // A field of a body says for itself whether somebody may have written it; others do not count.
  void TellsWhetherABodyIsWritten() {
    Engine engine({R"(1 sql_injection target=args,body,headers "union")",
                   R"(2 xss target=body "<b" and target=body "x=")", R"(3 benign target=body "union club")"});
    Entry entry;
    const auto ask = [&](std::string_view body) {
      entry.body = body;
      return engine.Ask(entry);
    };
    CPPUNIT_ASSERT(ask("comment=a+union").found == Bit(Target::kBody) && ask("comment=a+union").written);
    CPPUNIT_ASSERT(ask("id=' x&comment=a+union&b=;c").written);
    CPPUNIT_ASSERT(ask("id=1+union").found == Bit(Target::kBody) && !ask("id=1+union").written);
    CPPUNIT_ASSERT(!ask("comment=a+union&id=1+union").written);
    CPPUNIT_ASSERT(!ask("id=1+union&comment=a+union").client_alone);  // a page can post it
    CPPUNIT_ASSERT(ask("x=1&y=2").category == Category::kBenign && !ask("x=1&y=2").written);
    // What is found beside it is found as well: nobody hides the one behind the other.
    entry.args = "union";
    CPPUNIT_ASSERT_EQUAL(Bit(Target::kArgs) | Bit(Target::kBody), int{ask("id=1+union").found});
    entry.headers = "X: union";
    CPPUNIT_ASSERT_EQUAL(Bit(Target::kHeaders) | Bit(Target::kBody), int{ask("id=1+union").found});
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

  void CatastrophicPatternIsReported() {
    Engine engine({R"(1 anomaly target=uri "(?:x+x+)+[yz]")", R"(2 xss target=uri "xxx")"});
    Entry entry;
    const std::string text(2000, 'x');
    entry.uri = text;
    const Classification answer = engine.Ask(entry);
    CPPUNIT_ASSERT(answer.limited);
    CPPUNIT_ASSERT_EQUAL(2U, answer.rule);
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

CPPUNIT_TEST_SUITE_REGISTRATION(ClassifierTest);

}  // namespace
}  // namespace errwatch
