#include "model/category.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <set>
#include <string>

namespace errwatch {
namespace {

class CategoryTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CategoryTest);
  CPPUNIT_TEST(EveryCategoryIsReadBackFromItsName);
  CPPUNIT_TEST(EveryCategoryIsDescribed);
  CPPUNIT_TEST(FaultsOfTheServerCostTheClientNothing);
  CPPUNIT_TEST(UnknownNamesAreRefused);
  CPPUNIT_TEST(UnknownBytesAreBenign);
  CPPUNIT_TEST(SetHoldsWhatWasAdded);
  CPPUNIT_TEST_SUITE_END();

 public:
  void EveryCategoryIsReadBackFromItsName() {
    std::set<std::string_view> names;
    for (int i = 0; i <= kCategoryCount; ++i) {
      const auto category = static_cast<Category>(i);
      CPPUNIT_ASSERT(ParseCategory(CategoryName(category)) == category);
      CPPUNIT_ASSERT(CategoryNames().find(CategoryName(category)) != std::string_view::npos);
      names.insert(CategoryName(category));
    }
    CPPUNIT_ASSERT_EQUAL(size_t{18}, names.size());
  }

  void EveryCategoryIsDescribed() {
    for (int i = 0; i < kCategoryCount; ++i) {
      const CategoryInfo& info = Info(static_cast<Category>(i));
      CPPUNIT_ASSERT_MESSAGE(std::string(info.name), info.technique.size() >= 5 && info.technique[0] == 'T');
      CPPUNIT_ASSERT(!info.ecs_category.empty());
      CPPUNIT_ASSERT(!info.text.empty());
    }
  }

  void FaultsOfTheServerCostTheClientNothing() {
    CPPUNIT_ASSERT_EQUAL(uint16_t{0}, Info(Category::kServerFault).default_cost);
    CPPUNIT_ASSERT_EQUAL(uint16_t{0}, Info(Category::kInfoLeak).default_cost);
    CPPUNIT_ASSERT_EQUAL(uint16_t{0}, Info(Category::kBenign).default_cost);
    CPPUNIT_ASSERT(Info(Category::kSqlInjection).default_cost > Info(Category::kAuthFailure).default_cost);
  }

  void UnknownNamesAreRefused() {
    for (const char* name : {"", "XSS", "xss ", "sqli", "any"}) {
      CPPUNIT_ASSERT_MESSAGE(name, !ParseCategory(name).has_value());
    }
  }

  void UnknownBytesAreBenign() {
    CPPUNIT_ASSERT_EQUAL(std::string_view("benign"), CategoryName(static_cast<Category>(200)));
    CPPUNIT_ASSERT_EQUAL(std::string_view("benign"), CategoryName(Category::kBenign));
  }

  void SetHoldsWhatWasAdded() {
    CategorySet set;
    CPPUNIT_ASSERT(set.empty());
    set.Add(Category::kXss);
    set.Add(Category::kAnomaly);
    set.Add(Category::kXss);
    CPPUNIT_ASSERT_EQUAL(2, set.size());
    CPPUNIT_ASSERT(set.Has(Category::kXss) && !set.Has(Category::kSqlInjection));
    CPPUNIT_ASSERT(CategorySet(set.bits()) == set);
    set.Remove(Category::kXss);
    CPPUNIT_ASSERT(!set.Has(Category::kXss) && set.Has(Category::kAnomaly));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CategoryTest);

}  // namespace
}  // namespace errwatch
