#include "cli/exchange/target_map.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>
#include <string>

namespace errwatch::cli {
namespace {

class TargetMapTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TargetMapTest);
  CPPUNIT_TEST(WhatHoldsIt);
  CPPUNIT_TEST(WhatOverlapsIt);
  CPPUNIT_TEST(ErasedOnesAreNotFound);
  CPPUNIT_TEST_SUITE_END();

  static DecisionTarget On(const std::string& address, uint8_t range_bits = 0) {
    return {*ClientAddress::Parse(address), range_bits};
  }

  TargetMap<int> map_;

 public:
  void setUp() override {
    map_[On("192.0.2.0", 24)] = 1;
    map_[On("192.0.2.0", 25)] = 2;
    map_[On("192.0.2.0")] = 3;
    map_[On("192.0.2.200")] = 4;
    map_[On("192.0.0.0", 16)] = 5;
    map_[On("192.0.3.1")] = 6;
    map_[On("::", 32)] = 7;
    map_[On("2001:db8::")] = 8;
    map_[On("2001:db8::", 48)] = 9;
  }

 private:
  std::set<int> Holding(const DecisionTarget& target) const {
    std::set<int> found;
    map_.ForEachHolding(target, [&](const DecisionTarget&, int value) { found.insert(value); });
    return found;
  }
  std::set<int> Overlapping(const DecisionTarget& target) const {
    std::set<int> found;
    map_.ForEachOverlapping(target, [&](const DecisionTarget&, int value) { found.insert(value); });
    return found;
  }

  void WhatHoldsIt() {
    CPPUNIT_ASSERT((Holding(On("192.0.2.0")) == std::set<int>{1, 2, 3, 5}));
    CPPUNIT_ASSERT((Holding(On("192.0.2.200")) == std::set<int>{1, 4, 5}));
    CPPUNIT_ASSERT((Holding(On("192.0.2.0", 24)) == std::set<int>{1, 5}));
    CPPUNIT_ASSERT((Holding(On("2001:db8::")) == std::set<int>{8, 9}));
    CPPUNIT_ASSERT(Holding(On("198.51.100.1")).empty());
  }

  void WhatOverlapsIt() {
    CPPUNIT_ASSERT((Overlapping(On("192.0.2.0", 24)) == std::set<int>{1, 2, 3, 4, 5}));
    CPPUNIT_ASSERT((Overlapping(On("192.0.2.128", 25)) == std::set<int>{1, 4, 5}));
    CPPUNIT_ASSERT((Overlapping(On("::", 16)) == std::set<int>{7}));  // IPv4 lies in none of IPv6
    CPPUNIT_ASSERT((Overlapping(On("2001::", 16)) == std::set<int>{8, 9}));
    CPPUNIT_ASSERT((Overlapping(On("192.0.2.200")) == std::set<int>{1, 4, 5}));
  }

  void ErasedOnesAreNotFound() {
    map_.EraseIf([](int value) { return value == 1 || value == 5; });
    CPPUNIT_ASSERT((Holding(On("192.0.2.200")) == std::set<int>{4}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{7}, map_.size());
    CPPUNIT_ASSERT(map_.Find(On("192.0.0.0", 16)) == nullptr);
    map_[On("192.0.0.0", 16)] = 10;
    CPPUNIT_ASSERT((Holding(On("192.0.2.200")) == std::set<int>{4, 10}));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TargetMapTest);

}  // namespace
}  // namespace errwatch::cli
