#include "anomaly/code_words.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class CodeWordsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CodeWordsTest);
  CPPUNIT_TEST(StatementsAndCommandsReadLikeCode);
  CPPUNIT_TEST(WhatPeopleWriteDoesNot);
  CPPUNIT_TEST(OneWordAloneSaysLittle);
  CPPUNIT_TEST(AWordTakenApartIsSeen);
  CPPUNIT_TEST(ItIsBounded);
  CPPUNIT_TEST_SUITE_END();

 public:
  void StatementsAndCommandsReadLikeCode() {
    CPPUNIT_ASSERT(CodeWordBits("insert into t values null") >= 6);
    CPPUNIT_ASSERT(CodeWordBits("wget x | BASH") >= 6);
    CPPUNIT_ASSERT(CodeWordBits("run my_own_name") > 0);
  }

  void WhatPeopleWriteDoesNot() {
    CPPUNIT_ASSERT_EQUAL(0.0F, CodeWordBits("red shoes for children"));
    CPPUNIT_ASSERT_EQUAL(0.0F, CodeWordBits("order"));
    CPPUNIT_ASSERT_EQUAL(0.0F, CodeWordBits(""));
  }

  void OneWordAloneSaysLittle() {
    CPPUNIT_ASSERT(CodeWordBits("script") <= 1);
    CPPUNIT_ASSERT(CodeWordBits("script alert") > CodeWordBits("script"));
  }

  void AWordTakenApartIsSeen() {
    CPPUNIT_ASSERT(CodeWordBits("f o r m") >= 4);
    CPPUNIT_ASSERT_EQUAL(0.0F, CodeWordBits("plan b x marks"));
    CPPUNIT_ASSERT_EQUAL(0.0F, CodeWordBits("a=b&c=d"));
  }

  void ItIsBounded() {
    std::string many;
    for (int i = 0; i < 5000; ++i) many += "select union ";
    CPPUNIT_ASSERT(CodeWordBits(many) <= 24);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CodeWordsTest);

}  // namespace
}  // namespace errwatch
