#include "match/pattern_memory.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "match/match_scratch.h"
#include "match/pattern.h"
#include "match/prefilter.h"

namespace errwatch {
namespace {

class PatternMemoryTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PatternMemoryTest);
  CPPUNIT_TEST(WhatIsThrownAwayIsTakenAgain);
  CPPUNIT_TEST(WhatWasOnlyCheckedIsFinished);
  CPPUNIT_TEST(OnlyTheSameIsTaken);
  CPPUNIT_TEST(TwoThatAreTheSameHaveOneEach);
  CPPUNIT_TEST(WhatNobodyTookIsForgotten);
  CPPUNIT_TEST(WhatIsRefusedIsNotKept);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { CPPUNIT_ASSERT(scratch_.Fit(1, Prefilter({})).ok()); }

  std::shared_ptr<const Pattern> Compile(std::string_view text, bool is_check = false, bool nocase = false) {
    return Pattern::Compile(text, nocase, text, {is_check, &memory_}).value();
  }

  bool Matches(const Pattern& pattern, std::string_view text) {
    return pattern.Match(text, scratch_) == MatchOutcome::kMatch;
  }

  void WhatIsThrownAwayIsTakenAgain() {
    for (int reading = 0; reading < 3; ++reading) {
      const auto first = Compile("union[^;]{0,400}select");
      const auto second = Compile("<script");
      CPPUNIT_ASSERT_EQUAL(size_t{0}, memory_.size());
      CPPUNIT_ASSERT_EQUAL(reading == 0 ? size_t{2} : size_t{0}, memory_.Complete());
      const std::string far = "union" + std::string(300, ' ') + "select";
      CPPUNIT_ASSERT(Matches(*first, far) && !Matches(*first, "union"));
      CPPUNIT_ASSERT(Matches(*first, std::string(600, ' ') + far));  // counted as it matches
      CPPUNIT_ASSERT(first->matches_lower_case_too() && !first->is_uncounted());
      CPPUNIT_ASSERT(second->requirements() == std::vector<LiteralSet>{{"<script"}});
      CPPUNIT_ASSERT_EQUAL(std::string("<script"), second->text());
    }
    CPPUNIT_ASSERT_EQUAL(size_t{2}, memory_.size());
  }

  void WhatWasOnlyCheckedIsFinished() {
    Compile("select.*from", true);
    CPPUNIT_ASSERT_EQUAL(size_t{1}, memory_.size());
    const auto pattern = Compile("select.*from");
    const auto other = Pattern::Compile("select.*from", false).value();
    CPPUNIT_ASSERT_EQUAL(size_t{1}, memory_.Complete());
    CPPUNIT_ASSERT(Matches(*pattern, "select a from b"));
    CPPUNIT_ASSERT_EQUAL(other->jit(), pattern->jit());
    CPPUNIT_ASSERT(other->requirements() == pattern->requirements() && !pattern->requirements().empty());
    CPPUNIT_ASSERT_EQUAL(other->matches_lower_case_too(), pattern->matches_lower_case_too());
  }

  void OnlyTheSameIsTaken() {
    Compile("abc");
    CPPUNIT_ASSERT(Matches(*Compile("abc", false, true), "ABC"));
    CPPUNIT_ASSERT(!Matches(*Compile("abc"), "ABC"));
    // The same pattern in another form; and where one ends and the other begins.
    CPPUNIT_ASSERT(Pattern::Compile("ab|ac", false, "a(?:b|c)", {false, &memory_}).ok());
    CPPUNIT_ASSERT(Pattern::Compile("ab|", false, "aca(?:b|c)", {false, &memory_}).ok());
    Compile("ab|ac");
    CPPUNIT_ASSERT_EQUAL(size_t{5}, memory_.size());
    CPPUNIT_ASSERT_EQUAL(size_t{5}, memory_.Complete());
  }

  void TwoThatAreTheSameHaveOneEach() {
    {
      const auto one = Compile("abc");
      const auto other = Compile("abc");
      CPPUNIT_ASSERT(Matches(*one, "abc") && Matches(*other, "abc"));
    }
    CPPUNIT_ASSERT_EQUAL(size_t{2}, memory_.Complete());
  }

  void WhatNobodyTookIsForgotten() {
    Compile("abc");
    Compile("def");
    const auto kept = Compile("abc");
    CPPUNIT_ASSERT_EQUAL(size_t{2}, memory_.Complete());
    CPPUNIT_ASSERT_EQUAL(size_t{0}, memory_.size());
    Compile("def");
    CPPUNIT_ASSERT_EQUAL(size_t{1}, memory_.Complete());
  }

  void WhatIsRefusedIsNotKept() {
    for (const char* refused : {"abc(", "a*"}) {
      for (const bool is_check : {true, false})
        CPPUNIT_ASSERT(!Pattern::Compile(refused, false, refused, {is_check, &memory_}).ok());
    }
    CPPUNIT_ASSERT_EQUAL(size_t{0}, memory_.size());
  }

 private:
  PatternMemory memory_;
  MatchScratch scratch_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(PatternMemoryTest);

}  // namespace
}  // namespace errwatch
