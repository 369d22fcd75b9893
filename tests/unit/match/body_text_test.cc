#include "match/body_text.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/match/read_body.h"

namespace errwatch {
namespace {

class BodyTextTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BodyTextTest);
  CPPUNIT_TEST(FieldsAndValues);
  CPPUNIT_TEST(WhatHasAMeaningIsEncoded);
  CPPUNIT_TEST(SecretsAreLeftOut);
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

  void SecretsAreLeftOut() {
    BodyText text(1000, 0, memory_.memory());
    for (const char* name : {"log", "pwd", "rememberme"}) {
      text.StartField();
      text.Put(name);
      text.StartValue();
      text.Put("put");
      text.Encode("encoded");
    }
    CPPUNIT_ASSERT_EQUAL(std::string("log=putencoded&pwd=&rememberme=putencoded"), std::string(text.view()));
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
      for (int i = 0; i < 70'000; ++i) text.Put("x");
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
