#include "cli/config/unreachable.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <random>

#include "model/bucket_tag.h"
#include "unit/make_rule_set.h"

namespace errwatch::cli {
namespace {

// Of these two rules, which one the other keeps from ever naming an entry; 0 = neither.
uint32_t Silenced(const std::string& first, const std::string& second,
                  const std::vector<RuleRange>& removed_somewhere = {}) {
  const std::vector<Rule> rules = ParseRules({"1 " + first, "2 " + second});
  uint32_t silenced = 0;
  for (const Rule& rule : rules) {
    if (RuleInFrontOf(rule, rules, removed_somewhere) == nullptr) continue;
    CPPUNIT_ASSERT_EQUAL_MESSAGE("both are silenced", 0U, silenced);
    silenced = rule.id;
  }
  return silenced;
}

class UnreachableTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(UnreachableTest);
  CPPUNIT_TEST(SelectorsThatContradict);
  CPPUNIT_TEST(AWiderRuleComesFirst);
  CPPUNIT_TEST(BothGetTheirTurn);
  CPPUNIT_TEST(BenignRulesTakeBack);
  CPPUNIT_TEST(DirectoriesMayRemoveTheOther);
  CPPUNIT_TEST(WhoSaysTheSameIsNamed);
  CPPUNIT_TEST(TheFirstBucketAlwaysOverflowsFirst);
  CPPUNIT_TEST(NeitherBucketIsAlwaysFirst);
  CPPUNIT_TEST_SUITE_END();

 public:
  void SelectorsThatContradict() {
    const auto why = [](const std::string& words) {
      return ContradictionIn(ParseRules({"1 xss " + words})[0]);
    };
    for (const char* words :
         {"status=404 ah=AH00128", "status=404 module=core", "status=404 level=crit",
          "status=404 target=message \"a\"", "status=404 errno=EIO",
          "status=404 \"a\" and target=message \"b\"",
          "ah=AH00128 target=uri \"a\" and target=location \"b\"", "ah=AH00128 target=body \"a\""})
      CPPUNIT_ASSERT_MESSAGE(words, why(words).find("responses") != std::string::npos);
    for (const char* words :
         {"status=404", "status=404 level=error", "status=404 level=info \"a\"",
          "status=404 target=message,uri \"a\"", "ah=AH00128 module=core level=crit", "target=message \"a\"",
          "status=404 \"a\" and not target=message \"b\"", "ah=AH00128 \"a\" and target=location,uri \"b\"",
          "status=302 target=uri \"a\" and target=location \"b\""})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(words, std::string(), why(words));
  }

  void AWiderRuleComesFirst() {
    CPPUNIT_ASSERT_EQUAL(2U, Silenced("xss cost=3 module=ssl", "xss cost=2 module=ssl \"renegotiation\""));
    CPPUNIT_ASSERT_EQUAL(
        2U, Silenced("xss cost=3 module=ssl,core level=info", "xss cost=2 module=ssl level=warn"));
    CPPUNIT_ASSERT_EQUAL(
        1U, Silenced("xss cost=2 ah=AH00128 module=core level=error", "xss cost=3 ah=AH00128,AH00129"));
    CPPUNIT_ASSERT_EQUAL(2U, Silenced("xss status=404,403", "xss status=404"));
    CPPUNIT_ASSERT_EQUAL(2U, Silenced("xss status=404", "xss cost=1 status=404 method=POST"));
    CPPUNIT_ASSERT_EQUAL(2U, Silenced("xss \"a\" and \"b\"", "xss \"a\" and target=uri \"c\" and \"b\""));
    CPPUNIT_ASSERT_EQUAL(2U, Silenced("xss target=uri,args \"a\"", "xss target=uri \"a\""));
    CPPUNIT_ASSERT_EQUAL(1U, Silenced("xss cost=4 module=ssl \"a\"", "sql_injection cost=4 module=ssl"));
  }

  void BothGetTheirTurn() {
    // at the same cost a rule with a pattern says more
    CPPUNIT_ASSERT_EQUAL(0U, Silenced("xss cost=2 module=ssl", "xss cost=2 module=ssl \"renegotiation\""));
    CPPUNIT_ASSERT_EQUAL(0U,
                         Silenced("xss cost=3 module=ssl level=warn", "xss cost=2 module=ssl level=info"));
    CPPUNIT_ASSERT_EQUAL(0U, Silenced("xss cost=3 module=ssl level=warn", "xss cost=2 module=ssl"));
    CPPUNIT_ASSERT_EQUAL(0U, Silenced("xss cost=3 status=404 method=POST", "xss cost=2 status=404"));
    CPPUNIT_ASSERT_EQUAL(0U, Silenced("xss cost=3 \"a\" and \"b\"", "xss cost=2 \"a\" and not \"b\""));
    CPPUNIT_ASSERT_EQUAL(0U, Silenced("xss cost=3 ah=AH00128", "xss cost=2 ah=AH00128,AH00129"));
    CPPUNIT_ASSERT_EQUAL(0U, Silenced("xss cost=3 \"a\"", "xss cost=2 \"ab\""));
    // without regard to case, "[^a]" matches less
    CPPUNIT_ASSERT_EQUAL(0U, Silenced("xss cost=3 nocase \"[^a]bc\"", "xss cost=2 \"[^a]bc\""));
    // a log without %m: the AH number is enough for the second, but the first needs the module
    CPPUNIT_ASSERT_EQUAL(0U, Silenced("xss cost=3 module=core", "xss cost=2 ah=AH00128 module=core"));
    CPPUNIT_ASSERT_EQUAL(0U, Silenced("benign cost=2 module=core", "benign cost=1 module=core"));
  }

