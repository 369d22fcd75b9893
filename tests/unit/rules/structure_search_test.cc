#include "rules/structure_search.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <memory>
#include <string>

#include "unit/allocation_counter.h"

namespace errwatch {
namespace {

bool Has(const StructureSets& sets, Target target, Structure structure) {
  return (sets[static_cast<std::size_t>(target)] & Bit(structure)) != 0;
}

class StructureSearchTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(StructureSearchTest);
  CPPUNIT_TEST(FieldsThatAreWantedAndHaveIt);
  CPPUNIT_TEST(ConditionsOfARuleAreWanted);
  CPPUNIT_TEST(CleanValuesAreRemembered);
  CPPUNIT_TEST(AllocatesNothing);
  CPPUNIT_TEST_SUITE_END();

  std::unique_ptr<MatchScratch> scratch_ = std::make_unique<MatchScratch>();
  const std::string longer_ = std::string(kMaxFieldBytes + 1, '%');

  StructureSets Find(const Entry& entry, TargetSet fields) {
    Rule rule;
    rule.targets = fields;
    rule.structure = Structure::kOverlong;
    rule.more.emplace_back(rule).structure = Structure::kMarkup;
    StructureSets wanted{};
    AddStructures(rule, wanted);
    return FindStructures(wanted, PrepareText(entry, fields, *scratch_), &scratch_->seen);
  }

 public:
  void FieldsThatAreWantedAndHaveIt() {
    Entry entry;
    entry.uri = "/";
    entry.args = entry.agent = longer_;
    entry.cookie = "a=1; b=<script>x</script>";
    constexpr TargetSet kAll = (1U << kTargetCount) - 1;
    const StructureSets found = Find(entry, kAll);
    CPPUNIT_ASSERT(Has(found, Target::kArgs, Structure::kOverlong) &&
                   Has(found, Target::kAgent, Structure::kOverlong));
    CPPUNIT_ASSERT(found[static_cast<std::size_t>(Target::kUri)] == 0);
    CPPUNIT_ASSERT(found[static_cast<std::size_t>(Target::kCookie)] == Bit(Structure::kMarkup));
    CPPUNIT_ASSERT(Find(entry, Bit(Target::kAgent))[static_cast<std::size_t>(Target::kArgs)] == 0);
  }

  void ConditionsOfARuleAreWanted() {
    Rule rule;
    rule.structure = Structure::kOverlong;
    rule.targets = Bit(Target::kArgs);
    rule.more.emplace_back();
    rule.more.emplace_back(rule).targets = Bit(Target::kCookie);
    StructureSets wanted{};
    AddStructures(rule, wanted);
    for (int i = 0; i < kTargetCount; ++i) {
      const auto target = static_cast<Target>(i);
      CPPUNIT_ASSERT_EQUAL(target == Target::kArgs || target == Target::kCookie,
                           Has(wanted, target, Structure::kOverlong));
    }
  }

  // One that was clean is not taken for another one, nor for the same in another field or asked for more.
  void CleanValuesAreRemembered() {
    const std::string agent = "Mozilla/5.0 (X11; Linux x86_64)";
    for (const unsigned field : {4U, 5U}) {
      CPPUNIT_ASSERT(!scratch_->seen.IsClean(field, agent, 1));
      scratch_->seen.NoteClean(field, agent, 5);
      CPPUNIT_ASSERT(scratch_->seen.IsClean(field, agent, 1) && scratch_->seen.IsClean(field, agent, 5));
      CPPUNIT_ASSERT(!scratch_->seen.IsClean(field, agent, 7) &&
                     !scratch_->seen.IsClean(field, agent + " ", 1));
    }
    for (std::size_t i = 0; i < agent.size(); ++i) {
      std::string other = agent;
      other[i] = '<';
      CPPUNIT_ASSERT(!scratch_->seen.IsClean(4, other, 1));
    }
    const std::string too_long(SeenValues::kLongest + 1, 'a');
    scratch_->seen.NoteClean(4, too_long, 1);
    CPPUNIT_ASSERT(!scratch_->seen.IsClean(4, too_long, 1));
    Entry entry;
    for (const bool hostile : {false, true, false, true}) {
      entry.agent = hostile ? std::string_view("Mozilla/5.0 <script>x</script>") : std::string_view(agent);
      CPPUNIT_ASSERT_EQUAL(hostile,
                           Has(Find(entry, Bit(Target::kAgent)), Target::kAgent, Structure::kMarkup));
    }
  }

  void AllocatesNothing() {
    Entry entry;
    entry.args = longer_;
    entry.agent = "<a onload=x()>";
    const StructureSets before = Find(entry, Bit(Target::kArgs) | Bit(Target::kAgent));
    StructureSets wanted = before;
    const AllocationCounter allocations;
    const StructureSets found = FindStructures(
        wanted, PrepareText(entry, Bit(Target::kArgs) | Bit(Target::kAgent), *scratch_), &scratch_->seen);
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT(found == before && Has(found, Target::kArgs, Structure::kOverlong) && count == 0);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(StructureSearchTest);

}  // namespace
}  // namespace errwatch
