#include "base/quoted.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class QuotedTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(QuotedTest);
  CPPUNIT_TEST(StandsInQuotes);
  CPPUNIT_TEST(NothingEndsTheQuotes);
  CPPUNIT_TEST(NothingSteersTheTerminal);
  CPPUNIT_TEST(LongTextIsCut);
  CPPUNIT_TEST(AWordOfAShellIsOneWord);
  CPPUNIT_TEST_SUITE_END();

  void StandsInQuotes() {
    CPPUNIT_ASSERT_EQUAL(std::string("\"\""), Quoted(""));
    CPPUNIT_ASSERT_EQUAL(std::string("\"caf\xc3\xa9 \\d+\""), Quoted("caf\xc3\xa9 \\d+"));
  }

  void NothingEndsTheQuotes() {
    CPPUNIT_ASSERT_EQUAL(std::string("\"a\\x22, strike 2\""), Quoted("a\", strike 2"));
  }

  void NothingSteersTheTerminal() {
    CPPUNIT_ASSERT_EQUAL(std::string("\"\\x1b[2J\\x07\""), Quoted("\x1b[2J\x07"));
    CPPUNIT_ASSERT_EQUAL(std::string("\"\\xe2\\x80\\xaegpj\\xff\""), Quoted("\xe2\x80\xaegpj\xff"));
  }

  void AWordOfAShellIsOneWord() {
    CPPUNIT_ASSERT_EQUAL(std::string("/var/lib/site-1.model"), ShellWord("/var/lib/site-1.model"));
    CPPUNIT_ASSERT_EQUAL(std::string("'/srv/my site;$(id)'"), ShellWord("/srv/my site;$(id)"));
    CPPUNIT_ASSERT_EQUAL(std::string("'it'\\''s'"), ShellWord("it's"));
    CPPUNIT_ASSERT_EQUAL(std::string("''"), ShellWord(""));
  }

  void LongTextIsCut() {
    const std::string longest(80, 'x');
    CPPUNIT_ASSERT_EQUAL("\"" + longest + "\"", Quoted(longest));
    CPPUNIT_ASSERT_EQUAL("\"" + longest + "...\"", Quoted(longest + "x"));
    const std::string umlaut = std::string(79, 'x') + "\xc3\xbc";  // never ends inside a character
    CPPUNIT_ASSERT_EQUAL("\"" + umlaut + "...\"", Quoted(umlaut + "x"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(QuotedTest);

}  // namespace
}  // namespace errwatch
