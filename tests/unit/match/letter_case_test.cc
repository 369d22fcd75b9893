#include "match/letter_case.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "match/match_scratch.h"
#include "match/pattern.h"
#include "rules/rule_set.h"
#include "unit/pattern_writer.h"

namespace errwatch {
namespace {

class LetterCaseTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LetterCaseTest);
  CPPUNIT_TEST(PatternsThatNeedLowerCaseOnly);
  CPPUNIT_TEST(PatternsThatNeedTheTextAsSent);
  CPPUNIT_TEST(WhatMatchesAlsoMatchesInLowerCase);
  CPPUNIT_TEST_SUITE_END();

 public:
  void PatternsThatNeedLowerCaseOnly() {
    for (const char* pattern :
         {"union\\s+select", "[a-z0-9_]+\\W", "[^&]{3}",  "(?:a|b)+?c",    "\\x2e\\.",   "(?i)UNION [A-Z]",
          "[\\s/>]",         "a(?=b)b",       "[]a]",     "(a)b$",         "[^\\s]x",    "(?<n>a)",
          "(?i:UNION) a",    "(?:a(?i)B|C)",  "(?![.])a", "(?>[0-9]+)a",   "\\d++a",     "(?<=a)b",
          "\\Aa\\z",         "\\Qa b\\E",     "[a-c-]",   "[\\x00-\\x1f]", "(?i)(A)\\1", "(?!(?i)b)a"}) {
      CPPUNIT_ASSERT_MESSAGE(pattern, MatchesLowerCaseToo(pattern, false));
    }
    CPPUNIT_ASSERT(MatchesLowerCaseToo("UNION", true));
    CPPUNIT_ASSERT(MatchesLowerCaseToo("(?!UNION)[A-Z]", true));
  }

  void PatternsThatNeedTheTextAsSent() {
    for (const char* pattern :
         {"UNION", "[A-Z]", "[^a-z]", "[!-_]", "[\\x41]", "\\x41", "(?!foo)f", "(?<!foo)f", "(?>a*)b", "a*+b",
          "a{2}+b", "[[:upper:]]", "\\p{Lu}", "\\QA\\E", "(a)\\1", "[a-c-e]", "[", "a\\", "(?i)a(?-i)B",
          "(?i)a(?^:B)", "((?i)a)B",
          // Not every part that ignores case can be trusted where a reference counts on what a group took.
          "(?=(xa|[xX]))(?i:\\1)[aA]b", "(?!b(?-i)c)a", "(?i)\\pL"}) {
      CPPUNIT_ASSERT_MESSAGE(pattern, !MatchesLowerCaseToo(pattern, false));
    }
    CPPUNIT_ASSERT(!MatchesLowerCaseToo("a(?-i:B)", true));
  }

  // The contract, held against PCRE2.
  void WhatMatchesAlsoMatchesInLowerCase() {
    auto rules = RuleSet::Build({});
    MatchScratch scratch;
    CPPUNIT_ASSERT(rules.value()->Warm(scratch).ok());
    PatternWriter writer(30);
    int matches = 0;
    for (int i = 0; i < 20'000; ++i) {
      const std::string text = writer.Alternation(2);
      const bool nocase = writer.Below(3) == 0;
      if (!MatchesLowerCaseToo(text, nocase)) continue;
      const auto pattern = Pattern::Compile(text, nocase);
      if (!pattern) continue;
      for (int n = 0; n < 20; ++n) {
        const std::string subject = writer.Text(10);
        if (pattern.value()->Match(subject, scratch) != MatchOutcome::kMatch) continue;
        ++matches;
        std::string lower = subject;
        std::transform(lower.begin(), lower.end(), lower.begin(), ToLower);
        CPPUNIT_ASSERT_MESSAGE("pattern " + text + " subject " + subject,
                               pattern.value()->Match(lower, scratch) == MatchOutcome::kMatch);
      }
    }
    CPPUNIT_ASSERT_MESSAGE(std::to_string(matches), matches > 5000);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LetterCaseTest);

}  // namespace
}  // namespace errwatch
