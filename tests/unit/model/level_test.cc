#include "model/level.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class LevelTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LevelTest);
  CPPUNIT_TEST(EveryLevelIsReadBackFromItsName);
  CPPUNIT_TEST(NumbersAreThoseOfHttpd);
  CPPUNIT_TEST(OtherSpellings);
  CPPUNIT_TEST(UnknownNamesAreRefused);
  CPPUNIT_TEST(AnyByteHasAName);
  CPPUNIT_TEST_SUITE_END();

 public:
  void EveryLevelIsReadBackFromItsName() {
    for (int i = 0; i < kLevelCount; ++i) {
      const auto level = static_cast<Level>(i);
      const auto parsed = ParseLevel(LevelName(level));
      CPPUNIT_ASSERT_MESSAGE(std::string(LevelName(level)), parsed == level);
    }
  }

  void NumbersAreThoseOfHttpd() {
    CPPUNIT_ASSERT_EQUAL(0, static_cast<int>(*ParseLevel("emerg")));
    CPPUNIT_ASSERT_EQUAL(4, static_cast<int>(*ParseLevel("warn")));
    CPPUNIT_ASSERT_EQUAL(7, static_cast<int>(*ParseLevel("debug")));
    CPPUNIT_ASSERT_EQUAL(15, static_cast<int>(*ParseLevel("trace8")));
  }

  void OtherSpellings() {
    CPPUNIT_ASSERT(ParseLevel("WARNING") == Level::kWarn);
    CPPUNIT_ASSERT(ParseLevel("err") == Level::kError);
    CPPUNIT_ASSERT(ParseLevel("Trace1") == Level::kTrace1);
  }

  void UnknownNamesAreRefused() {
    for (const char* name : {"", "warn ", "trace", "trace9", "fatal", "4"}) {
      CPPUNIT_ASSERT_MESSAGE(name, !ParseLevel(name).has_value());
    }
  }

  void AnyByteHasAName() {
    for (int byte = 0; byte < 256; ++byte) CPPUNIT_ASSERT(!LevelName(static_cast<Level>(byte)).empty());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LevelTest);

}  // namespace
}  // namespace errwatch
