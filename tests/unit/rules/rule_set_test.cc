#include "rules/rule_set.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

#include "config/rule_grammar.h"
#include "unit/make_rule_set.h"

namespace errwatch {
namespace {

// Ids of the rules behind indexes.
std::vector<uint32_t> Ids(const RuleSet& set, std::span<const uint32_t> indexes) {
  std::vector<uint32_t> ids;
  for (const uint32_t index : indexes) ids.push_back(set.rules()[index].id);
  return ids;
}
using IdList = std::vector<uint32_t>;

class RuleSetTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RuleSetTest);
  CPPUNIT_TEST(EmptySet);
  CPPUNIT_TEST(RulesAreSortedAndFound);
  CPPUNIT_TEST(DuplicateIdNamesBothPlaces);
  CPPUNIT_TEST(RemovedRulesAreGone);
  CPPUNIT_TEST(ScreeningTellsHowPatternsAreTried);
  CPPUNIT_TEST(FurtherConditionsAreScreened);
  CPPUNIT_TEST(IndexesHoldWhatIsWorthATry);
  CPPUNIT_TEST(AStatusMattersWhereARuleMayMatch);
  CPPUNIT_TEST(TargetsOfPatternsAreCollected);
  CPPUNIT_TEST_SUITE_END();

 public:
  void EmptySet() {
    const auto set = MakeRuleSet({});
    CPPUNIT_ASSERT(set->rules().empty());
    CPPUNIT_ASSERT(set->Find(1) == nullptr);
    CPPUNIT_ASSERT(set->targets() == 0);
    CPPUNIT_ASSERT(set->General().empty() && set->ByLogId(0).empty() && set->ByModule("").empty());
  }

  void RulesAreSortedAndFound() {
    const auto set = MakeRuleSet({"30 xss 'ccc'", "10 xss 'aaa'", "20 anomaly 'bbb'"});
    CPPUNIT_ASSERT_EQUAL(10U, set->rules()[0].id);
    CPPUNIT_ASSERT_EQUAL(30U, set->rules()[2].id);
    CPPUNIT_ASSERT(set->Find(20)->category == Category::kAnomaly);
    for (const uint32_t id : {0U, 15U, 31U}) CPPUNIT_ASSERT(set->Find(id) == nullptr);
  }

  void DuplicateIdNamesBothPlaces() {
    const auto set = RuleSet::Build(ParseRules({"7 xss 'a1'", "8 xss 'a2'", "7 anomaly 'a3'"}));
    CPPUNIT_ASSERT(!set.ok());
    CPPUNIT_ASSERT_EQUAL(
        std::string("rule id 7 is used twice, at rules.conf:1 and at rules.conf:3: ids must be unique"),
        set.error());
    const Status checked = RuleSet::CheckIds(ParseRules({"7 xss 'a1'", "8 xss 'a2'", "7 anomaly 'a3'"}));
    CPPUNIT_ASSERT_EQUAL(set.error(), checked.error());
    CPPUNIT_ASSERT(RuleSet::CheckIds(ParseRules({"8 xss 'a1'", "7 xss 'a2'"})).ok());
  }

  void RemovedRulesAreGone() {
    const auto removed = ParseRuleRanges("10-19 xss").value();
    const auto set =
        MakeRuleSet({"9 anomaly 'aaa'", "10 anomaly 'bbb'", "20 xss 'ccc'", "21 anomaly 'ddd'"}, removed);
    CPPUNIT_ASSERT_EQUAL(size_t{2}, set->rules().size());
    CPPUNIT_ASSERT(set->Find(9) != nullptr && set->Find(21) != nullptr);
  }

