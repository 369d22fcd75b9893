#include "structure/cursor.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class CursorTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CursorTest);
  CPPUNIT_TEST(PlacesBehindTheEndAreEmpty);
  CPPUNIT_TEST(Names);
  CPPUNIT_TEST(Prose);
  CPPUNIT_TEST(Tables);
  CPPUNIT_TEST_SUITE_END();

 public:
  void PlacesBehindTheEndAreEmpty() {
    CPPUNIT_ASSERT(At("ab", 2) == '\0' && At("", 100) == '\0' && Before("ab", 0) == '\0' &&
                   Before("ab", 100) == '\0');
    CPPUNIT_ASSERT(From("ab", 100).empty() && !StandsAt("ab", 5, "a") && StandsAt("ab", 1, "b"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, PastBlanks("  ", 0));
  }

  void Names() {
    CPPUNIT_ASSERT(NameAt("a_1-b", 0) == "a_1" && NameAt("-", 0).empty() && NameAt("a", 9).empty());
    CPPUNIT_ASSERT(NameBefore("x.a_1(", 5) == "a_1" && NameBefore("(", 0).empty() &&
                   NameBefore("ab", 9) == "ab");
    CPPUNIT_ASSERT(BackOverBlanks("ab  c", 4) == "ab");
  }

  void Prose() {
    CPPUNIT_ASSERT(IsProse("how to use ") && IsProse("what, is (") && IsProse("was ist f\xc3\xbcr"));
    CPPUNIT_ASSERT(!IsProse("") && !IsProse("one") && !IsProse("a = b") && !IsProse("x;y z") &&
                   !IsProse("1 or 2"));
  }

  void Tables() {
    constexpr ByteTable table(";|");
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, table.Find("a|b;"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, table.Find("a|b;", 2));
    CPPUNIT_ASSERT_EQUAL(std::string_view::npos, table.Find("abc"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CursorTest);

}  // namespace
}  // namespace errwatch
