#include "model/secret_text.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/both_ends.h"
#include "unit/allocation_counter.h"

namespace errwatch {
namespace {

class SecretTextTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SecretTextTest);
  CPPUNIT_TEST(FieldsOfAQuery);
  CPPUNIT_TEST(NamesWithBlanks);
  CPPUNIT_TEST(EncodedFields);
  CPPUNIT_TEST(MembersOfJson);
  CPPUNIT_TEST(FieldsOfOtherForms);
  CPPUNIT_TEST(ValuesThatEndWithinAName);
  CPPUNIT_TEST(PasswordsOfAddresses);
  CPPUNIT_TEST(WhatHoldsNoSecretStays);
  CPPUNIT_TEST(LengthIsNotTold);
  CPPUNIT_TEST(PartOfAText);
  CPPUNIT_TEST(NothingOfASecretIsLeftAtACut);
  CPPUNIT_TEST(CutsNoCharacter);
  CPPUNIT_TEST(AnyBytes);
  CPPUNIT_TEST_SUITE_END();

  using Samples = std::initializer_list<std::pair<std::string, std::string>>;
  static void Check(TextForm form, Samples samples) {
    for (const auto& [text, shown] : samples) CPPUNIT_ASSERT_EQUAL_MESSAGE(text, shown, Shown(text, form));
  }
  static std::string Copied(const std::string& text, std::size_t room) {
    std::string to(room, '\0');
    to.resize(CopyShown(text, TextForm::kQuery, to.data(), room));
    return to;
  }

 public:
  void FieldsOfAQuery() {
    Check(TextForm::kQuery,
          {{"user=joe&password=SECRETq92&id=2'%20union select", "user=joe&password=***&id=2'%20union select"},
           {"pwd=a;b?c d\"e'f=g", "pwd=***"},
           {"user[password]=x&user[name]=y", "user[password]=***&user[name]=y"},
           {"pass=x&pass=y&a=b", "pass=***&pass=***&a=b"},
           {"a;password=x&b", "a;password=***&b"},
           {"access_token=x&pin=1234&csrf_token=z", "access_token=***&pin=***&csrf_token=***"},
           {"password[$ne]=x&id'password=y", "password[$ne]=***&id'password=***"},
           {"password", "password"}});
  }

  // PHP cuts a name at a NUL, others take blanks off it.
  void NamesWithBlanks() {
    for (const char* name : {"password%00", "password%00x", "pwd%0a", "pin%20", "password%2500",
                             "password%0d%0a", "%20password%00"})
      for (const TextForm form : {TextForm::kQuery, TextForm::kPath, TextForm::kMessage})
        Check(form, {{name + std::string("=SECRET"), name + std::string("=***")},
                     {"/a?b=c&" + std::string(name) + "=SECRET", "/a?b=c&" + std::string(name) + "=***"}});
    Check(TextForm::kPath, {{"/password%00=SECRET/..%2f..", "/password%00=***/..%2f.."},
                            {"/password =SECRET/x", "/password =***/x"}});
    Check(TextForm::kMessage,
          {{"not found: /x?password%00=SECRET here", "not found: /x?password%00=*** here"}});
    // What stands in a value is no name.
    Check(TextForm::kQuery, {{"id=2'%20union%20select%20password%20from%20users%20where%20id=1",
                              "id=2'%20union%20select%20password%20from%20users%20where%20id=1"},
                             {"q=password%00x%20y=z", "q=password%00x%20y=z"}});
    Check(TextForm::kMessage, {{"the password was wrong, retries=3", "the password was wrong, retries=3"},
                               {"wrong password of id=3", "wrong password of id=3"}});
  }

  void EncodedFields() {
    Check(TextForm::kQuery,
          {{"%70assword=x&a=b", "%70assword=***&a=b"},
           {"%2570assword=x", "%2570assword=***"},
           {"user%5Bpass%5D=x", "user%5Bpass%5D=***"},
           // A whole query as a value: what is encoded ends it there, not in a value that is not.
           {"to=%2Flogin%3Fpassword%3DSECRET%26b%3Dc&d", "to=%2Flogin%3Fpassword%3D***%26b%3Dc&d"},
           {"to=%252Flogin%253Fpwd%253DSECRET%2526b&d", "to=%252Flogin%253Fpwd%253D***%2526b&d"},
           {"password=a%26b&c", "password=***&c"}});
  }

