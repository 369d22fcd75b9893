#include "match/everyday_text.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "match/normalize.h"

namespace errwatch {
namespace {

class EverydayTextTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EverydayTextTest);
  CPPUNIT_TEST(WhatSamplesHoldIsCounted);
  CPPUNIT_TEST(WhatTheyDoNotHoldIsGuessed);
  CPPUNIT_TEST(RareBytes);
  CPPUNIT_TEST(SamplesAreFolded);
  CPPUNIT_TEST_SUITE_END();

 public:
  void WhatSamplesHoldIsCounted() {
    const double file = EverydayShare("file does not exist: ");
    CPPUNIT_ASSERT(file > 0.05 && file <= 1);
    CPPUNIT_ASSERT(EverydayShare("php") > EverydayShare("php fatal error: "));
    CPPUNIT_ASSERT_EQUAL(1.0, EverydayShare(""));
    CPPUNIT_ASSERT_EQUAL(1.0, EverydayShare("e"));
  }

  void WhatTheyDoNotHoldIsGuessed() {
    CPPUNIT_ASSERT(EverydayShare("xqz") > EverydayShare("xqzv"));
    CPPUNIT_ASSERT(EverydayShare("xqz") > EverydayShare("<qz"));
    CPPUNIT_ASSERT(EverydayShare("xqzvk") < EverydayShare("file"));
    CPPUNIT_ASSERT(EverydayShare("xqzvxqzvxqzvxqzvxqzv") > 0);
  }

  void RareBytes() {
    for (const char* text : {"<a", "a'", "$x", "`", "\x80z", ")(", "%%"})
      CPPUNIT_ASSERT_MESSAGE(text, HasRareByte(text));
    for (const char* text : {"ab", "a b", "a/b", "a.b", "a(b", "100%"})
      CPPUNIT_ASSERT_MESSAGE(text, !HasRareByte(text));
  }

  void SamplesAreFolded() {
    for (const std::string_view sample : EverydaySamples()) {
      std::string out(sample.size(), ' ');
      CPPUNIT_ASSERT_EQUAL(std::string(sample), std::string(FoldText(sample, TextKind::kLines, out)));
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(EverydayTextTest);

}  // namespace
}  // namespace errwatch
