#include "model/anomaly.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>

namespace errwatch {
namespace {

// Stored in shared memory.
static_assert(static_cast<int>(AnomalyKind::kNewTemplate) == 0 &&
              static_cast<int>(AnomalyKind::kDeployment) == 5 &&
              static_cast<int>(AnomalyKind::kUnusualRequest) == 10);
static_assert(static_cast<int>(AnomalyKind::kOver) == 11 && static_cast<int>(AnomalyKind::kNewKinds) == 12 &&
              kAnomalyKindCount == 13);

class AnomalyTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(AnomalyTest);
  CPPUNIT_TEST(EachHasANameAndAText);
  CPPUNIT_TEST(AWildNumberIsHarmless);
  CPPUNIT_TEST_SUITE_END();

  void EachHasANameAndAText() {
    std::set<std::string_view> names;
    for (uint8_t i = 0; i < kAnomalyKindCount; ++i) {
      const AnomalyKindInfo& info = Info(static_cast<AnomalyKind>(i));
      CPPUNIT_ASSERT(names.insert(info.name).second);
      CPPUNIT_ASSERT(ParseAnomalyKind(info.name) == static_cast<AnomalyKind>(i));
      CPPUNIT_ASSERT(info.text.find("{seen}") != std::string_view::npos);
    }
    CPPUNIT_ASSERT(AnomalyKindName(AnomalyKind::kBruteForce) == "brute_force");
    CPPUNIT_ASSERT(!ParseAnomalyKind("Burst") && !ParseAnomalyKind(""));
  }

  void AWildNumberIsHarmless() {
    CPPUNIT_ASSERT(AnomalyKindName(static_cast<AnomalyKind>(255)) == "new_template");
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AnomalyTest);

}  // namespace
}  // namespace errwatch
