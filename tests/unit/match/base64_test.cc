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
  CPPUNIT_TEST(SignsBetweenAreForSomeNothing);
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
    // Some bytes that are of no text, of which whoever decodes it takes no notice.
    const std::string one = TextIn(longer + "AQEB");
    CPPUNIT_ASSERT(one.ends_with("world!\1\1\1") && TextIn("AQEB" + longer).starts_with("\1\1\1hello"));
    std::string many;
    while (many.size() < longer.size()) many += "aGVsbG8gAQEB";
    CPPUNIT_ASSERT(TextIn(many).empty());
    // UTF-16, and another language in UTF-8.
    CPPUNIT_ASSERT_EQUAL(std::string("a\0l\0e\0r\0t\0(\0)\0", 14), TextIn("YQBsAGUAcgB0ACgAKQA="));
    CPPUNIT_ASSERT_EQUAL(std::string("\xd0\xb0\xd0\xb1\xd0\xb2\xd0\xb3\xd0\xb4\xd0\xb5"),
                         TextIn("0LDQsdCy0LPQtNC1"));
  }

  void SignsBetweenAreForSomeNothing() {
    const auto loose = [](std::string_view sent) {
      std::vector<char> out(sent.size());
      return std::string(TextFromLooseBase64(sent, out));
    };
    for (const std::string_view sent :
         {"PHNj%0D%0AcmlwdD5h%0D%0AbGVydCgxKTwvc2NyaXB0Pg==", "PHNj!cmlw*dD5hbGVydCgxKTwvc2NyaXB0Pg",
          "PHNj cmlw%20dD5hbG Vyd CgxKTwvc2NyaXB0Pg", "!PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==&",
          "%00PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg="})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(sent), std::string("<script>alert(1)</script>"), loose(sent));
    for (const std::string_view sent :
         {"", "PHNj", "hello world, this is no base64 but a text of words; and of signs",
          "https://example.org/a/b?c=d", "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:127.0) Gecko/20100101",
          "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "................",
          "550e8400-e29b-41d4-a716-446655440000"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(sent), std::string(), loose(sent));
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
