#include "model/category.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <map>
#include <set>
#include <string>

namespace errwatch {
namespace {

class CategoryTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CategoryTest);
  CPPUNIT_TEST(EveryCategoryIsReadBackFromItsName);
  CPPUNIT_TEST(EveryCategoryIsDescribed);
  CPPUNIT_TEST(NumbersInSharedMemoryNeverChange);
  CPPUNIT_TEST(OneCategoryANumber);
  CPPUNIT_TEST(WhoseFaultItIs);
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

  // Files of running servers hold these. A new category is added here; nothing is ever changed.
  void NumbersInSharedMemoryNeverChange() {
    const std::map<std::string_view, int> numbers = {
        {"sql_injection", 0},
        {"xss", 1},
        {"code_injection", 2},
        {"path_traversal", 3},
        {"malware_upload", 4},
        {"info_leak", 5},
        {"bot_proxy", 6},
        {"bad_method", 7},
        {"bad_request", 8},
        {"auth_failure", 9},
        {"resource_exhaustion", 10},
        {"waf_alert", 11},
        {"vuln_scan", 12},
        {"unauthorized_access", 13},
        {"tls_error", 14},
        {"server_fault", 15},
        {"anomaly", 16},
        {"benign", 17},
    };
    CPPUNIT_ASSERT_EQUAL(kCategoryTable.size(), numbers.size());
    for (const CategoryInfo& info : kCategoryTable)
      CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(info.name), numbers.at(info.name), int{info.number});
  }

  void OneCategoryANumber() {
    for (int i = 0; i <= kCategoryCount; ++i) {
      const auto category = static_cast<Category>(i);
      CPPUNIT_ASSERT(kCategoryByNumber[Info(category).number] == category);
      CPPUNIT_ASSERT(category == Category::kBenign || Info(category).number < kNumberedPlaces);
    }
    CPPUNIT_ASSERT(kCategoryByNumber[kNumbers] == Category::kBenign);
    CPPUNIT_ASSERT(kCategoryByNumber[255] == Category::kBenign);
  }

  void WhoseFaultItIs() {
    CPPUNIT_ASSERT(Info(Category::kServerFault).fault == Fault::kServer);
    CPPUNIT_ASSERT(Info(Category::kInfoLeak).fault == Fault::kServer);
    CPPUNIT_ASSERT(Info(Category::kAuthFailure).fault == Fault::kClients);
    CPPUNIT_ASSERT(Info(Category::kVulnScan).fault == Fault::kEither);
    for (const CategoryInfo& info : kCategoryTable) {  // what is recognised as an attack is always charged
      if (info.ecs_category == "intrusion_detection" || info.ecs_category == "malware")
        CPPUNIT_ASSERT_MESSAGE(std::string(info.name), info.fault == Fault::kClient);
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
