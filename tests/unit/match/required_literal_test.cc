#include "match/required_literal.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <string>

#include "match/match_scratch.h"
#include "match/normalize.h"
#include "match/pattern.h"
#include "rules/rule_set.h"
#include "unit/pattern_writer.h"

namespace errwatch {
namespace {

// "a|b & c"
std::string Join(const std::vector<LiteralSet>& requirements) {
  std::string text;
  for (const LiteralSet& literals : requirements) {
    if (!text.empty()) text += " & ";
    for (const std::string& literal : literals) text += (&literal == &literals.front() ? "" : "|") + literal;
  }
  return text;
}

std::string Folded(std::string_view text, TextKind kind) {
  std::string out(text.size(), ' ');
  return std::string(FoldText(text, kind, out));
}

bool AllStandIn(std::string_view text, const std::vector<LiteralSet>& requirements) {
  return std::all_of(requirements.begin(), requirements.end(), [&](const LiteralSet& literals) {
    return std::any_of(literals.begin(), literals.end(), [&](const std::string& literal) {
      return text.find(literal) != std::string_view::npos;
    });
  });
}

class RequiredLiteralTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RequiredLiteralTest);
  CPPUNIT_TEST(LiteralsOfPatterns);
  CPPUNIT_TEST(NothingIsConcludedFromWhatIsNotUnderstood);
  CPPUNIT_TEST(SizesAreBounded);
  CPPUNIT_TEST(WhatIsKeptOfALongLiteralIsRare);
  CPPUNIT_TEST(EveryMatchContainsALiteral);
  CPPUNIT_TEST_SUITE_END();

