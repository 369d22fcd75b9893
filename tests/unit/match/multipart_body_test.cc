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
  CPPUNIT_TEST(ValuesThatAreTyped);
  CPPUNIT_TEST(WhatAValueSaysOfItself);
  CPPUNIT_TEST(NothingIsCutOffHeaders);
  CPPUNIT_TEST(WhatLooksLikeABoundary);
  CPPUNIT_TEST(Headers);
  CPPUNIT_TEST(NamesInQuotes);
  CPPUNIT_TEST(PasswordsAreLeftOut);
  CPPUNIT_TEST(WhatNotAllTakeForAFile);
  CPPUNIT_TEST(WhatNotAllTakeForADelimiter);
  CPPUNIT_TEST(BrokenOnes);
  CPPUNIT_TEST(BoundariesOfOneLetter);
  CPPUNIT_TEST_SUITE_END();

  static void Check(const std::string& expected, const std::string& body) {
    CPPUNIT_ASSERT_EQUAL(expected, PartsText(body));
  }

 public:
  void ValuesOfParts() {
    Check("a=1&b=x+y%26z", Part("name=\"a\"", "1") + Part("name=\"b\"", "x y&z") + "--XX--\r\n");
    Check("a=&b=1", Part("name=\"a\"", "") + Part("name=b", "1") + "--XX--");
    Check("a=one%0D%0Atwo%0Athree", Part("name=\"a\"", "one\r\ntwo\nthree") + "--XX--");
    Check("a=1", "\r\n" + Part("name=\"a\"", "1") + "--XX--\r\n\r\n");
  }

  void FilesHaveNamesAlone() {
    Check("f&filename=a.png&content-type=image/png&b=1",
          Part("name=\"f\"; filename=\"a.png\"\r\nContent-Type: image/png",
               "\x89PNG\r\n' or 1=1--\r\n\r\n--X\r\n") +
              Part("name=\"b\"", "1") + "--XX--");
    Check("f&filename=a.php", Part("name=\"f\"; filename=\"a.php\"; filename*=UTF-8''a.php", "x"));
    Check("f&filename=it's.txt", Part("name=\"f\"; filename=\"it's.txt\"", "x"));
    Check("filename=&f=", Part("name=\"f\"; filename=\"\"", ""));  // none was chosen
    // Applications do not ask what a value calls itself.
    Check("a=1'+or+1",
          Part("name=\"a\"\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64",
               "1' or 1"));
  }

  void WhatAValueSaysOfItself() {
    const std::string quoted = "\r\nContent-Transfer-Encoding: quoted-printable";
    Check("a='+or1%3D&b=1", Part("name=a" + quoted, "=27 or=\r\n1=") + Part("name=b", "1"));
    Check("a=%3D27", Part("name=a\r\nContent-Transfer-Encoding: 8bit", "=27"));
    Check("content-type=text/plain;+charset%3Dutf-7&a=1",
          Part("name=a\r\nContent-Type: text/plain; charset=utf-7", "1"));
    Check("a=<b><!---->1x</b>", Part("name=a\r\nContent-Type: text/xml", "<b>1<!---->x</b>"));
    Check("f&filename=1'+2.png", Part("name=f; filename=\"=?utf-8?Q?1=27_2.png?=\"", "x"));
  }

  // As scripts send them (new Blob([...], {type: ...})): no file has such a name.
  void ValuesThatAreTyped() {
    Check("f&filename=blob&content-type=application/json&a='+or+1&password=&b=2",
          Part("name=\"f\"; filename=\"blob\"\r\nContent-Type: application/json",
               R"({"a":"' or 1","password":"one"})") +
              Part("name=\"b\"", "2") + "--XX--");
    Check("filename=blob&content-type=text/plain&f='+or+1",
          Part("name=\"f\"; filename=\"blob\"\r\nContent-Type: text/plain", "' or 1") + "--XX--");
    Check("filename=x&content-type=text/xml&f=<a>",
          Part("name=\"f\"; filename=\"x\"\r\nContent-Type: text/xml", "<a>") + "--XX--");
    for (const char* file :
         {"filename=\"a.json\"\r\nContent-Type: application/json",
          "filename=\"a.txt\"\r\nContent-Type: text/plain", "filename=\"blob\"\r\nContent-Type: image/png",
          "filename=\"README\"\r\nContent-Type: application/octet-stream", "filename=\"x\""})
      CPPUNIT_ASSERT_MESSAGE(
          file, PartsText(Part("name=\"f\"; " + std::string(file), "' or 1") + "--XX--").find("or") ==
                    std::string::npos);
    // Of two such parts nothing goes from one to the other.
    const std::string json =
        Part("name=\"f\"; filename=\"blob\"\r\nContent-Type: application/json", R"({"a":{"b":"c")");
    Check(
        "f&filename=blob&content-type=application/json&a[b]=c&f&filename=blob&content-type=application/"
        "json&a[b]=c",
        json + json + "--XX--");
  }

  void NothingIsCutOffHeaders() {
    const std::string name(1000, 'a');
    Check(std::string(name + "'x=1"), Part("name=\"" + name + "'x\"", "1") + "--XX--");
    Check("f&filename=" + name + "'x&content-type=" + name + "'y",
          Part("name=\"f\"; filename=\"" + name + "'x\"\r\nContent-Type: " + name.substr(0, 900) +
                   std::string(100, 'a') + "'y",
               "z"));
    // Longer lines are no headers to anybody, and read as they are; so are those in front of them.
    const std::string longer(2100, 'a');
    const std::string text = PartsText(Part("name=\"f'\"; filename=\"b\"\r\nX: " + longer + "'x", "' or 1"));
    CPPUNIT_ASSERT(text.starts_with("f'&filename=b&*=X:+aaa") && text.find("aaa'x%0D%0A") != text.npos);
    CPPUNIT_ASSERT(text.ends_with("'+or+1%0D%0A"));
    // So are more of them than are kept.
    const std::string many =
        PartsText(Part("name=\"f\"; filename=\"" + name + "'\"\r\nContent-Type: " + name +
                           "\r\nContent-Type: " + name + "'x",
                       "' or 1"));
    CPPUNIT_ASSERT(many.find("aaa'x%0D%0A") != many.npos && many.ends_with("'+or+1%0D%0A"));
  }

  void WhatLooksLikeABoundary() {
    for (const char* content : {"\r\n--X", "\r\n-", "\r", "\n", "\r\r\n--XY", "\n\n--X\r\n",
                                "x\r\n--X\r\n--xX", "\r\n\r\n", "\r\n-----", "-", "--", "a-b--c"}) {
      std::string encoded;
      for (const char* c = content; *c != '\0'; ++c)
        *c == '\r' ? encoded += "%0D" : *c == '\n' ? encoded += "%0A" : encoded += *c;
      CPPUNIT_ASSERT_EQUAL("a=" + encoded + "&b=2",
                           PartsText(Part("name=\"a\"", content) + Part("name=\"b\"", "2") + "--XX--"));
    }
    // Directly behind the headers it is one, too. (Behind it another one stands where headers should.)
    Check("a=&b=2", Part("name=\"a\"", "").substr(0, 50) + Part("name=\"b\"", "2") + "--XX--");
    Check("a=&*=--XX%0D%0AContent-Disposition:+form-data;+name%3D\"b\"%0D%0A%0D%0A2",
          Part("name=\"a\"", "--XX") + Part("name=\"b\"", "2").substr(0, 51));
  }

  void Headers() {
    Check("a=1", "--XX\r\ncontent-disposition:form-data;name=a\r\nX: y\r\n\r\n1\r\n--XX--");
    Check("=1", "--XX\r\n\r\n1\r\n--XX--");
  }

  // Where the application may see a payload it is seen, in whatever form.
  static void IsSeen(const std::string& body) {
    const std::string text = PartsText(body);
    CPPUNIT_ASSERT_MESSAGE(body + " -> " + text, text.find("PAYLOAD") != text.npos);
  }

  // PHP knows no filename*; Django takes a file without a name for a value, and the last of two lines ...
  void WhatNotAllTakeForAFile() {
    for (const char* parameters : {"name=a; filename*=UTF-8''x.png",
                                   "name=a; filename=\"\"",
                                   "name=a; filename",
                                   "name=a; filename=",
                                   "name=a; filename*0=x.png",
                                   "name=a; filename =x.png",
                                   "name=a; filename= \"x.png\"",
                                   "name=a; filename='x.png'",
                                   "name='a; filename=x.png",
                                   "name=a'; filename=\"x'\"",
                                   "name=\"a\\\\\"; filename=\"x\"",
                                   "name=a; filename=x; filename=y",
                                   "name=a; x=\"; filename=\"y",
                                   "name=a; filename=\"x\"y",
                                   "name=a; filename=x\r\nContent-Disposition: form-data; name=a",
                                   "name=a\r\nContent-Disposition: form-data; name=b; filename=x",
                                   "name=a;\r\n filename=x",
                                   "name=a; filename=x\r\nContent-Disposition : form-data; name=a",
                                   "name=a; filename=x\r\nno colon",
                                   "name=a; filename=x\nX: y",
                                   "name=a; filename=x\r\n ",
                                   "name=a; filename=x\rX: y",
                                   "name=a; filename=x\r\nContent-Type: multipart/mixed; boundary=y",
                                   "name=a; filename=x\tz",
                                   "name=a; filename=x\r\nX: --XXContent-Disposition: form-data; name=a"})
      IsSeen(Part(parameters, "PAYLOAD") + "--XX--\r\n");
    IsSeen(Part("name=a; filename=x\r\nX: " + std::string(5000, 'x'), "PAYLOAD"));
  }

  // Django finds the boundary anywhere, Tomcat wants CR LF before and behind it, PHP goes on behind the end.
  void WhatNotAllTakeForADelimiter() {
    const std::string file = Part("name=f; filename=x", "x");
    const std::string opened = "--XX\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\nx";
    const std::string value = "Content-Disposition: form-data; name=a\r\n\r\nPAYLOAD\r\n";
    for (const char* delimiter : {"--XX\r\n", "\n--XX\r\n", "\r\n--XX\n", "\r\n--XX \r\n", "\r\n--XX",
                                  "\r--XX\r\n", "\r\n---XX\r\n", "\r\n--XXy\r\n"})
      IsSeen(opened + delimiter + value);
    for (const char* end : {"--XX--\r\n", "--XX-- \r\n", "--XX--\n", "--XX--", "--XX-\r\n", "--XX --\r\n"})
      IsSeen(file + end + "--XX\r\n" + value);
    IsSeen(file + "--XX--\r\n" + value);
    IsSeen(value + file);
    IsSeen("--XX\n" + value);
    // A value that goes on, to some, behind what looks like a file or a password to others.
    for (const char* name : {"name=b; filename=x", "name=password"}) {
      IsSeen(Part("name=a", "1\n--XX\nContent-Disposition: form-data; " + std::string(name) + "\n\nPAYLOAD"));
      IsSeen(
          "--XX\r\nContent-Disposition: form-data; name=a\r\nX\r\n--XX\r\nContent-Disposition: form-data; " +
          std::string(name) + "\r\n\r\nPAYLOAD");
      IsSeen(Part("name=password", "1\n--XX\nContent-Disposition: form-data; name=a\n\nPAYLOAD"));
    }
    // ... and what begins in the value goes on in it, to some.
    CPPUNIT_ASSERT(
        PartsText(Part("name=a", "1'union/*\n--XX\n*/select")).find("&*=1'union/*%0A--XX%0A*/select") !=
        std::string::npos);
    // What all agree on is skipped, and behind it nothing is lost.
    Check("f&filename=x&a=PAYLOAD", file + "--XX\r\n" + value + "--XX--");
  }

  void NamesInQuotes() {
    Check("a;b%3D\\\"c=1", Part("name=\"a;b=\\\"c\"", "1"));
    Check("f&filename=C:\\x\\y.txt", Part("name=f; filename=\"C:\\x\\y.txt\"", ""));
    Check("filename=a.php&x=", Part("name='x'; filename='a.php'", ""));
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
    Check("*=no+boundary+at+all", "no boundary at all");
    Check("*=preamble&a=1", "preamble\r\n" + Part("name=a", "1"));
    Check("", "--XX--\r\n \r\n");
  }

  // Of which each byte matches once more when the search starts anew.
  void BoundariesOfOneLetter() {
    const std::string dashes(100, '-');
    const BodyType type{BodyKind::kMultipart, dashes};
    const std::string body = "--" + dashes + "\r\nContent-Disposition: form-data; name=a\r\n\r\n" +
                             std::string(101, '-') + "x\r\n--" + dashes + "\r\n\r\n2";
    for (const std::size_t piece : {1UL, 7UL, 10'000UL})
      CPPUNIT_ASSERT_EQUAL("a=" + std::string(101, '-') + "x&=2", ReadBody(type, body, piece));
    // Within more dashes it may be a boundary or none: one text.
    const std::string more = ReadBody(type, "x\r\n" + std::string(103, '-') + "\r\nPAYLOAD");
    CPPUNIT_ASSERT(more.ends_with("PAYLOAD"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MultipartBodyTest);

}  // namespace
}  // namespace errwatch
