#include "anomaly/odd_value.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class OddValueTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(OddValueTest);
  CPPUNIT_TEST(WellFormedJsonIsNotOdd);
  CPPUNIT_TEST(WhatStandsInItsStringsMayBe);
  CPPUNIT_TEST(TemplatesAndBrokenJsonAreNoJson);
  CPPUNIT_TEST(ADeclarationOfXmlIsLessOddThanAProgram);
  CPPUNIT_TEST(AddressesOfNumbersAreOdd);
  CPPUNIT_TEST_SUITE_END();

 public:
  void WellFormedJsonIsNotOdd() {
    CPPUNIT_ASSERT(OddValueOf("{\"name\":\"a b\",\"ids\":[1,2,3]}").bits <= 2);
    CPPUNIT_ASSERT(OddValueOf("[1,2]").bits <= 2);
  }

  void WhatStandsInItsStringsMayBe() { CPPUNIT_ASSERT(OddValueOf("{\"name\":\"x' `id`\"}").bits >= 7); }

  void TemplatesAndBrokenJsonAreNoJson() {
    for (const char* text : {"{{7*7}}", "{\"a\":", "[x]", "{\"a\":1}}", "[\"a]"})
      CPPUNIT_ASSERT(OddValueOf(text).bits >= 4);
  }

  void ADeclarationOfXmlIsLessOddThanAProgram() {
    const float declaration = OddValueOf("<?xml version=\"1.0\"?>").bits;
    CPPUNIT_ASSERT(declaration < OddValueOf("<?php echo(1);?>").bits);
  }

  void AddressesOfNumbersAreOdd() {
    CPPUNIT_ASSERT_EQUAL(0.0F, OddAddressBits("https://www.example.org/a?b=1"));
    CPPUNIT_ASSERT_EQUAL(0.0F, OddAddressBits("no address"));
    CPPUNIT_ASSERT(OddAddressBits("http://2130706433/") >= 8);
    CPPUNIT_ASSERT(OddAddressBits("http://192.0.2.1/") >= 4);
    CPPUNIT_ASSERT(OddAddressBits("http://www.example.org/x?") >= 3);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(OddValueTest);

}  // namespace
}  // namespace errwatch