 public:
  void LiteralsOfPatterns() {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"union", "union"},
        {"UNION\\s+SELECT", "select"},
        {"union\\s+all", "union\n|union "},
        {R"(\.\./)", "../"},
        {R"(\x2e\x2E\x{2f})", "../"},
        {R"(\Qa.b*\Ec)", "a.b*c"},
        {R"(\Qa.b\E+c)", "a.b"},
        {"/etc/(?:passwd|shadow)", "/etc/passwd|/etc/shadow"},
        {"(?i)<script", "<script"},
        {"<(?i:ScRiPt)>", "<script>"},
        {"https?://", "http://|https://"},
        {"foo(?:bar)?baz", "foobarbaz|foobaz"},
        {"foo(?:bar)*baz", "foo & baz"},
        {"(?:abc|x.y)z", ""},
        {"(?:abc|xyz.)", "abc|xyz"},
        {"abc+def", "cdef & abc"},
        {"(abc)+def", "abcdef"},
        {"(abc){2,}def", "abcdef"},
        {"abc{0}def", "abdef"},
        {"^\\bselect\\b$", "select"},
        {"foo(?=bar)baz", "foobaz"},
        {"(?!longer)foo", "foo"},
        {"[.][.]/", "../"},
        {"[sS][eE]lect", "select"},
        {"x[123]yz", "x1yz|x2yz|x3yz"},
        {"[^a]bcd", "bcd"},
        {"[a-z]bcd", "bcd"},
        {"[]]bcd", "]bcd"},
        {"a{,b", "a{,b"},
        {"a{x}b", "a{x}b"},
        {"(?<name>abc)\\1", "abc"},
        {"(?P<name>abc)d", "abcd"},
        {"(?>abc)d", "abcd"},
        {"abc(?#comment)def", "abcdef"},
        {"cmd\\.exe", "cmd.exe"},
        {"a\\tb\\nc", "a b\nc|a b c"},
        {"ab  cd", "ab cd"},
        {"['\"] {0,2}or", "\" or|\"or|' or|'or"},
        {"file does not exist: .{0,99}\\.php", "file does not exist:  & .php"},
        {"file does not exist: .{0,99}xqz", "xqz & file does not exist: "},
        {"h[1-3]x", "h1x|h2x|h3x"},
        {"[a-c-e]bcd", "bcd"},
        {"<(?:b|i)\\b", "<b|<i"},
        {"a#", "a#"},
        {"on(?:load|before\\w{1,20}|error)", "onbefore|onerror|onload"},
        {"(?:\\d+foo|xfoo)bar", "foobar"},
        {"benchmark ?\\( ?5", "benchmark (|benchmark("},
    };
    for (const auto& [pattern, expected] : cases) {
      const std::string found = Join(RequiredLiterals(pattern));
      std::string sorted(expected);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(pattern), sorted, found);
    }
  }

  void NothingIsConcludedFromWhatIsNotUnderstood() {
    for (const char* pattern : {"",
                                "ab",
                                "\\d+",
                                "abc|",
                                "abc|x",
                                "(abc)?",
                                "(?:abc)*",
                                "abc{0}?|ab",
                                "(?x)a b c",
                                "(?x:a b c)",
                                "(?i-x)abc",
                                "(*ACCEPT)abc",
                                "(?R)abc|abc",
                                "(a)?(?(1)abc|def)",
                                "(?(DEFINE)abcd)",
                                "(?:abc",
                                "abc)",
                                "[abc",
                                "abc\\",
                                "\\gabc",
                                "\\kabc",
                                "\\E*abc",
                                "abc\\Q\\E*",
                                "abc{,3}",
                                "abc{ 1}",
                                "abc{1,2,3}",
                                "(?C1)abc",
                                "(?&n)abc",
                                "[[:<:]]abc",
                                "[[.a.]]bcd",
                                "(?<*abc)>",
                                "(?=abcdef)",
                                "(?!abcdef)",
                                "(?<=abcdef)x"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(pattern, std::string(), Join(RequiredLiterals(pattern)));
    }
  }

  // ... else every message of PHP behind FastCGI would be tried.
  void WhatIsKeptOfALongLiteralIsRare() {
    const std::vector<LiteralSet> requirements = RequiredLiterals(
        "^(?:ah01071: got error ')?(?:php message: )?(?:drupal: |joomla: )[^:]{0,60}(?:denied|login failed)");
    CPPUNIT_ASSERT(!requirements.empty());
    for (const std::string& literal : requirements.front()) {
      CPPUNIT_ASSERT_MESSAGE(literal, literal.ends_with("drupal: ") || literal.ends_with("joomla: "));
      CPPUNIT_ASSERT_MESSAGE(literal, literal.size() <= kMaxLiteralBytes);
    }
  }

  void SizesAreBounded() {
    const auto clipped = RequiredLiterals(std::string(5000, 'a'));
    CPPUNIT_ASSERT(clipped == std::vector<LiteralSet>{{std::string(32, 'a')}});
    const auto product = RequiredLiterals("[ab][ab][ab][ab][ab][ab][ab][ab][ab][ab]");
    CPPUNIT_ASSERT(!product.empty() && product[0].size() <= 256);
    std::string many = "word1000";
    for (int i = 1001; i < 3000; ++i) many += "|word" + std::to_string(i);
    CPPUNIT_ASSERT_EQUAL(size_t{2000}, RequiredLiterals(many)[0].size());
    CPPUNIT_ASSERT(RequiredLiterals(many + "|word3000").empty());
    const std::string deep = std::string(5000, '(') + "abc" + std::string(5000, ')');
    CPPUNIT_ASSERT(RequiredLiterals(deep).empty());
    const auto long_pattern = RequiredLiterals("index.*error.*file.*php.*html.*server");
    CPPUNIT_ASSERT(long_pattern.size() <= kMaxRequirements);
  }

  // The contract, held against PCRE2: where a pattern matches, one literal of each of its sets stands.
  void EveryMatchContainsALiteral() {
    auto rules = RuleSet::Build({});
    MatchScratch scratch;
    CPPUNIT_ASSERT(rules.value()->Warm(scratch).ok());
    PatternWriter writer(20);
    int matches = 0;
    int screened = 0;
    for (int i = 0; i < 20'000; ++i) {
      const std::string text = writer.Alternation(3);
      const auto requirements = RequiredLiterals(text);
      if (requirements.empty()) continue;
      const auto pattern = Pattern::Compile(text, writer.Below(2) == 0);
      if (!pattern) continue;
      ++screened;
      for (int n = 0; n < 40; ++n) {
        // Some subjects take pieces from the pattern itself.
        std::string subject = writer.Text(8);
        if (n % 2 == 0) {
          const unsigned from = writer.Below(static_cast<unsigned>(text.size()));
          subject += text.substr(from, 1 + writer.Below(12)) + writer.Text(4);
        }
        if (pattern.value()->Match(subject, scratch) != MatchOutcome::kMatch) continue;
        ++matches;
        for (const TextKind kind : {TextKind::kMessage, TextKind::kLines}) {
          CPPUNIT_ASSERT_MESSAGE(
              "pattern " + text + " subject " + subject + " literals " + Join(requirements),
              AllStandIn(Folded(subject, kind), requirements));
        }
      }
    }
    CPPUNIT_ASSERT_MESSAGE(std::to_string(screened), screened > 2000);
    CPPUNIT_ASSERT_MESSAGE(std::to_string(matches), matches > 2000);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RequiredLiteralTest);

}  // namespace
}  // namespace errwatch