  void ScreeningTellsHowPatternsAreTried() {
    const auto set = MakeRuleSet({"1 xss ah=AH00128", "2 xss 'union'", R"(3 xss '\d+')"});
    CPPUNIT_ASSERT(set->screening(0) == Screening::kSelectors);
    CPPUNIT_ASSERT(set->screening(1) == Screening::kLiteral);
    CPPUNIT_ASSERT(set->screening(2) == Screening::kUnscreened);
    CPPUNIT_ASSERT(set->unscreened_targets() == kDefaultTargets);
    CPPUNIT_ASSERT(MakeRuleSet({"2 xss 'union'"})->unscreened_targets() == 0);
    CPPUNIT_ASSERT_EQUAL(size_t{1}, set->prefilter().requirement_count());
  }

  // Each under a number of its own, behind those of the rules; but not what has no literal.
  void FurtherConditionsAreScreened() {
    const auto set = MakeRuleSet({R"(1 xss 'union' and not 'select' and '\d' and structure=markup)",
                                  R"(2 xss 'script' and target=uri 'alert')"});
    const std::vector<Condition>& of_first = set->Find(1)->more;
    CPPUNIT_ASSERT(of_first[0].screened_as == 64U && set->Find(2)->more[0].screened_as == 65U);
    CPPUNIT_ASSERT(!of_first[1].screened_as && !of_first[2].screened_as);
    CPPUNIT_ASSERT(set->rule_words() == 1 && set->pattern_count() == 66);
  }

  void IndexesHoldWhatIsWorthATry() {
    const auto set = MakeRuleSet({"1 xss ah=AH00128,AH00130", "2 xss ah=AH00128 module=core 'union'",
                                  "3 xss module=core,ssl", "4 xss 'literal'", R"(5 xss '\d')",
                                  "6 xss status=404", R"(7 xss module=ssl '\d')"});
    CPPUNIT_ASSERT((IdList{1} == Ids(*set, set->ByLogId(128))));
    CPPUNIT_ASSERT((IdList{1} == Ids(*set, set->ByLogId(130))));
    CPPUNIT_ASSERT(set->ByLogId(131).empty());
    CPPUNIT_ASSERT((IdList{3} == Ids(*set, set->ByModule("core"))));
    CPPUNIT_ASSERT((IdList{3, 7} == Ids(*set, set->ByModule("ssl"))));
    CPPUNIT_ASSERT(set->ByModule("SSL").empty());
    CPPUNIT_ASSERT((IdList{6} == Ids(*set, set->ByStatus(404))));
    CPPUNIT_ASSERT(set->ByStatus(0).empty());
    CPPUNIT_ASSERT((IdList{5} == Ids(*set, set->General())));
  }

  void AStatusMattersWhereARuleMayMatch() {
    const auto set = MakeRuleSet({"1 auth_failure method=POST,PUT status=200 target=uri 'login'",
                                  "2 auth_failure guess=password status=200,201", "3 xss status=404"});
    CPPUNIT_ASSERT(set->NamesStatus(200) && set->NamesStatus(201) && set->NamesStatus(404));
    CPPUNIT_ASSERT(!set->NamesStatus(0) && !set->NamesStatus(202) && !set->NamesStatus(-1));
    CPPUNIT_ASSERT(set->StatusMatters(200, "POST", false) && set->StatusMatters(200, "PUT", false));
    CPPUNIT_ASSERT(!set->StatusMatters(200, "GET", false) && !set->StatusMatters(200, "post", false));
    CPPUNIT_ASSERT(set->StatusMatters(200, "GET", true) && set->StatusMatters(201, "GET", true));
    CPPUNIT_ASSERT(!set->StatusMatters(201, "POST", false));
    CPPUNIT_ASSERT(set->StatusMatters(404, "GET", false));
    CPPUNIT_ASSERT(!set->StatusMatters(0, "POST", true) && !set->StatusMatters(302, "POST", true));
  }

  void TargetsOfPatternsAreCollected() {
    const auto set =
        MakeRuleSet({"1 xss target=agent 'aaa'", "2 xss target=uri,host 'bbb'", "3 xss status=404"});
    CPPUNIT_ASSERT(set->targets() == (Bit(Target::kAgent) | Bit(Target::kUri) | Bit(Target::kHost)));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RuleSetTest);

}  // namespace
}  // namespace errwatch
