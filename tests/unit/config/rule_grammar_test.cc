#include "config/rule_grammar.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <string>
#include <vector>

namespace errwatch {
namespace {

// "dir/a-bc.txt" is the list of the words "a" and "bc"; there is no "none.txt".
Result<std::vector<std::string>> NamedWords(const std::string& file) {
  std::string lines = WordListName(file).value();
  if (lines == "none") return Error{"cannot read none.txt"};
  std::replace(lines.begin(), lines.end(), '-', '\n');
  return ParseWordList(lines, file);
}

std::string ErrorOf(std::string_view arguments) {
  const auto rule = ParseRule(arguments, "here:1", NamedWords);
  return rule ? "accepted" : rule.error();
}

void CheckRefused(std::string_view arguments, std::string_view part) {
  const std::string error = ErrorOf(arguments);
  CPPUNIT_ASSERT_MESSAGE(std::string(arguments) + " -> " + error, error.find(part) != std::string::npos);
}

class RuleParserTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RuleParserTest);
  CPPUNIT_TEST(EveryKeyIsRead);
  CPPUNIT_TEST(SelectorsOfTheRequestAreRead);
  CPPUNIT_TEST(SeveralPatternsAreRead);
  CPPUNIT_TEST(StructuresAreRead);
  CPPUNIT_TEST(MistakesBetweenPatternsAreNamed);
  CPPUNIT_TEST(ListsOfWords);
  CPPUNIT_TEST(MistakesWithListsAreNamed);
  CPPUNIT_TEST(Defaults);
  CPPUNIT_TEST(PatternIsCompiled);
  CPPUNIT_TEST(MistakesAreNamed);
  CPPUNIT_TEST(BadPatternIsRefusedWithItsOffset);
  CPPUNIT_TEST(RangesOfRuleRemove);
  CPPUNIT_TEST(BadRangesAreRefused);
  CPPUNIT_TEST_SUITE_END();

 public:
  void EveryKeyIsRead() {
    const auto parsed = ParseRule(
        R"(2101 path_traversal ah=AH00130,AH00128,AH00130 module=core,autoindex level=info target=uri,args cost=7 )"
        R"(status=404,403 nocase name="Up and away" "\.\./")",
        "rules.conf:7");
    CPPUNIT_ASSERT_MESSAGE(parsed ? "" : parsed.error(), parsed.ok());
    const Rule& rule = parsed.value();
    CPPUNIT_ASSERT_EQUAL(2101U, rule.id);
    CPPUNIT_ASSERT(rule.category == Category::kPathTraversal);
    CPPUNIT_ASSERT((rule.log_ids == std::vector<LogId>{128, 130}));
    CPPUNIT_ASSERT((rule.modules == std::vector<std::string>{"autoindex", "core"}));
    CPPUNIT_ASSERT(rule.level == Level::kInfo);
    CPPUNIT_ASSERT(rule.targets == (Bit(Target::kUri) | Bit(Target::kArgs)));
    CPPUNIT_ASSERT_EQUAL(uint16_t{7}, rule.cost);
    CPPUNIT_ASSERT((rule.statuses == std::vector<uint16_t>{403, 404}));
    CPPUNIT_ASSERT(rule.nocase);
    CPPUNIT_ASSERT_EQUAL(std::string("Up and away"), rule.name);
    CPPUNIT_ASSERT_EQUAL(std::string(R"(\.\./)"), rule.pattern_text);
    CPPUNIT_ASSERT_EQUAL(std::string("rules.conf:7"), rule.origin);
  }

