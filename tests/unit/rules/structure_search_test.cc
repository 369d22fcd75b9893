#include "rules/structure_search.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <memory>
#include <string>

#include "unit/allocation_counter.h"

namespace errwatch {
namespace {

constexpr auto kOverlong = static_cast<std::size_t>(Structure::kOverlong);

class StructureSearchTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(StructureSearchTest);
  CPPUNIT_TEST(FieldsThatAreWantedAndHaveIt);
  CPPUNIT_TEST(ConditionsOfARuleAreWanted);
  CPPUNIT_TEST(AllocatesNothing);
  CPPUNIT_TEST_SUITE_END();

  std::unique_ptr<MatchScratch> scratch_ = std::make_unique<MatchScratch>();
  const std::string longer_ = std::string(kMaxFieldBytes + 1, '%');

  StructureFields Find(const Entry& entry, TargetSet fields) {
    StructureFields wanted;
    wanted.fill(fields);
    return FindStructures(wanted, PrepareText(entry, fields, *scratch_));
  }

 public:
  void FieldsThatAreWantedAndHaveIt() {
    Entry entry;
    entry.uri = "/";
    entry.args = entry.agent = longer_;
    constexpr TargetSet kArgs = Bit(Target::kArgs);
    constexpr TargetSet kAgent = Bit(Target::kAgent);
    CPPUNIT_ASSERT(Find(entry, kArgs | Bit(Target::kUri))[kOverlong] == kArgs);
    CPPUNIT_ASSERT(Find(entry, kArgs | kAgent)[kOverlong] == (kArgs | kAgent));
    CPPUNIT_ASSERT(Find(entry, 0)[kOverlong] == 0);
  }

  void ConditionsOfARuleAreWanted() {
    Rule rule;
    rule.structure = Structure::kOverlong;
    rule.targets = Bit(Target::kArgs);
    rule.more.emplace_back();
    rule.more.emplace_back(rule).targets = Bit(Target::kCookie);
    StructureFields wanted{};
    AddStructures(rule, wanted);
    CPPUNIT_ASSERT(wanted[kOverlong] == (Bit(Target::kArgs) | Bit(Target::kCookie)));
  }

  void AllocatesNothing() {
    Entry entry;
    entry.args = longer_;
    const AllocationCounter allocations;
    const TargetSet found = Find(entry, Bit(Target::kArgs))[kOverlong];
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT(found != 0 && count == 0);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(StructureSearchTest);

}  // namespace
}  // namespace errwatch