  void MembersOfJson() {
    const Samples samples = {
        {R"({"user":"joe","password":"x","id":1})", R"({"user":"joe","password":***","id":1})"},
        {R"({"password" : "a\"b","id":1})", R"({"password" : ***","id":1})"},
        {R"({\"password\":\"a\\\"b\",\"id\":1})", R"({\"password\":***",\"id\":1})"},
        {R"({"pin":1234,"id":1})", R"({"pin":***,"id":1})"},
        {R"({"password":["a","b"]})", R"({"password":***)"},
        {R"({password:'x',id:1})", R"({password:***',id:1})"}};
    Check(TextForm::kQuery, samples);
    Check(TextForm::kMessage, samples);
    Check(TextForm::kQuery, {{"j=%7B%22password%22%3A%22x%22%2C%22id%22%3A1%7D",
                              "j=%7B%22password%22%3A***%22%2C%22id%22%3A1%7D"}});
  }

  void FieldsOfOtherForms() {
    Check(TextForm::kCookie, {{"a=b; password=x&y z; lang=de", "a=b; password=***; lang=de"}});
    Check(TextForm::kPath, {{"/a;password=x/b;pin=1;c=d", "/a;password=***/b;pin=***;c=d"}});
    Check(TextForm::kMessage,
          {{"Invalid URI in request 'GET /x?password=x&b=c HTTP/1.1'",
            "Invalid URI in request 'GET /x?password=***&b=c HTTP/1.1'"},
           {R"(file not found: "/x?a=b&pwd=x" here)", R"(file not found: "/x?a=b&pwd=***" here)"},
           {R"(not found: \"/x?pwd=a\"b\" here)", R"(not found: \"/x?pwd=*** here)"},
           {R"(login failed: password="x y" user=joe)", R"(login failed: password=***" user=joe)"},
           {R"([data "Matched Data: ' or found within ARGS:password: x y"] [id "1"])",
            R"([data "Matched Data: ' or found within ARGS:password: ***"] [id "1"])"},
           {"no <password>x</password> <a>b</a>", "no <password>***</password> <a>b</a>"}});
  }

  void ValuesThatEndWithinAName() {
    Check(TextForm::kPath, {{R"({"pin":12;user[password]=SECRET/x)", R"({"pin":***]=***/x)"},
                            {R"({"pin":12;user%5bpassword%5D=SECRET/x)", R"({"pin":***%5D=***/x)"}});
    Check(TextForm::kQuery, {{R"({"pin":12;user[password]=SECRET&x)", R"({"pin":***]=***&x)"}});
  }

  void PasswordsOfAddresses() {
    for (const TextForm form : {TextForm::kQuery, TextForm::kPath, TextForm::kCookie, TextForm::kMessage})
      Check(form, {{"http://joe:SECRET@host/a?b", "http://joe:***@host/a?b"},
                   {"redis://:SECRET@host:6379/0", "redis://:***@host:6379/0"},
                   {"//joe:SECRET@host", "//joe:***@host"},
                   {R"(http:\/\/joe:SECRET@host\/)", R"(http:\/\/joe:***@host\/)"},
                   {"ftp://joe:SE@CR%40E%2FT@host/x@y", "ftp://joe:***@host/x@y"},
                   {"http://a:1@b/http://c:2@d/", "http://a:***@b/http://c:***@d/"},
                   {"http://joe:@host/", "http://joe:***@host/"}});
    Check(
        TextForm::kQuery,
        {{"url=https%3A%2F%2Fjoe%3ASECRET%40host%2Fx&b=c", "url=https%3A%2F%2Fjoe%3A***%40host%2Fx&b=c"},
         {"url=https%253A%252F%252Fjoe%253ASECRET%2540host", "url=https%253A%252F%252Fjoe%253A***%2540host"},
         {"url=http%3A//joe:SE%26CRET@host/&b=c@d", "url=http%3A//joe:***@host/&b=c@d"},
         {"url=http://host:80&mail=joe@host", "url=http://host:80&mail=joe@host"}});
    Check(TextForm::kMessage,
          {{"cannot reach http://joe:SE&CRET@host: refused", "cannot reach http://joe:***@host: refused"},
           {"AH01144: no handler for \"http://joe:SECRET@host\"",
            "AH01144: no handler for \"http://joe:***@host\""},
           // httpd makes one slash of two.
           {"File does not exist: /srv/www/joe:SECRET@host/x.php",
            "File does not exist: /srv/www/joe:***@host/x.php"},
           {"AH00035: access to /joe:SECRET@host/x denied", "AH00035: access to /joe:***@host/x denied"}});
  }

  void WhatHoldsNoSecretStays() {
    for (const TextForm form : {TextForm::kQuery, TextForm::kPath, TextForm::kCookie, TextForm::kMessage})
      for (const char* text : {"",
                               "=",
                               "&&==",
                               "id=2' union select password from users--",
                               "compass=north",
                               "a=password",
                               "%",
                               "%%3",
                               R"(user joe: authentication failure for "/private": Password Mismatch)",
                               "AH01618: user password not found: /x",
                               R"({"user":"password","id":1})",
                               "<pass",
                               "pass>x",
                               "?secret",
                               "ARGS:id: password",
                               "http://host:80/a@b",
                               "http://[::1]:80/x",
                               "http://joe@host:80/",
                               "joe:x@y",
                               "https://host:443 by joe@host",
                               "//",
                               "//:",
                               "//a:"})
        CPPUNIT_ASSERT_EQUAL(std::string(text), Shown(text, form));
    for (const TextForm form : {TextForm::kQuery, TextForm::kPath, TextForm::kCookie})
      for (const char* text : {"http://host/joe:x@y", "a:/joe:x@y"})
        CPPUNIT_ASSERT_EQUAL(std::string(text), Shown(text, form));
  }

  void LengthIsNotTold() {
    for (const std::size_t size : {0U, 1U, 5U, 200U})
      CPPUNIT_ASSERT_EQUAL(std::string("pwd=***&a"),
                           Shown("pwd=" + std::string(size, 'x') + "&a", TextForm::kQuery));
  }

  void PartOfAText() {
    const std::string text = "first=1&password=SECRET&last=2";
    const auto part = [&](std::size_t begin, std::size_t end) {
      std::string shown;
      ForEachShown(text, TextForm::kQuery, begin, end, [&](std::string_view piece) { shown += piece; });
      return shown;
    };
    CPPUNIT_ASSERT_EQUAL(std::string("1&password=***&l"), part(6, 25));
    CPPUNIT_ASSERT_EQUAL(std::string("***&last=2"), part(20, 30));
    CPPUNIT_ASSERT_EQUAL(std::string("1&password=***"), part(6, 20));
    CPPUNIT_ASSERT_EQUAL(std::string("***"), part(18, 20));
    CPPUNIT_ASSERT_EQUAL(std::string("last=2"), part(24, 30));
  }

  // Wherever a text is cut: the value's end may stand in what is kept, its name in what is left out.
  void NothingOfASecretIsLeftAtACut() {
    const std::string secret(60, 'S');
    for (std::size_t before = 0; before < 120; ++before) {
      const std::string text =
          std::string(before, 'a') + "&password=" + secret + "&b=" + std::string(120 - before, 'c');
      const std::string shown = Shown(text, TextForm::kQuery);
      for (const std::size_t room : {0U, 3U, 11U, 12U, 40U, 64U, 128U, 300U}) {
        const std::string copied = Copied(text, room);
        CPPUNIT_ASSERT(copied.size() <= room && copied.find('S') == std::string::npos);
        CPPUNIT_ASSERT_EQUAL(ShortenedInTheMiddle(shown, room), copied);
      }
    }
  }

  void CutsNoCharacter() {
    std::string text;
    for (int i = 0; i < 100; ++i) text += i % 2 == 0 ? "\xc3\xa4" : "\xe2\x82\xac";
    for (std::size_t room = 12; room < 60; ++room)
      CPPUNIT_ASSERT_EQUAL(ShortenedInTheMiddle(text, room), Copied(text, room));
  }

  void AnyBytes() {
    constexpr std::string_view kSome =
        "password=\"'%3D%22&:{}<>\\ ;//@%2f\xff"
        "a";
    uint32_t random = 1;
    std::string text(400, '\0');
    std::string to(64, '\0');
    std::size_t longest = 0;
    const AllocationCounter allocations;
    for (int round = 0; round < 2000; ++round) {
      for (char& c : text) {
        random = random * 1664525 + 1013904223;
        c = kSome[(random >> 16) % kSome.size()];
      }
      for (const TextForm form : {TextForm::kQuery, TextForm::kPath, TextForm::kCookie, TextForm::kMessage})
        longest = std::max(longest, CopyShown(text, form, to.data(), to.size()));
    }
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
    CPPUNIT_ASSERT_EQUAL(to.size(), longest);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SecretTextTest);

}  // namespace
}  // namespace errwatch
