#include "model/tag_name.h"

#include <cppunit/extensions/HelperMacros.h>

#include "model/bucket_tag.h"

namespace errwatch {
namespace {

class TagNameTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TagNameTest);
  CPPUNIT_TEST(NamesReasons);
  CPPUNIT_TEST_SUITE_END();

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