  void SelectorsOfTheRequestAreRead() {
    const auto parsed = ParseRule(
        "1 xss method=PUT,POST,PUT status=200,302-303 errno=ENOENT,EACCES credentials=bearer,basic", "");
    CPPUNIT_ASSERT_MESSAGE(parsed ? "" : parsed.error(), parsed.ok());
    const Rule& rule = parsed.value();
    CPPUNIT_ASSERT((rule.methods == std::vector<std::string>{"POST", "PUT"}));
    CPPUNIT_ASSERT((rule.statuses == std::vector<uint16_t>{200, 302, 303}));
    CPPUNIT_ASSERT_EQUAL(size_t{2}, rule.errnos.size());
    CPPUNIT_ASSERT(std::is_sorted(rule.errnos.begin(), rule.errnos.end()));
    CPPUNIT_ASSERT((rule.credentials == std::vector<std::string>{"basic", "bearer"}));
    CPPUNIT_ASSERT_EQUAL(size_t{500}, ParseRule("1 xss status=100-599", "").value().statuses.size());
    CheckRefused("1 xss method=post", "method=: \"post\" is no method; did you mean POST?");
    CheckRefused("1 xss method=POST,", "method=: \"\" is no method; write it as it is sent");
    CheckRefused("1 xss method=PO/ST", "is no method; write it as it is sent: POST");
    CheckRefused("1 xss method=POST,GETT", "method=: \"GETT\" is no method; did you mean GET?");
    CPPUNIT_ASSERT_EQUAL(std::string("accepted"), ErrorOf("1 xss method=FROBNICATE,M-SEARCH,X-MS-ENUMATTS"));
    CheckRefused("1 xss status=404-403", "status=: \"404-403\" is no status code");
    CheckRefused("1 xss status=404-600", "is no status code");
    CheckRefused("1 xss errno=13", "errno=: \"13\" is none that is known here: EACCES, ");
    CPPUNIT_ASSERT((ParseRule("1 xss guess=code,password,code", "").value().guesses ==
                    std::vector<GuessKind>{GuessKind::kPassword, GuessKind::kCode}));
    CheckRefused("1 xss guess=passwort", "guess=: unknown kind \"passwort\": one of password, code");
    CheckRefused("1 xss credentials=Basic", "credentials=: \"Basic\" is no scheme");
    CheckRefused("1 xss credentials=basik", "; did you mean basic?");
    CheckRefused("1 xss credentials=basic;bearer", "write it in lower case: basic, bearer");
    CPPUNIT_ASSERT_EQUAL(std::string("accepted"), ErrorOf("1 xss credentials=ntlm,sso-key"));
  }

  void SeveralPatternsAreRead() {
    const auto parsed = ParseRule(
        R"(1 xss target=uri "^/login" and target=args,cookie nocase "a" cost=3 and not "c" name=x)", "");
    CPPUNIT_ASSERT_MESSAGE(parsed ? "" : parsed.error(), parsed.ok());
    const Rule& rule = parsed.value();
    CPPUNIT_ASSERT_EQUAL(std::string("^/login"), rule.pattern_text);
    CPPUNIT_ASSERT(rule.targets == Bit(Target::kUri) && !rule.nocase && !rule.negated);
    CPPUNIT_ASSERT_EQUAL(size_t{2}, rule.more.size());
    CPPUNIT_ASSERT(rule.more[0].targets == (Bit(Target::kArgs) | Bit(Target::kCookie)));
    CPPUNIT_ASSERT(rule.more[0].nocase && !rule.more[0].negated && rule.more[0].pattern != nullptr);
    CPPUNIT_ASSERT_EQUAL(std::string("a"), rule.more[0].pattern_text);
    CPPUNIT_ASSERT(rule.more[1].negated && !rule.more[1].nocase);
    CPPUNIT_ASSERT(rule.more[1].targets == kDefaultTargets);
    CPPUNIT_ASSERT_EQUAL(uint16_t{3}, rule.cost);
    CPPUNIT_ASSERT_EQUAL(std::string("x"), rule.name);
    CPPUNIT_ASSERT(rule.AllTargets() ==
                   (kDefaultTargets | Bit(Target::kUri) | Bit(Target::kArgs) | Bit(Target::kCookie)));
  }

