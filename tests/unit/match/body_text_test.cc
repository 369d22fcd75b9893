#include "match/body_text.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/match/read_body.h"

namespace errwatch {
namespace {

class BodyTextTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BodyTextTest);
  CPPUNIT_TEST(FieldsAndValues);
  CPPUNIT_TEST(WhatHasAMeaningIsEncoded);
  CPPUNIT_TEST(PasswordsAreLeftOut);
  CPPUNIT_TEST(TokensAreLeftOutWhereTheyAreSome);
  CPPUNIT_TEST(OddFields);
  CPPUNIT_TEST(EndsAtTheLimit);
  CPPUNIT_TEST(AsksForLittle);
  CPPUNIT_TEST(EndsWhereThereIsNoMemory);
  CPPUNIT_TEST_SUITE_END();

  TestMemory memory_;

 public:
  void FieldsAndValues() {
    BodyText text(100, 0, memory_.memory());
    CPPUNIT_ASSERT(text.view().empty() && memory_.bytes() == 0);
    text.StartField();
    text.Put("a%20b");
    text.StartField();
    text.Put("c");
    text.StartValue();
    text.Encode("d e");
    CPPUNIT_ASSERT_EQUAL(std::string("a%20b&c=d+e"), std::string(text.view()));
    CPPUNIT_ASSERT(!text.full());
  }

  void WhatHasAMeaningIsEncoded() {
    BodyText text(1000, 0, memory_.memory());
    text.Encode(std::string_view("a&b=c%d+e\r\n\t\0\x7f'\"<\xc3\xa4/", 20));
    CPPUNIT_ASSERT_EQUAL(std::string("a%26b%3Dc%25d%2Be%0D%0A%09%00%7F'\"<\xc3\xa4/"),
                         std::string(text.view()));
  }

  std::string Kept(const char* name, std::string_view value, bool put) {
    BodyText text(1000, 0, memory_.memory());
    for (const char* field : {name, "last"}) {
      text.StartField();
      text.Put(field);
      text.StartValue();
      put ? text.Put(value) : text.Encode(value);
      value = "1";
    }
    const std::string kept(text.view());
    return kept.substr(0, kept.rfind("&last=1"));
  }

  void PasswordsAreLeftOut() {
    for (const bool put : {false, true}) {
      CPPUNIT_ASSERT_EQUAL(std::string("pwd="), Kept("pwd", "it's/a'secret", put));
      CPPUNIT_ASSERT_EQUAL(std::string("log=x"), Kept("log", "x", put));
      // Nobody has so long a password.
      CPPUNIT_ASSERT_EQUAL(std::string("pwd="), Kept("pwd", std::string(kSecretBytes, 'x'), put));
      CPPUNIT_ASSERT_EQUAL(std::string("pwd=<?php"),
                           Kept("pwd", std::string(kSecretBytes, 'x') + "<?php", put));
      CPPUNIT_ASSERT_EQUAL(std::string("id%00pwd=x"), Kept("id%00pwd", "x", put));
    }
    // To some readers it separates fields.
    CPPUNIT_ASSERT_EQUAL(std::string("pwd=;id='x"), Kept("pwd", "a;id='x", true));
    CPPUNIT_ASSERT_EQUAL(std::string("pwd="), Kept("pwd", "a;id='x", false));
    BodyText text(1000, 0, memory_.memory());
    text.StartField();
    text.Put("pwd");
    text.StartValue(BodyText::Secrets::kNone);
    text.Put("x");
    CPPUNIT_ASSERT_EQUAL(std::string("pwd=x"), std::string(text.view()));
  }

  void TokensAreLeftOutWhereTheyAreSome() {
    for (const bool put : {false, true})
      for (const char* token : {"0123456789abcdef0123456789abcdef", "Pj4-Q_z.~12:x", "1234", "aGVsbG8=", ""})
        CPPUNIT_ASSERT_EQUAL(std::string("csrf="), Kept("csrf", token, put));
    CPPUNIT_ASSERT_EQUAL(std::string("csrf="), Kept("csrf", "a%2Fb%2b%3D%3d", true));
    for (const char* other : {"1'or'1", "a%27b", "<x>", "$(id)", "../../x", "//host/x", "a;b",
                              "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg"})
      CPPUNIT_ASSERT_EQUAL("csrf=" + std::string(other), Kept("csrf", other, true));
    const std::string longer(200, 'x');
    CPPUNIT_ASSERT_EQUAL("csrf=" + longer, Kept("csrf", longer, true));
    // The last one, of which nobody says that it ends.
    BodyText text(1000, 0, memory_.memory());
    text.StartField();
    text.Put("token");
    text.StartValue();
    text.Put("abc");
    CPPUNIT_ASSERT_EQUAL(std::string("token="), std::string(text.view()));
    text.Put("'");
    CPPUNIT_ASSERT_EQUAL(std::string("token=abc'"), std::string(text.view()));
  }

  void OddFields() {
    BodyText text(1000, 0, memory_.memory());
    text.StartOdd(false);
    text.Put("x");
    text.StartField();
    text.Put("a");
    text.StartValue();
    const std::string value(600, 'v');  // more than is allocated at first
    text.Put(value);
    text.StartOdd(true);
    text.Put("z");
    CPPUNIT_ASSERT(text.full());
    CPPUNIT_ASSERT(text.view().starts_with("*=x&a=" + value + "&*=vv"));
  }

  void EndsAtTheLimit() {
    BodyText text(10, 0, memory_.memory());
    text.StartField();
    text.Put("0123456789");
    CPPUNIT_ASSERT(!text.full());  // it all fits
    text.Put("x");
    CPPUNIT_ASSERT(text.full());
    text.StartField();
    text.StartValue();
    text.Encode("&");
    CPPUNIT_ASSERT_EQUAL(std::string("0123456789"), std::string(text.view()));
  }

  void AsksForLittle() {
    for (const std::size_t expected : {0UL, 100UL, 10'000UL, 20'000UL, 64'000UL, 10'000'000UL}) {
      TestMemory memory;
      BodyText text(65536, expected, memory.memory());
      for (int i = 0; i < 35'000; ++i) text.Put("x.");
      CPPUNIT_ASSERT(text.full() && text.view().size() == 65536);
      CPPUNIT_ASSERT(memory.bytes() < 65536 * 17 / 10);
    }
    BodyText text(65536, 1000, memory_.memory());
    for (int i = 0; i < 1000; ++i) text.Put("x");
    CPPUNIT_ASSERT_EQUAL(std::size_t{1000}, memory_.bytes());
  }

  void EndsWhereThereIsNoMemory() {
    memory_.EndAt(600);
    BodyText text(65536, 0, memory_.memory());
    for (int i = 0; i < 2000; ++i) text.Put("x");
    CPPUNIT_ASSERT(text.full() && text.view().size() == 512);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(BodyTextTest);

}  // namespace
}  // namespace errwatch
