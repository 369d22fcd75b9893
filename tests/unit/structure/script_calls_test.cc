#include "structure/script_calls.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class ScriptCallsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ScriptCallsTest);
  CPPUNIT_TEST(ArgumentsOfCode);
  CPPUNIT_TEST(ProseBehindACall);
  CPPUNIT_TEST(CodeBehindAQuotationMark);
  CPPUNIT_TEST_SUITE_END();

 private:
  static ScriptArguments Arguments(std::string_view text, std::size_t open) {
    StepBudget budget(text.size());
    return ReadArguments(text, open, budget);
  }
  static bool BehindQuote(std::string_view text, std::size_t at, bool opened) {
    StepBudget budget(text.size());
    return RunsBehindQuote(text, at, opened, budget);
  }

 public:
  void ArgumentsOfCode() {
    CPPUNIT_ASSERT(Arguments("f(1)", 1).code && Arguments("f('x')", 1).code && Arguments("f(name)", 1).code);
    CPPUNIT_ASSERT(Arguments("f(a.b)", 1).code && Arguments("f(g(1))", 1).code && Arguments("f`x`", 1).code);
    CPPUNIT_ASSERT(!Arguments("f(s)", 1).code && !Arguments("f()", 1).code && !Arguments("f(a b)", 1).code);
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, Arguments("f(1)x", 1).end);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, Arguments("f(1", 1).end);
    CPPUNIT_ASSERT(Arguments("f()", 1).empty && !Arguments("f(1)", 1).empty);
    CPPUNIT_ASSERT(Arguments("f(x)", 1).word && !Arguments("f(x)", 1).ending && Arguments("f(s)", 1).ending);
    CPPUNIT_ASSERT(Arguments("f('//x')", 1).remote && Arguments("f('a'+b)", 1).remote &&
                   !Arguments("f('a')", 1).remote);
  }

  void ProseBehindACall() {
    CPPUNIT_ASSERT(IsFollowedByProse(" and so on", 0) && IsFollowedByProse(" in my log", 0));
    CPPUNIT_ASSERT(!IsFollowedByProse("", 0) && !IsFollowedByProse(";x", 0) &&
                   !IsFollowedByProse(" in (x)", 0));
  }

  void CodeBehindAQuotationMark() {
    for (const std::string_view text : {";alert(1)//", "-alert(1)-'", ");f(1);", "]};f(1)", "+f('x')+'",
                                        " alert(1) '", ";onerror=alert;", "&&f(1)&&'"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), BehindQuote(text, 0, false));
    for (const std::string_view text :
         {"", "s (x)", "; well", " - b (1)", ";f(s)", "+x+", ";a=b", "alert(1)", ", b, c", ": 1", "> x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !BehindQuote(text, 0, false));
    CPPUNIT_ASSERT(!BehindQuote("-f(1)", 0, true) && BehindQuote("-alert(1)", 0, true));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ScriptCallsTest);

}  // namespace
}  // namespace errwatch
