#include "base/both_ends.h"

#include <cppunit/extensions/HelperMacros.h>

#include <array>

namespace errwatch {
namespace {

class BothEndsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BothEndsTest);
  CPPUNIT_TEST(WhatFitsIsWhole);
  CPPUNIT_TEST(KeepsWhereItHappened);
  CPPUNIT_TEST(CutsNoCharacter);
  CPPUNIT_TEST(AnyTextAndAnyRoom);
  CPPUNIT_TEST_SUITE_END();

 public:
  void WhatFitsIsWhole() {
    for (const char* text : {"", "a", "0123456789abcdef"})
      CPPUNIT_ASSERT_EQUAL(std::string(text), ShortenedInTheMiddle(text, 16));
    CPPUNIT_ASSERT_EQUAL(std::string("012345...abcdefg"), ShortenedInTheMiddle("0123456789abcdefg", 16));
    CPPUNIT_ASSERT_EQUAL(std::string("01234"),
                         ShortenedInTheMiddle("0123456789", 5));  // no room for two ends
  }

  void KeepsWhereItHappened() {
    const std::string message =
        "AH01071: Got error 'PHP message: PHP Fatal error:  Uncaught Error: Call to undefined function "
        "shop_total() in "
        "/srv/www/shop/wp-content/plugins/cart/total.php:128\nStack trace:\n#0 {main}\n  thrown in "
        "/srv/www/shop/wp-content/plugins/cart/total.php on line 128";
    const std::string shown = ShortenedInTheMiddle(message, 128);
    CPPUNIT_ASSERT_EQUAL(std::size_t{128}, shown.size());
    CPPUNIT_ASSERT(shown.starts_with("AH01071: Got error 'PHP message: PHP Fatal error:"));
    CPPUNIT_ASSERT_MESSAGE(shown, shown.ends_with("wp-content/plugins/cart/total.php on line 128"));
  }

  void CutsNoCharacter() {
    std::string text;
    for (int i = 0; i < 40; ++i) text += "\xE2\x82\xAC";  // three bytes
    for (std::size_t room = 12; room < 40; ++room) {
      const BothEnds ends = EndsOf(text, room);
      CPPUNIT_ASSERT_EQUAL(std::size_t{0}, ends.first.size() % 3);
      CPPUNIT_ASSERT_EQUAL(std::size_t{0}, ends.last.size() % 3);
    }
  }

  void AnyTextAndAnyRoom() {
    std::array<char, 64> space;
    for (std::size_t size = 0; size < 200; ++size) {
      const std::string text(size, static_cast<char>(0x80 + size % 64));
      for (std::size_t room = 0; room <= space.size(); ++room)
        CPPUNIT_ASSERT(CopyBothEnds(text, space.data(), room) <= room);
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(BothEndsTest);

}  // namespace
}  // namespace errwatch
