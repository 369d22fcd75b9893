#include "base/byte_table.h"

#include <cppunit/extensions/HelperMacros.h>

#include "base/ascii.h"

namespace errwatch {
namespace {

constexpr ByteTable kMarks("<\xff");
constexpr ByteTable kDigits([](char c) { return IsDigit(c); });

class ByteTableTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ByteTableTest);
  CPPUNIT_TEST(HasWhatItWasMadeOf);
  CPPUNIT_TEST(FindsTheNextOne);
  CPPUNIT_TEST_SUITE_END();

 public:
  void HasWhatItWasMadeOf() {
    for (int i = 0; i < 256; ++i) {
      const char c = static_cast<char>(i);
      CPPUNIT_ASSERT_EQUAL(c == '<' || c == '\xff', kMarks.Has(c));
      CPPUNIT_ASSERT_EQUAL(IsDigit(c), kDigits.Has(c));
    }
  }

  void FindsTheNextOne() {
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, kDigits.Find("a1b2"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, kDigits.Find("a1b2", 2));
    CPPUNIT_ASSERT_EQUAL(std::string_view::npos, kDigits.Find("a1b2", 4));
    CPPUNIT_ASSERT_EQUAL(std::string_view::npos, kDigits.Find("ab"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ByteTableTest);

}  // namespace
}  // namespace errwatch
