#include "base/sort_unique.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

namespace errwatch {
namespace {

class SortUniqueTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SortUniqueTest);
  CPPUNIT_TEST(SortsAndDropsWhatStandsTwice);
  CPPUNIT_TEST_SUITE_END();

  void SortsAndDropsWhatStandsTwice() {
    std::vector<int> numbers{3, 1, 3, 2, 1};
    SortUnique(numbers);
    CPPUNIT_ASSERT(numbers == std::vector<int>({1, 2, 3}));
    std::vector<std::string> none;
    SortUnique(none);
    CPPUNIT_ASSERT(none.empty());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SortUniqueTest);

}  // namespace
}  // namespace errwatch
