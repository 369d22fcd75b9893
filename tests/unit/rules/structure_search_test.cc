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
  CPPUNIT_TEST(SharedFindingsAreThoseOfEachDetector);
  CPPUNIT_TEST(NothingHidesBehindManyParts);
  CPPUNIT_TEST(EqualPartsAreLookedAtOnce);
  CPPUNIT_TEST(NothingIsLookedForInAByte);
  CPPUNIT_TEST(ValuesAreRemembered);
  CPPUNIT_TEST(TheSameSentDecodedToSomethingElse);
  CPPUNIT_TEST(AllocatesNothing);
  CPPUNIT_TEST_SUITE_END();

  std::unique_ptr<MatchScratch> scratch_ = std::make_unique<MatchScratch>();
  const std::string longer_ = [] {
    std::string text;
    while (text.size() <= kMaxFieldBytes) text += "%.";
    return text;
  }();

  StructureSets Find(const Entry& entry, TargetSet fields) {
    Rule rule;
    rule.targets = fields;
    rule.structure = Structure::kOverlong;
    rule.more.emplace_back(rule).structure = Structure::kMarkup;
    StructureSets wanted{};
    AddStructures(rule, wanted);
    return FindStructures(wanted, PrepareText(entry, fields, *scratch_), &scratch_->seen_values,
                          scratch_->work);
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

  void NothingHidesBehindManyParts() {
    for (const std::string& filling : {std::string("a=1&"), std::string("a=%20x&")}) {
      std::string many;
      for (int i = 0; i < 600; ++i) many += filling;
      Entry entry;
      StructureSets wanted{};
      wanted[static_cast<std::size_t>(Target::kBody)] = Bit(Structure::kSql);
      const auto has_sql = [&](const std::string& body) {
        entry.body = body;
        scratch_->work.Begin({}, body.size());
        return FindStructures(wanted, PrepareText(entry, Bit(Target::kBody), *scratch_), nullptr,
                              scratch_->work)[static_cast<std::size_t>(Target::kBody)] != 0;
      };
      CPPUNIT_ASSERT(!has_sql(many + "b=1"));
      CPPUNIT_ASSERT(has_sql(many + "b=1+union+select+2&" + many));
    }
  }

  // Steps that looking for all structures in this body takes.
  std::size_t StepsOf(const std::string& body) {
    Entry entry;
    entry.body = body;
    StructureSets wanted{};
    wanted[static_cast<std::size_t>(Target::kBody)] = (uint32_t{1} << kStructureCount) - 1;
    scratch_->work.Begin({}, body.size());
    const EntryText text = PrepareText(entry, Bit(Target::kBody), *scratch_);
    const std::size_t before = scratch_->work.taken();
    FindStructures(wanted, text, nullptr, scratch_->work);
    return scratch_->work.taken() - before;
  }

  void EqualPartsAreLookedAtOnce() {
    const auto times = [](int count, int different) {
      std::string body;
      for (int i = 0; i < count; ++i) body += "[-]" + std::to_string(i % different) + "%/&";
      return body;
    };
    CPPUNIT_ASSERT_EQUAL(StepsOf(times(600, 1)), StepsOf(times(1200, 1)));
    CPPUNIT_ASSERT(StepsOf(times(1200, 1200)) > 3 * StepsOf(times(1200, 2)));
  }

  void NothingIsLookedForInAByte() {
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, StepsOf("'") + StepsOf("<") + StepsOf("a"));
    CPPUNIT_ASSERT(StepsOf("';") > 0);
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

  // One look for what runs and for what is typed says what two looks would.
  void SharedFindingsAreThoseOfEachDetector() {
    const auto found_in = [this](std::string_view args, uint32_t wanted) {
      constexpr auto kArgs = static_cast<std::size_t>(Target::kArgs);
      Entry entry;
      entry.args = args;
      StructureSets sets{};
      sets[kArgs] = wanted;
      return FindStructures(sets, PrepareText(entry, Bit(Target::kArgs), *scratch_), nullptr,
                            scratch_->work)[kArgs];
    };
    uint32_t seen = 0;
    for (const char* args :
         {"q=npm ci && npm test; cat x.log", "q=;cat /etc/passwd", "q=alert(\"hello\")", "q='-alert(1)-'",
          "q=<script>", "q=<svg onload=f(1)>", "q=tea", "q=x&&net user a /add"}) {
      uint32_t alone = 0;
      for (std::size_t i = 1; i < kStructureCount; ++i) alone |= found_in(args, uint32_t{1} << i);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(args, alone, found_in(args, (uint32_t{1} << kStructureCount) - 2));
      seen |= alone;
    }
    for (const SharedFinding& shared : kSharedFindings)
      CPPUNIT_ASSERT((seen & Bit(shared.runs)) != 0 && (seen & Bit(shared.typed)) != 0);
  }

  void ValuesAreRemembered() {
    constexpr auto kAgent = static_cast<unsigned>(Target::kAgent);
    constexpr unsigned kPlainAgent = kAgent + kTargetCount;
    const std::string clean = "Mozilla/5.0 (X11; Linux x86_64)";
    const std::string hostile = "Mozilla/5.0 <script>x</script>";
    std::size_t taken = 0;
    for (const std::string& agent : {clean, hostile, clean, hostile}) {
      Entry entry;
      entry.agent = agent;
      scratch_->work.Begin({}, 0);
      const bool found = Has(Find(entry, Bit(Target::kAgent)), Target::kAgent, Structure::kMarkup);
      CPPUNIT_ASSERT_EQUAL(agent == hostile, found);
      const std::string lower =
          agent == clean ? "mozilla/5.0 (x11; linux x86_64)" : "mozilla/5.0 <script>x</script>";
      const KnownValue* const known = scratch_->seen_values.Find(kPlainAgent, agent, lower);
      CPPUNIT_ASSERT(known != nullptr && known->asked == Bit(Structure::kMarkup));
      CPPUNIT_ASSERT_EQUAL(found ? Bit(Structure::kMarkup) : 0U, known->found);
      // What is found takes as much again.
      if (agent == hostile) CPPUNIT_ASSERT(taken == 0 || taken == scratch_->work.taken());
      if (agent == hostile) taken = scratch_->work.taken();
    }
    // What is known of one question says nothing of another.
    KnownValue other{.asked = Bit(Structure::kSql), .found = 0, .steps = 0};
    scratch_->seen_values.Note(kPlainAgent, hostile, other, "mozilla/5.0 <script>x</script>");
    Entry entry;
    entry.agent = hostile;
    CPPUNIT_ASSERT(Has(Find(entry, Bit(Target::kAgent)), Target::kAgent, Structure::kMarkup));
  }

  // A value is what the whole parameter is decoded to: a comment may begin in its name.
  void TheSameSentDecodedToSomethingElse() {
    constexpr auto kArgs = static_cast<std::size_t>(Target::kArgs);
    StructureSets wanted{};
    wanted[kArgs] = Bit(Structure::kSql);
    // The first hides it in a comment, beside a value that is nothing but a digit.
    for (const char* args : {"x/*=1' or '1'='1*/=2", "x=1' or '1'='1*/=2"}) {
      Entry entry;
      entry.args = args;
      const StructureSets found = FindStructures(wanted, PrepareText(entry, Bit(Target::kArgs), *scratch_),
                                                 &scratch_->seen_values, scratch_->work);
      CPPUNIT_ASSERT_MESSAGE(args, found[kArgs] != 0);
    }
  }

  void AllocatesNothing() {
    Entry entry;
    entry.args = longer_;
    entry.agent = "<a onload=x()>";
    const StructureSets before = Find(entry, Bit(Target::kArgs) | Bit(Target::kAgent));
    StructureSets wanted = before;
    const AllocationCounter allocations;
    const StructureSets found =
        FindStructures(wanted, PrepareText(entry, Bit(Target::kArgs) | Bit(Target::kAgent), *scratch_),
                       &scratch_->seen_values, scratch_->work);
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT(found == before && Has(found, Target::kArgs, Structure::kOverlong) && count == 0);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(StructureSearchTest);

}  // namespace
}  // namespace errwatch
