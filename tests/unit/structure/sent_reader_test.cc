#include "structure/sent_reader.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

// Line ends as '|'.
std::string ReadLines(std::string_view sent) {
  std::string read;
  for (SentReader reader(sent); !reader.AtEnd();) {
    const char c = reader.Next();
    read += c == '\n' ? '|' : c;
  }
  return read;
}

class SentReaderTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SentReaderTest);
  CPPUNIT_TEST(LineEndsOfEachKindAreOne);
  CPPUNIT_TEST(OtherBytesStay);
  CPPUNIT_TEST(OddCodingsAreTold);
  CPPUNIT_TEST_SUITE_END();

 public:
  void LineEndsOfEachKindAreOne() {
    for (const std::string_view end : {"\r\n",
                                       "\n",
                                       "\r",
                                       "%0d%0a",
                                       "%0a",
                                       "%0D",
                                       "%250d%250a",
                                       "%25250a",
                                       "%25%30%61",
                                       "%25%30a",
                                       "%u000a",
                                       "%25u000a",
                                       "%2525U000A",
                                       "\\r\\n",
                                       "\\n",
                                       "\\r",
                                       "%5cr%5cn",
                                       "\r%0a",
                                       "%0d\n",
                                       "%e5%98%8a",
                                       "%E5%98%8D",
                                       "%e5%98%8d%e5%98%8a",
                                       "%25e5%2598%258a",
                                       "%c4%8d%c4%8a",
                                       "\xc4\x8d\xc4\x8a",
                                       "%e0%80%8a",
                                       "%c0%8a"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(end), std::string("a|b"),
                                   ReadLines("a" + std::string(end) + "b"));
    CPPUNIT_ASSERT_EQUAL(std::string("||"), ReadLines("%0a%0a"));
    CPPUNIT_ASSERT_EQUAL(std::string("||a"), ReadLines("\n\rA"));
  }

  void OtherBytesStay() {
    CPPUNIT_ASSERT_EQUAL(std::string("a b%c"), ReadLines("A+b%25c"));
    CPPUNIT_ASSERT_EQUAL(std::string("%"), ReadLines("%"));
    CPPUNIT_ASSERT_EQUAL(std::string("%0"), ReadLines("%0"));
    CPPUNIT_ASSERT_EQUAL(std::string("%%g1"), ReadLines("%25%g1"));
    CPPUNIT_ASSERT_EQUAL(std::string("\\x"), ReadLines("\\x"));
    CPPUNIT_ASSERT_EQUAL(std::string("\xc4\x8d\xc4\x8dx"), ReadLines("%c4%8d%c4%8dx"));
    CPPUNIT_ASSERT_EQUAL(std::string("\xc4\x8a: x"), ReadLines("\xc4\x8a: x"));
    CPPUNIT_ASSERT_EQUAL(std::string("\xe5\x98x"), ReadLines("%e5%98x"));
    CPPUNIT_ASSERT_EQUAL(std::string("\xe5\x98\x8b"), ReadLines("%e5%98%8b"));
  }

  void OddCodingsAreTold() {
    SentReader odd("%e5%98%8a");
    odd.Next();
    CPPUNIT_ASSERT(odd.was_odd() && odd.AtEnd());
    SentReader plain("%0a%25");
    plain.Next();
    CPPUNIT_ASSERT(!plain.was_odd() && !plain.AtEnd());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SentReaderTest);

}  // namespace
}  // namespace errwatch
