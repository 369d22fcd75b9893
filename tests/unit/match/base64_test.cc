#include "match/base64.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

namespace errwatch {
namespace {

std::string TextIn(std::string_view sent) {
  std::vector<char> out(sent.size());
  return std::string(TextFromBase64(sent, out));
}

class Base64Test : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(Base64Test);
  CPPUNIT_TEST(TextIsFound);
  CPPUNIT_TEST(WhatIsNoTextIsNot);
  CPPUNIT_TEST(BytesUpToTheFirstThatIsNone);
  CPPUNIT_TEST_SUITE_END();

 public:
  void TextIsFound() {
    for (const std::string_view sent :
         {"PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==", "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg",
          "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg%3D%3d"})
      CPPUNIT_ASSERT_EQUAL(std::string("<script>alert(1)</script>"), TextIn(sent));
    // Both alphabets, '+' as it is, encoded, and as the blank that it becomes.
    for (const std::string_view sent :
         {"Pj4+Pj4/Pz8+IGFiYw", "Pj4-Pj4_Pz8-IGFiYw", "Pj4%2BPj4%2fPz8%2BIGFiYw", "Pj4 Pj4/Pz8 IGFiYw"})
      CPPUNIT_ASSERT_EQUAL(">>>>>" + std::string(3, '?') + "> abc", TextIn(sent));
    CPPUNIT_ASSERT_EQUAL(std::string("two\nlines here"), TextIn("dHdvCmxpbmVzIGhlcmU="));
  }

  void WhatIsNoTextIsNot() {
    for (const std::string_view sent :
         {"", "abc", "PHNjcmlwdD4=", "0123456789abcdef0123456789abcdef", "hello world, this is no base64",
          "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg===", "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0P",
          "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==&", "%", "%3", "AAAAAAAAAAAAAAAAAAAAAAAA"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(sent), std::string(), TextIn(sent));
  }

  void BytesUpToTheFirstThatIsNone() {
    std::vector<char> out(64);
    CPPUNIT_ASSERT_EQUAL(std::string_view("bob:secret"), BytesFromBase64("Ym9iOnNlY3JldA==", out));
    CPPUNIT_ASSERT_EQUAL(std::string_view("bob"), BytesFromBase64("Ym9i!xyz", out));
    CPPUNIT_ASSERT_EQUAL(std::string_view(), BytesFromBase64("", out));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(Base64Test);

}  // namespace
}  // namespace errwatch