  void StructuresAreRead() {
    const auto parsed = ParseRule(
        R"(1 xss target=cookie structure=overlong and "b" and not target=agent structure=overlong)", "");
    CPPUNIT_ASSERT_MESSAGE(parsed ? "" : parsed.error(), parsed.ok());
    const Rule& rule = parsed.value();
    CPPUNIT_ASSERT(rule.structure == Structure::kOverlong && rule.pattern == nullptr);
    CPPUNIT_ASSERT(!rule.more[0].structure && rule.more[0].pattern != nullptr);
    CPPUNIT_ASSERT(rule.more[1].structure == Structure::kOverlong && rule.more[1].negated);
    CPPUNIT_ASSERT(rule.AllTargets() == (kDefaultTargets | Bit(Target::kCookie) | Bit(Target::kAgent)));
    CheckRefused("1 xss structure=overlon", "structure=: unknown structure \"overlon\": one of overlong");
    CheckRefused(
        "1 xss structure=shell,sql",
        "structure=: takes one structure, not \"shell,sql\": write a rule for each, with an id of its own");
    CheckRefused("1 xss structure=", "unknown structure \"\"");
    CheckRefused("1 xss structure=overlong 'a'",
                 "structure= stands where a pattern could; write `and` between");
    CheckRefused("1 xss structure=overlong nocase", "write `and` between it and nocase");
    CheckRefused("1 xss structure=overlong words=@a.txt", "write `and` between it and words=");
    CheckRefused("1 xss structure=overlong and", "no pattern stands behind the last `and`");
    CheckRefused("1 xss structure=overlong and not structure=overlong",
                 "rule 1 can never match: structure=overlong must be found");
  }

