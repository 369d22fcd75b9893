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

 public:
  void ArgumentsOfCode() {
    CPPUNIT_ASSERT(ReadArguments("f(1)", 1).code && ReadArguments("f('x')", 1).code &&
                   ReadArguments("f(name)", 1).code);
    CPPUNIT_ASSERT(ReadArguments("f(a.b)", 1).code && ReadArguments("f(g(1))", 1).code &&
                   ReadArguments("f`x`", 1).code);
    CPPUNIT_ASSERT(!ReadArguments("f(s)", 1).code && !ReadArguments("f()", 1).code &&
                   !ReadArguments("f(a b)", 1).code);
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, ReadArguments("f(1)x", 1).end);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, ReadArguments("f(1", 1).end);
    CPPUNIT_ASSERT(ReadArguments("f()", 1).empty && !ReadArguments("f(1)", 1).empty);
    CPPUNIT_ASSERT(ReadArguments("f(x)", 1).word && !ReadArguments("f(x)", 1).ending &&
                   ReadArguments("f(s)", 1).ending);
    CPPUNIT_ASSERT(ReadArguments("f('//x')", 1).remote && ReadArguments("f('a'+b)", 1).remote &&
                   !ReadArguments("f('a')", 1).remote);
  }

  void ProseBehindACall() {
    CPPUNIT_ASSERT(IsFollowedByProse(" and so on", 0) && IsFollowedByProse(" in my log", 0));
    CPPUNIT_ASSERT(!IsFollowedByProse("", 0) && !IsFollowedByProse(";x", 0) &&
                   !IsFollowedByProse(" in (x)", 0));
  }

  void CodeBehindAQuotationMark() {
    for (const std::string_view text : {";alert(1)//", "-alert(1)-'", ");f(1);", "]};f(1)", "+f('x')+'",
                                        " alert(1) '", ";onerror=alert;", "&&f(1)&&'"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), RunsBehindQuote(text, 0, false));
    for (const std::string_view text :
         {"", "s (x)", "; well", " - b (1)", ";f(s)", "+x+", ";a=b", "alert(1)", ", b, c", ": 1", "> x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !RunsBehindQuote(text, 0, false));
    CPPUNIT_ASSERT(!RunsBehindQuote("-f(1)", 0, true) && RunsBehindQuote("-alert(1)", 0, true));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ScriptCallsTest);

}  // namespace
}  // namespace errwatch
