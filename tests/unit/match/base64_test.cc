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
  CPPUNIT_TEST(Runs);
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
    // A character too many.
    CPPUNIT_ASSERT_EQUAL(std::string("<script>alert(1)</script"),
                         TextIn("PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0P"));
    // As long as it likes, and no text only behind its beginning.
    std::string longer;
    while (longer.size() < 1000) longer += "aGVsbG8gd29ybGQh";
    CPPUNIT_ASSERT(TextIn(longer).size() == longer.size() / 4 * 3);
    CPPUNIT_ASSERT(TextIn(longer + "AAAA").empty() && TextIn("AAAA" + longer).empty());
  }

  void Runs() {
    const auto runs = [](std::string_view sent) {
      std::string all;
      std::size_t at = 0;
      for (auto run = NextBase64Run(sent, at); !run.empty(); run = NextBase64Run(sent, at))
        all += "[" + std::string(run) + "]";
      CPPUNIT_ASSERT(at == sent.size());
      return all;
    };
    CPPUNIT_ASSERT_EQUAL(std::string(""), runs(""));
    CPPUNIT_ASSERT_EQUAL(std::string(""), runs("short words of a text, as people write it: nothing to see"));
    CPPUNIT_ASSERT_EQUAL(std::string(""), runs("abcdefghijklmno"));
    CPPUNIT_ASSERT_EQUAL(std::string("[abcdefghijklmnop]"), runs("abcdefghijklmnop"));
    CPPUNIT_ASSERT_EQUAL(std::string("[abcdefghijklmnop==][0123456789abcdef%3D%3d]"),
                         runs("x:abcdefghijklmnop== ,\"0123456789abcdef%3D%3d\""));
    CPPUNIT_ASSERT_EQUAL(std::string("[abcdefgh%2Bijklmno%2fp]"), runs("%22abcdefgh%2Bijklmno%2fp%22"));
    CPPUNIT_ASSERT_EQUAL(std::string("[abcdefghijklmnop]"), runs("%27%27%27%27%27%27abcdefghijklmnop%"));
  }

  void WhatIsNoTextIsNot() {
    for (const std::string_view sent :
         {"", "abc", "PHNjcmlwdD4=", "0123456789abcdef0123456789abcdef", "hello world, this is no base64",
          "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg===", "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==&", "%", "%3",
          "AAAAAAAAAAAAAAAAAAAAAAAA"})
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