  void BenignRulesTakeBack() {
    CPPUNIT_ASSERT_EQUAL(1U, Silenced("xss cost=2 module=core \"a\"", "benign cost=2 module=core"));
    CPPUNIT_ASSERT_EQUAL(0U, Silenced("xss cost=3 module=core \"a\"", "benign cost=2 module=core"));
    CPPUNIT_ASSERT_EQUAL(0U, Silenced("xss cost=2 module=core", "benign cost=2 module=core \"a\""));
  }

  void DirectoriesMayRemoveTheOther() {
    const std::string wide = "xss cost=3 module=core";
    const std::string narrow = "xss cost=2 module=core level=warn";
    const auto with = [&](const RuleRange& range) { return Silenced(wide, narrow, {range}); };
    CPPUNIT_ASSERT_EQUAL(0U, with({1, 1}));
    CPPUNIT_ASSERT_EQUAL(2U, with({1, 9}));  // both are gone there
    CPPUNIT_ASSERT_EQUAL(2U, with({0, 0, Category::kXss}));
    CPPUNIT_ASSERT_EQUAL(2U, with({7, 9}));
  }

  void WhoSaysTheSameIsNamed() {
    const std::vector<Rule> rules = ParseRules(
        {"1 sql_injection cost=4 module=core", "2 xss cost=3 module=core", "3 xss cost=2 module=core \"a\""});
    CPPUNIT_ASSERT_EQUAL(2U, RuleInFrontOf(rules[2], rules, {})->id);
    CPPUNIT_ASSERT(SaysTheSame(rules[1], rules[2]) && !SaysTheSame(rules[0], rules[2]));
    CPPUNIT_ASSERT_EQUAL(1U, RuleInFrontOf(rules[1], rules, {})->id);
  }

  // Random pours into both at once, and some into the first alone.
  void TheFirstBucketAlwaysOverflowsFirst() {
    std::mt19937 random(7);
    const auto pick = [&](uint32_t least, uint32_t most) {
      return least + static_cast<uint32_t>(random()) % (most - least + 1);
    };
    for (int i = 0; i < 20'000; ++i) {
      const BucketShape first{pick(1, 30), pick(1, 600)};
      const uint32_t most = pick(1, 5);
      BucketShape second{first.capacity + most + pick(0, 20), 0};
      second.window = uint64_t{second.capacity} * first.window / first.capacity;
      CPPUNIT_ASSERT(OverflowsFirst(first, second, most));
      Bucket a, b;
      Tick now{1000};
      for (int pour = 0; pour < 200; ++pour) {
        now.value += pick(0, 3) == 0 ? pick(0, 400) : pick(0, 5);
        const uint32_t units = pick(1, most);
        const Poured poured_a = Pour(a, kAnyTag, units * kQuantaPerUnit, first, now);
        a = poured_a.bucket;
        if (pick(0, 3) != 0) {
          const Poured poured_b = Pour(b, 1, units * kQuantaPerUnit, second, now);
          CPPUNIT_ASSERT(!poured_b.overflow);
          b = poured_b.bucket;
        }
        if (poured_a.overflow) break;
      }
    }
  }

  void NeitherBucketIsAlwaysFirst() {
    const BucketShape any{30, 6000};
    CPPUNIT_ASSERT(OverflowsFirst(any, {35, 6000}, 5));
    CPPUNIT_ASSERT(!OverflowsFirst(any, {34, 6000}, 5));    // both by one entry
    CPPUNIT_ASSERT(!OverflowsFirst(any, {100, 60000}, 5));  // the second keeps longer
    CPPUNIT_ASSERT(!OverflowsFirst({0, 0}, {35, 6000}, 1) && !OverflowsFirst(any, {0, 0}, 1));

    const Poured before = Pour({}, kAnyTag, 29 * kQuantaPerUnit, any, Tick{1});
    CPPUNIT_ASSERT(!before.overflow &&
                   Pour(before.bucket, kAnyTag, 5 * kQuantaPerUnit, any, Tick{1}).overflow);
    const Poured own = Pour({}, 1, 29 * kQuantaPerUnit, {34, 6000}, Tick{1});
    CPPUNIT_ASSERT(Pour(own.bucket, 1, 5 * kQuantaPerUnit, {34, 6000}, Tick{1}).overflow);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(UnreachableTest);

}  // namespace
}  // namespace errwatch::cli
