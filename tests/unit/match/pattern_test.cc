#include "match/pattern.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <chrono>

#include "match/match_scratch.h"
#include "rules/rule_set.h"

namespace errwatch {
namespace {

class PatternTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PatternTest);
  CPPUNIT_TEST(MatchesAnywhere);
  CPPUNIT_TEST(CaseCountsUnlessTold);
  CPPUNIT_TEST(SubjectsAreBytes);
  CPPUNIT_TEST(DollarIsTheVeryEnd);
  CPPUNIT_TEST(ErrorNamesOffset);
  CPPUNIT_TEST(PatternsThatMatchEmptyTextAreRefused);
  CPPUNIT_TEST(UtfAndBackslashCAreRefused);
  CPPUNIT_TEST(TellsWhatCannotBeCounted);
  CPPUNIT_TEST(CatastrophicPatternEndsSoon);
  CPPUNIT_TEST(InterpreterKeepsTheLimitsToo);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    auto rules = RuleSet::Build({});
    CPPUNIT_ASSERT(rules.ok());
    CPPUNIT_ASSERT(rules.value()->Warm(scratch_).ok());
  }

  void MatchesAnywhere() {
    CPPUNIT_ASSERT(Matches("b+", "abc"));
    CPPUNIT_ASSERT(!Matches("b+", "ac"));
    CPPUNIT_ASSERT(Matches("^(a)(b)(c)$", "abc"));  // more groups than are kept
  }

  void CaseCountsUnlessTold() {
    CPPUNIT_ASSERT(!Matches("select", "SELECT"));
    CPPUNIT_ASSERT(Matches("select", "SELECT", true));
    CPPUNIT_ASSERT(Matches("(?i)select", "SELECT"));
  }

  void SubjectsAreBytes() {
    CPPUNIT_ASSERT(Matches(R"(\xc0\xaf)", "a\xc0\xaf"));
    CPPUNIT_ASSERT(Matches(R"(a\x00b)", std::string_view("a\0b", 3)));
    CPPUNIT_ASSERT(Matches("^...$", "\xff\xfe\x80"));
    CPPUNIT_ASSERT(Matches(std::string_view("a\0b", 3), std::string_view("xa\0b", 4)));
  }

  void DollarIsTheVeryEnd() {
    CPPUNIT_ASSERT(Matches("abc$", "abc"));
    CPPUNIT_ASSERT(!Matches("abc$", "abc\n"));
  }

  void ErrorNamesOffset() {
    const auto pattern = Pattern::Compile("abc(def", false);
    CPPUNIT_ASSERT(!pattern.ok());
    CPPUNIT_ASSERT_EQUAL(std::string("missing closing parenthesis at offset 7"), pattern.error());
  }

  void PatternsThatMatchEmptyTextAreRefused() {
    for (const char* text : {"", "a*", "(?:)", "a|", "^$", "(?!x)", "x?y?"}) {
      const auto pattern = Pattern::Compile(text, false);
      CPPUNIT_ASSERT_MESSAGE(text, !pattern.ok());
      CPPUNIT_ASSERT_MESSAGE(text, pattern.error().find("matches everything") != std::string::npos);
    }
    for (const char* text : {"a+", "^(?!x).", "(?=x)", "\\bx?"}) {
      CPPUNIT_ASSERT_MESSAGE(text, Pattern::Compile(text, false).ok());
    }
  }

  void UtfAndBackslashCAreRefused() {
    for (const char* text : {"(*UTF)a", "(*UCP)a", "a\\C"}) {
      CPPUNIT_ASSERT_MESSAGE(text, !Pattern::Compile(text, false).ok());
    }
  }

  void TellsWhatCannotBeCounted() {
    for (const char* counted : {"abc", "a+b", "x[yz]*(?:a|b+)c"})
      CPPUNIT_ASSERT_MESSAGE(counted, !Pattern::Compile(counted, false).value()->is_uncounted());
    for (const char* uncounted : {"(*MARK:abcx+)y+", "(?x)a+ +b"})
      CPPUNIT_ASSERT_MESSAGE(uncounted, Pattern::Compile(uncounted, false).value()->is_uncounted());
  }

  void CatastrophicPatternEndsSoon() {
    const auto pattern = Pattern::Compile("(?:a+a+)+[bc]", false);
    CPPUNIT_ASSERT(pattern.ok());
    const std::string subject(8192, 'a');
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 10; ++i)
      CPPUNIT_ASSERT(pattern.value()->Match(subject, scratch_) == MatchOutcome::kLimit);
    // Without a limit this takes longer than the age of the universe;
    // the bound is wide for slow machines and sanitizers.
    CPPUNIT_ASSERT(std::chrono::steady_clock::now() - start < std::chrono::seconds(2));
  }

  void InterpreterKeepsTheLimitsToo() {
    const auto pattern = Pattern::Compile("(*NO_JIT)(?:a+a+)+[bc]", false);
    CPPUNIT_ASSERT(pattern.ok());
    CPPUNIT_ASSERT(!pattern.value()->jit());
    const std::string subject(8192, 'a');
    CPPUNIT_ASSERT(pattern.value()->Match(subject, scratch_) == MatchOutcome::kLimit);
    CPPUNIT_ASSERT(pattern.value()->Match("aaab", scratch_) == MatchOutcome::kMatch);
  }

 private:
  bool Matches(std::string_view text, std::string_view subject, bool nocase = false) {
    const auto pattern = Pattern::Compile(text, nocase);
    CPPUNIT_ASSERT_MESSAGE(pattern.ok() ? "" : pattern.error(), pattern.ok());
    return pattern.value()->Match(subject, scratch_) == MatchOutcome::kMatch;
  }

  MatchScratch scratch_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(PatternTest);

}  // namespace
}  // namespace errwatch
