#include "base/percent.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class PercentTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PercentTest);
  CPPUNIT_TEST(Bytes);
  CPPUNIT_TEST(WhatIsNone);
  CPPUNIT_TEST_SUITE_END();

 public:
  void Bytes() {
    CPPUNIT_ASSERT_EQUAL(0x41, PercentByte("%41", 0));
    CPPUNIT_ASSERT_EQUAL(0xfe, PercentByte("a%fE", 1));
    CPPUNIT_ASSERT_EQUAL(0, PercentByte("%00b", 0));
    CPPUNIT_ASSERT_EQUAL(0x0a, HexByte("%250a", 3));
  }

  void WhatIsNone() {
    for (const char* none : {"", "%", "%4", "%4g", "%g4", "a41", "%%41", "%u0041"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(none, -1, PercentByte(none, 0));
    CPPUNIT_ASSERT_EQUAL(-1, PercentByte("%41", 3));
    CPPUNIT_ASSERT(HexByte("4", 0) == -1 && HexByte("4g", 0) == -1 && HexByte("41", 2) == -1);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PercentTest);

}  // namespace
}  // namespace errwatch
