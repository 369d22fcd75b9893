#include "model/target.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <set>

namespace errwatch {
namespace {

class TargetTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TargetTest);
  CPPUNIT_TEST(EveryTargetHasItsNameAndBit);
  CPPUNIT_TEST(UnknownTargetsAreNamedToo);
  CPPUNIT_TEST_SUITE_END();

 public:
  void EveryTargetHasItsNameAndBit() {
    std::set<std::string_view> names;
    TargetSet all = 0;
    for (int i = 0; i < kTargetCount; ++i) {
      const auto target = static_cast<Target>(i);
      names.insert(TargetName(target));
      CPPUNIT_ASSERT(ParseTarget(TargetName(target)) == target);
      CPPUNIT_ASSERT((all & Bit(target)) == 0);
      all = static_cast<TargetSet>(all | Bit(target));
    }
    CPPUNIT_ASSERT_EQUAL(static_cast<size_t>(kTargetCount), names.size());
    CPPUNIT_ASSERT_EQUAL(std::string_view("message"), TargetName(Target::kMessage));
    CPPUNIT_ASSERT(!ParseTarget("Message") && !ParseTarget("unknown") && !ParseTarget(""));
    CPPUNIT_ASSERT((all & kDefaultTargets) == kDefaultTargets);
  }

  void UnknownTargetsAreNamedToo() { CPPUNIT_ASSERT(TargetName(static_cast<Target>(200)) == "unknown"); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TargetTest);

}  // namespace
}  // namespace errwatch