  void MistakesBetweenPatternsAreNamed() {
    CheckRefused("1 xss and 'a'", "`and` stands behind a pattern or structure=");
    CheckRefused("1 xss 'a' and", "no pattern stands behind the last `and`");
    CheckRefused("1 xss 'a' and not", "no pattern stands behind the last `and`");
    CheckRefused("1 xss 'a' and and 'b'", "`and` stands behind a pattern or structure=");
    CheckRefused("1 xss 'a' and target=uri not 'b'", "unexpected word \"not\"");
    CheckRefused("1 xss not 'a'", "unexpected word \"not\"");
    CheckRefused("1 xss 'a' and 'b' 'c'", "`and` between patterns that must both match");
    CheckRefused("1 xss 'a' and target=uri target=args 'b'", "target= is given twice");
    CheckRefused("1 xss 'a' and 'b('", "pattern of rule 1: ");
    CheckRefused("1 xss 'abc' and not 'abc'",
                 "rule 1 can never match: \"abc\" must be found, and behind `and not`");
    CheckRefused("1 xss 'x' and target=uri 'abc' and not target=uri,args nocase 'abc'", "can never match");
    for (const char* may : {"1 xss 'abc' and not target=uri 'abc'", "1 xss nocase 'abc' and not 'abc'",
                            "1 xss 'abc' and not 'abcd'", "1 xss 'abc' and target=uri 'abc'"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(may, std::string("accepted"), ErrorOf(may));
    std::string many = "1 xss 'a0'";
    for (int i = 0; i < 8; ++i) many += " and 'a'";
    CheckRefused(many, "more than 8 patterns");
  }

  void ListsOfWords() {
    const auto alone = ParseRule("1 xss words=@w/nikto-zmap.txt target=agent", "", NamedWords);
    CPPUNIT_ASSERT_MESSAGE(alone ? "" : alone.error(), alone.ok());
    CPPUNIT_ASSERT(alone.value().targets == Bit(Target::kAgent));
    CPPUNIT_ASSERT_EQUAL(std::string(R"((?<!\w)(?:@nikto-zmap@)(?!\w))"), alone.value().pattern_text);
    CPPUNIT_ASSERT_EQUAL(std::string(R"((?<!\w)(?:nikto|zmap)(?!\w))"),
                         std::string(alone.value().FullText()));
    CPPUNIT_ASSERT((alone.value().word_files == std::vector<std::string>{"w/nikto-zmap.txt"}));
    CPPUNIT_ASSERT(
        alone.value().NamesList([](const std::string& file) { return file == "w/nikto-zmap.txt"; }));
    CPPUNIT_ASSERT(!alone.value().NamesList([](const std::string& file) { return file == "zmap.txt"; }));

    const auto several = ParseRule(
        "1 xss words=@a-bc.txt,@d.txt 'x@a-bc@y@d@' and target=uri words=@e-f.txt and not words=@g.txt "
        "'@g@$'",
        "", NamedWords);
    CPPUNIT_ASSERT_MESSAGE(several ? "" : several.error(), several.ok());
    const Rule& rule = several.value();
    CPPUNIT_ASSERT_EQUAL(std::string("x(?:bc|a)y(?:d)"), std::string(rule.FullText()));
    CPPUNIT_ASSERT_EQUAL(std::string("x@a-bc@y@d@"), rule.pattern_text);
    CPPUNIT_ASSERT_EQUAL(std::string(R"((?<!\w)(?:e|f)(?!\w))"), std::string(rule.more[0].FullText()));
    CPPUNIT_ASSERT(rule.more[0].targets == Bit(Target::kUri) && rule.more[1].negated);
    CPPUNIT_ASSERT_EQUAL(std::string("(?:g)$"), std::string(rule.more[1].FullText()));
    CPPUNIT_ASSERT(rule.NamesList([](const std::string& file) { return file == "g.txt"; }));
    // Without words= an @ is an @.
    CPPUNIT_ASSERT_EQUAL(std::string("@a-bc@"),
                         std::string(ParseRule("1 xss '@a-bc@'", "", NamedWords).value().FullText()));
  }

  void MistakesWithListsAreNamed() {
    CheckRefused("1 xss words=a.txt", "words=: \"a.txt\" is no list; write the name of its file behind @");
    CheckRefused("1 xss words=@a.txt,", "words=: \"\" is no list");
    CheckRefused("1 xss words=@", "\"\" is no list of words; its name is of lower-case letters");
    CheckRefused("1 xss words=@A.txt", "\"A.txt\" is no list of words");
    CheckRefused("1 xss words=@x/a.txt,@y/a.txt", "two lists have the name \"a\": x/a.txt and y/a.txt");
    CheckRefused("1 xss words=@none.txt", "rule 1: words=: cannot read none.txt");
    CheckRefused("1 xss words=@e-f.txt '(@e-f@'", "pattern of rule 1 with the words of e-f.txt: ");
    CheckRefused("1 xss words=@b-a.txt", "words=: b-a.txt:2: \"a\" belongs before \"b\"");
    CheckRefused("1 xss words=@a.txt 'b'",
                 "rule 1: the pattern does not say where the words of \"a\" belong");
    CheckRefused("1 xss words=@a.txt '@a@@b@'",
                 "@b@ stands for the words of a list that words= does not name");
    CheckRefused("1 xss words=@a.txt words=@b.txt", "words= is given twice");
    CheckRefused("1 xss 'x' and words=@a.txt and", "no pattern stands behind the last `and`");
    CheckRefused("1 xss words=@abc.txt and not words=@abc.txt", "can never match");
    const auto without = ParseRule("1 xss words=@a.txt", "");
    CPPUNIT_ASSERT(!without.ok() && without.error().find("no lists can be read here") != std::string::npos);
  }

  void Defaults() {
    const auto rule = ParseRule(R"(1 sql_injection "select")", "");
    CPPUNIT_ASSERT(rule.ok());
    CPPUNIT_ASSERT_EQUAL(Info(Category::kSqlInjection).default_cost, rule.value().cost);
    CPPUNIT_ASSERT(rule.value().targets == kDefaultTargets);
    CPPUNIT_ASSERT(!rule.value().nocase && !rule.value().level.has_value());
    const auto benign = ParseRule("999999999 benign ah=AH00128", "");
    CPPUNIT_ASSERT(benign.ok());
    CPPUNIT_ASSERT_EQUAL(uint16_t{1}, benign.value().cost);
    const auto free = ParseRule("1 xss cost=0 status=404", "");
    CPPUNIT_ASSERT(free.ok());
    CPPUNIT_ASSERT_EQUAL(uint16_t{0}, free.value().cost);
  }

  void PatternIsCompiled() {
    CPPUNIT_ASSERT(ParseRule(R"(1 xss "a b")", "").value().pattern != nullptr);
    CPPUNIT_ASSERT(ParseRule("1 xss level=warn", "").value().pattern == nullptr);
    CPPUNIT_ASSERT_EQUAL(std::string("nocase"), ParseRule("1 xss 'nocase'", "").value().pattern_text);
  }

  void MistakesAreNamed() {
    CheckRefused("", "a rule is written: id category");
    CheckRefused("1", "a rule is written: id category");
    CheckRefused("x xss 'a'", "\"x\" is no rule id: a number from 1 to 999999999");
    for (const char* id : {"0", "-1", "1000000000", "99999999999999999999", "1x", "+1"}) {
      CheckRefused(std::string(id) + " xss 'a'", "is no rule id");
    }
    CheckRefused("1 foo 'a'", "unknown category \"foo\": one of sql_injection, xss");
    CheckRefused("1 xss",
                 "would match everything: give it ah=, module=, level=, errno=, status=, method=, "
                 "credentials=, guess=, words= or");
    CheckRefused("1 xss cost=5 name=x", "would match everything");
    CheckRefused(
        "1 xss colour=red 'a'",
        "unknown key \"colour\": one of ah, module, level, errno, target, structure, cost, status, method, "
        "credentials, guess, words, name");
    CheckRefused("1 xss union", "unexpected word \"union\": a pattern must be quoted");
    CheckRefused("1 xss 'a' 'b'", "a second pattern \"b\"");
    CheckRefused("1 xss ''", "the pattern is empty");
    CheckRefused("1 xss ah=128", "ah=: \"128\" is no log number");
    CheckRefused("1 xss ah=AH00128, 'a'", "ah=: \"\" is no log number");
    CheckRefused("1 xss ah=AH00128 ah=AH00130", "ah= is given twice; separate several values by commas");
    CheckRefused("1 xss module=mod_ssl.c", "module=: \"mod_ssl.c\" is no short module name");
    CheckRefused("1 xss module=", "is no short module name");
    CheckRefused("1 xss level=loud", "level=: \"loud\" is no level: one of emerg");
    CheckRefused("1 xss target=form 'a'", "unknown target \"form\": one of message, uri, args");
    CheckRefused("1 xss cost=1001 'a'", "cost=: \"1001\" is no cost: a number from 0 to 1000");
    CheckRefused("1 xss cost=-1 'a'", "is no cost");
    CheckRefused("1 xss status=99", "status=: \"99\" is no status code");
    CheckRefused("1 xss status=600", "is no status code");
    CheckRefused("1 xss status=404;410", "is no status code");
    CheckRefused("1 xss name='a\nb' 'x'", "name=: a text without control characters");
    CheckRefused("1 xss nocase nocase 'a'", "nocase is given twice");
    CheckRefused("1 xss nocase=1 'a'", "unknown key \"nocase\"");
    CheckRefused("1 xss target 'a'",
                 "unexpected word \"target\": a pattern must be quoted, the only flag is nocase, `and` or "
                 "`and not` stands between two patterns, the keys are ah, module, level, errno, target, "
                 "structure, cost, "
                 "status, method, credentials, guess, words, name");
    CheckRefused("1 xss ah=AH00128 nocase", "nocase needs a pattern");
    CheckRefused("1 xss ah=AH00128 target=uri", "target= needs a pattern");
    CheckRefused("1 xss 'a", "is not closed");
  }

  void BadPatternIsRefusedWithItsOffset() {
    CPPUNIT_ASSERT_EQUAL(std::string("pattern of rule 12: missing closing parenthesis at offset 7"),
                         ErrorOf("12 xss 'abc(def'"));
    CheckRefused("12 xss 'a*'", "pattern of rule 12: matches everything");
  }

  void RangesOfRuleRemove() {
    const auto parsed = ParseRuleRanges(" 12, 2100-2199 xss,7 ");
    CPPUNIT_ASSERT_MESSAGE(parsed ? "" : parsed.error(), parsed.ok());
    const auto& ranges = parsed.value();
    CPPUNIT_ASSERT_EQUAL(size_t{4}, ranges.size());
    Rule rule;
    rule.category = Category::kAnomaly;
    const auto covered_by = [&](size_t range, uint32_t id) {
      rule.id = id;
      return ranges[range].Covers(rule);
    };
    CPPUNIT_ASSERT(covered_by(0, 12) && !covered_by(0, 13));
    CPPUNIT_ASSERT(covered_by(1, 2100) && covered_by(1, 2199) && !covered_by(1, 2099) &&
                   !covered_by(1, 2200));
    CPPUNIT_ASSERT(!covered_by(2, 2100));
    rule.category = Category::kXss;
    CPPUNIT_ASSERT(covered_by(2, 2100));
    CPPUNIT_ASSERT(covered_by(3, 7));
  }

  void BadRangesAreRefused() {
    for (const char* text : {"", " , ", "0", "5-1", "1-", "-5", "1-2-3", "sqli", "benign", "1000000000"}) {
      CPPUNIT_ASSERT_MESSAGE(text, !ParseRuleRanges(text).ok());
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RuleParserTest);

}  // namespace
}  // namespace errwatch
