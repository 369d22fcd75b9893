#include "structure/script_tokens.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

std::string ReadTokens(std::string_view text) {
  constexpr std::string_view kLetters = "?ne1stqm";  // by ScriptTokenKind
  std::string read;
  ScriptTokens tokens(text);
  for (ScriptToken token = tokens.Next(); token.kind != ScriptTokenKind::kEnd; token = tokens.Next()) {
    if (!read.empty()) read += ' ';
    read += kLetters[static_cast<std::size_t>(token.kind)];
    read += ':' + std::string(token.text);
  }
  return read;
}

class ScriptTokensTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ScriptTokensTest);
  CPPUNIT_TEST(KindsOfTokens);
  CPPUNIT_TEST(LongStringsAreMarksAlone);
  CPPUNIT_TEST_SUITE_END();

 public:
  void KindsOfTokens() {
    CPPUNIT_ASSERT_EQUAL(std::string("n:alert m:( 1:1 m:)"), ReadTokens("alert(1)"));
    CPPUNIT_ASSERT_EQUAL(std::string("n:a m:. n:$b m:= s:c d m:;"), ReadTokens("a . $b='c d';"));
    CPPUNIT_ASSERT_EQUAL(std::string("e:\\u0061lert t:1"), ReadTokens("\\u0061lert`1`"));
    CPPUNIT_ASSERT_EQUAL(std::string("e:\\u{61}b"), ReadTokens("\\u{61}b"));
    CPPUNIT_ASSERT_EQUAL(std::string("m:\\ n:u m:{ n:ffffff61 m:}"), ReadTokens("\\u{ffffff61}"));
    CPPUNIT_ASSERT_EQUAL(std::string("m:\\ n:u00e9"), ReadTokens("\\u00e9"));
    CPPUNIT_ASSERT_EQUAL(std::string("s:a\\'b q:\" n:c"), ReadTokens("'a\\'b' \"c"));
    CPPUNIT_ASSERT_EQUAL(std::string("1:0x1f m:- 1:2"), ReadTokens("0x1f-2"));
    CPPUNIT_ASSERT_EQUAL(std::string(), ReadTokens("  "));
  }

  void LongStringsAreMarksAlone() {
    const std::string most(ScriptTokens::kMostStringBytes - 1, 'x');
    CPPUNIT_ASSERT_EQUAL("s:" + most, ReadTokens("'" + most + "'"));
    CPPUNIT_ASSERT_EQUAL("q:' n:" + most + "x q:'", ReadTokens("'" + most + "x'"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ScriptTokensTest);

}  // namespace
}  // namespace errwatch
