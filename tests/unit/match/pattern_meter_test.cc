#include "match/pattern_meter.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>

#include "match/match_scratch.h"
#include "match/pattern.h"
#include "rules/rule_set.h"

namespace errwatch {
namespace {

class PatternMeterTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PatternMeterTest);
  CPPUNIT_TEST(BehindWhatMayEndAtManyPlaces);
  CPPUNIT_TEST(NowhereElse);
  CPPUNIT_TEST(MoreWhereManyAlternativesFollow);
  CPPUNIT_TEST(OneMatchIsBoundedOverAllPlaces);
  CPPUNIT_TEST(MatchesTheSame);
  CPPUNIT_TEST_SUITE_END();

  static void Check(std::string_view expected, std::string_view pattern) {
    CPPUNIT_ASSERT_EQUAL(std::string(expected), WithMeters(pattern));
  }

 public:
  void BehindWhatMayEndAtManyPlaces() {
    Check("a+(?C4)b", "a+b");
    Check("a*?(?C4)b", "a*?b");
    Check("(?:a+(?C4)a+(?C4))+(?C4)[bc]", "(?:a+a+)+[bc]");
    Check("[^\\]]{0,7}(?C4)x.{1,}(?C4)", "[^\\]]{0,7}x.{1,}");
    Check("(?!.{0,40}(?C4)x)y", "(?!.{0,40}x)y");
    // But for the first one that passes a text once.
    Check("^(?!a)b.{0,90}?(?:c.{0,90}?(?C4)d)", "^(?!a)b.{0,90}?(?:c.{0,90}?d)");
    Check("^(?:a|b)|c.{0,90}?(?C4)d", "^(?:a|b)|c.{0,90}?d");
  }

  void NowhereElse() {
    for (const char* pattern : {"ab?c", "a{3}", "a{2,8}", "a++b", "a{0,90}+", "[*+]x", "[]+*]", "[^]*]x",
                                "[[:alpha:]*]", "\\*\\+\\{0,90}", "\\Qa+b*\\Ec", "(?#a*)b", "a{x}", "a{,9}b",
                                "(*NO_JIT)a", "x\\x{2a}", "(?<n>a)\\k<n>"})
      Check(pattern, pattern);
  }

  void MoreWhereManyAlternativesFollow() {
    std::string words = "w0";
    for (int i = 1; i < 40; ++i) words += "|w" + std::to_string(i);
    Check("(?:" + words + ")", "(?:" + words + ")");
    Check("x+(?C9)(?:" + words + ")", "x+(?:" + words + ")");
  }

  // At each of the places where it may begin it takes less than PCRE2's own limit.
  void OneMatchIsBoundedOverAllPlaces() {
    auto scratch = std::make_unique<MatchScratch>();
    auto rules = RuleSet::Build({});
    CPPUNIT_ASSERT(rules.ok() && rules.value()->Warm(*scratch).ok());
    const auto pattern = Pattern::Compile("a[^b]{0,400}[0-9]", false);
    CPPUNIT_ASSERT(pattern.ok());
    CPPUNIT_ASSERT(pattern.value()->Match(std::string(8192, 'a'), *scratch) == MatchOutcome::kLimit);
    CPPUNIT_ASSERT(pattern.value()->Match(std::string(100, 'a'), *scratch) == MatchOutcome::kNoMatch);
    scratch->work.Begin({}, 0);
    pattern.value()->Match(std::string(8192, 'a'), *scratch);
    CPPUNIT_ASSERT(scratch->work.ran_out() == 0);
    const uint32_t left = scratch->work.End().left;
    CPPUNIT_ASSERT(left < RequestWork::kSteps - Work::kMostOfMatch &&
                   left > RequestWork::kSteps - 2 * Work::kMostOfMatch);
  }

  void MatchesTheSame() {
    auto scratch = std::make_unique<MatchScratch>();
    auto rules = RuleSet::Build({});
    CPPUNIT_ASSERT(rules.ok() && rules.value()->Warm(*scratch).ok());
    for (const auto& [pattern, text, matches] :
         {std::tuple("a+b", "xaab", true), std::tuple("^a{2,20}b", "ab", false),
          std::tuple("^a{2,20}b", "aab", true), std::tuple("(?<=x)a*?c", "xaac", true),
          std::tuple("\"[^\"]{0,90}\"", "\"abc", false)}) {
      const auto compiled = Pattern::Compile(pattern, false);
      CPPUNIT_ASSERT_MESSAGE(pattern, compiled.ok());
      CPPUNIT_ASSERT_EQUAL_MESSAGE(pattern, matches,
                                   compiled.value()->Match(text, *scratch) == MatchOutcome::kMatch);
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PatternMeterTest);

}  // namespace
}  // namespace errwatch
