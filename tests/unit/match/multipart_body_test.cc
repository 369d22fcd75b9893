#include "match/multipart_body.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/match/read_body.h"

namespace errwatch {
namespace {

constexpr BodyType kPartsType{BodyKind::kMultipart, "XX"};

std::string PartsText(std::string_view body) {
  const std::string whole = ReadBody(kPartsType, body);
  for (const std::size_t piece : {1UL, 2UL, 5UL, 13UL})
    CPPUNIT_ASSERT_EQUAL(whole, ReadBody(kPartsType, body, piece));
  return whole;
}

std::string Part(std::string_view headers, std::string_view content) {
  return "--XX\r\nContent-Disposition: form-data; " + std::string(headers) + "\r\n\r\n" +
         std::string(content) + "\r\n";
}

class MultipartBodyTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(MultipartBodyTest);
  CPPUNIT_TEST(ValuesOfParts);
  CPPUNIT_TEST(FilesHaveNamesAlone);
  CPPUNIT_TEST(WhatLooksLikeABoundary);
  CPPUNIT_TEST(Headers);
  CPPUNIT_TEST(NamesInQuotes);
  CPPUNIT_TEST(PasswordsAreLeftOut);
  CPPUNIT_TEST(BrokenOnes);
  CPPUNIT_TEST_SUITE_END();

  static void Check(const char* expected, const std::string& body) {
    CPPUNIT_ASSERT_EQUAL(std::string(expected), PartsText(body));
  }

 public:
  void ValuesOfParts() {
    Check("a=1&b=x+y%26z", Part("name=\"a\"", "1") + Part("name=\"b\"", "x y&z") + "--XX--\r\n");
    Check("a=&b=1", Part("name=\"a\"", "") + Part("name=b", "1") + "--XX--");
    Check("a=one%0D%0Atwo%0Athree", Part("name=\"a\"", "one\r\ntwo\nthree") + "--XX--");
    Check("a=1",
          "preamble\r\n" + Part("name=\"a\"", "1") + "--XX--\r\nepilogue\r\n" + Part("name=\"b\"", "2"));
    Check("a=1", "--XX\nContent-Disposition: form-data; name=a\n\n1\n--XX--\n");  // line feeds alone
  }

  void FilesHaveNamesAlone() {
    Check("f&filename=a.png&content-type=image/png&b=1",
          Part("name=\"f\"; filename=\"a.png\"\r\nContent-Type: image/png",
               "\x89PNG\r\n' or 1=1--\r\n\r\n--X\r\n") +
              Part("name=\"b\"", "1") + "--XX--");
    Check("f&filename=", Part("name=\"f\"; filename=\"\"", "x"));
    Check("f&filename=UTF-8''a.php", Part("name=\"f\"; filename*=UTF-8''a.php", "x"));
    // Applications do not ask what a value calls itself.
    Check("a=1'+or+1",
          Part("name=\"a\"\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64",
               "1' or 1"));
  }

  void WhatLooksLikeABoundary() {
    for (const char* content :
         {"\r\n--X", "\r\n-", "\r", "\n", "\r\r\n--XY", "\n\n--X\r\n", "x\r\n--X\r\n--xX"}) {
      std::string encoded;
      for (const char* c = content; *c != '\0'; ++c)
        *c == '\r' ? encoded += "%0D" : *c == '\n' ? encoded += "%0A" : encoded += *c;
      CPPUNIT_ASSERT_EQUAL("a=" + encoded + "&b=2",
                           PartsText(Part("name=\"a\"", content) + Part("name=\"b\"", "2") + "--XX--"));
    }
    // Directly behind the headers it is one, too.
    Check("a=&b=2", Part("name=\"a\"", "--XX") + Part("name=\"b\"", "2") + "--XX--");
  }

  void Headers() {
    Check("a=1", "--XX\r\ncontent-disposition :form-data;name=a\r\nX: y\r\n\r\n1\r\n--XX--");
    Check("a&filename=b.c",
          "--XX\r\nContent-Disposition: form-data;\r\n name=\"a\";\r\n\tfilename=\"b.c\"\r\n\r\n1");
    Check("=1", "--XX\r\n\r\n1\r\n--XX--");
    Check("a=1", "--XX\r\nX: " + std::string(5000, 'x') +
                     "\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--XX--");
  }

  void NamesInQuotes() {
    Check("a;b%3D\"c=1", Part("name=\"a;b=\\\"c\"", "1"));
    Check("f&filename=C:\\x\\y.txt", Part("name=f; filename=\"C:\\x\\y.txt\"", ""));
    Check("x&filename=a.php", Part("name='x'; filename='a.php'", ""));
    Check("a=1", Part("other=\"name=b\"; name=\"a\"; name", "1"));
    Check("a=1", Part("name=\"a", "1"));
  }

  void PasswordsAreLeftOut() {
    Check("user=a&password=&b=2",
          Part("name=user", "a") + Part("name=password", "it\r\n--is") + Part("name=b", "2") + "--XX--");
  }

  void BrokenOnes() {
    Check("", "");
    Check("", "--XX");
    Check("", "--XX\r\nContent-Disposition: form-data; name=a");
    Check("a=1", Part("name=a", "1").substr(0, 52));
    Check("", "no boundary at all");
    Check("", "--XX--\r\n" + Part("name=a", "1"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MultipartBodyTest);

}  // namespace
}  // namespace errwatch
