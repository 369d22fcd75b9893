#include "model/tag_name.h"

#include <cppunit/extensions/HelperMacros.h>

#include "model/leaky_bucket.h"

namespace errwatch {
namespace {

class TagNameTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TagNameTest);
  CPPUNIT_TEST(NamesEveryTag);
  CPPUNIT_TEST(NamesReasons);
  CPPUNIT_TEST_SUITE_END();

  void NamesEveryTag() {
    CPPUNIT_ASSERT(TagName(kAnyTag) == "any");
    for (uint8_t i = 0; i < kCategoryCount; ++i) {
      const auto category = static_cast<Category>(i);
      CPPUNIT_ASSERT(TagName(TagOf(category)) == CategoryName(category));
      CPPUNIT_ASSERT_EQUAL('\0', *(TagName(TagOf(category)).end()));
    }
    for (const int none : {0, kCategoryCount + 1, kAnyTag - 1, kAnyTag + 1, 255})
      CPPUNIT_ASSERT(TagName(static_cast<uint8_t>(none)).empty());
  }

  // JSON and pages say "by hand", ERRWATCH_CATEGORY says by_hand: both are read by others.
  void NamesReasons() {
    CPPUNIT_ASSERT(ReasonName(0, true, ByHand::kWords) == "by hand");
    CPPUNIT_ASSERT(ReasonName(0, true, ByHand::kOneWord) == "by_hand");
    for (const ByHand spelling : {ByHand::kWords, ByHand::kOneWord}) {
      CPPUNIT_ASSERT(ReasonName(kAnyTag, false, spelling) == "any");
      CPPUNIT_ASSERT(ReasonName(TagOf(Category::kXss), false, spelling) == "xss");
      CPPUNIT_ASSERT(ReasonName(0, false, spelling).empty());
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TagNameTest);

}  // namespace
}  // namespace errwatch
