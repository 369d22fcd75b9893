#include "structure/written_markup.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <string_view>

namespace errwatch {
namespace {

class WrittenMarkupTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WrittenMarkupTest);
  CPPUNIT_TEST(BesideTags);
  CPPUNIT_TEST(Alone);
  CPPUNIT_TEST_SUITE_END();

 public:
  void BesideTags() {
    std::array<char, 64> out;
    CPPUNIT_ASSERT_EQUAL(std::string_view("<p>a        &gt;b</p>"),
                         WithoutWrittenMarkup("<P>a &lt;x y&gt;b</P>", out));
    CPPUNIT_ASSERT(!WithoutWrittenMarkup("%3Cp%3E%26lt%3Bx%26gt%3B", out).empty());
  }
  void Alone() {
    std::array<char, 64> out;
    CPPUNIT_ASSERT(WithoutWrittenMarkup("&lt;script&gt;", out).empty());
    CPPUNIT_ASSERT(WithoutWrittenMarkup("<p>a</p>", out).empty());
    CPPUNIT_ASSERT(WithoutWrittenMarkup("a < b &lt; c", out).empty());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(WrittenMarkupTest);

}  // namespace
}  // namespace errwatch
