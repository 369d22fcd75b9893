#include "model/bucket_tag.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>
#include <string>

namespace errwatch {
namespace {

class BucketTagTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BucketTagTest);
  CPPUNIT_TEST(EveryCategoryHasATagOfItsOwn);
  CPPUNIT_TEST(OtherTagsAreOfNoCategory);
  CPPUNIT_TEST(NamesOfTags);
  CPPUNIT_TEST_SUITE_END();

 public:
  void EveryCategoryHasATagOfItsOwn() {
    std::set<uint8_t> tags;
    for (uint8_t i = 0; i < kCategoryCount; ++i) {
      const auto category = static_cast<Category>(i);
      CPPUNIT_ASSERT(CategoryOfTag(TagOf(category)) == category);
      CPPUNIT_ASSERT(TagOf(category) != 0 && TagOf(category) < kWidespreadTag);
      tags.insert(TagOf(category));
    }
    CPPUNIT_ASSERT_EQUAL(std::size_t{kCategoryCount}, tags.size());
    CPPUNIT_ASSERT_EQUAL(1, int{TagOf(Category::kSqlInjection)});  // as in the files of running servers
    CPPUNIT_ASSERT_EQUAL(10, int{TagOf(Category::kAuthFailure)});
  }

  void OtherTagsAreOfNoCategory() {
    int of_a_category = 0;
    for (int tag = 0; tag <= 255; ++tag)
      of_a_category += CategoryOfTag(static_cast<uint8_t>(tag)).has_value();
    CPPUNIT_ASSERT_EQUAL(int{kCategoryCount}, of_a_category);
    for (const uint8_t tag : {uint8_t{0}, TagOf(Category::kBenign), kWidespreadTag, kAnyTag, uint8_t{255}})
      CPPUNIT_ASSERT(!CategoryOfTag(tag));
  }

  void NamesOfTags() {
    CPPUNIT_ASSERT_EQUAL(std::string_view("any"), TagName(kAnyTag));
    CPPUNIT_ASSERT_EQUAL(std::string_view("xss"), TagName(TagOf(Category::kXss)));
    for (const uint8_t tag : {uint8_t{0}, TagOf(Category::kBenign), kWidespreadTag, uint8_t{255}})
      CPPUNIT_ASSERT_EQUAL(std::string_view(""), TagName(tag));
    for (int tag = 0; tag <= 255; ++tag) {
      const std::string_view name = TagName(static_cast<uint8_t>(tag));
      CPPUNIT_ASSERT_EQUAL(name.size(), std::string(name.data()).size());  // ends with NUL
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(BucketTagTest);

}  // namespace
}  // namespace errwatch
