#include <cppunit/extensions/HelperMacros.h>

#include <memory>
#include <vector>

#include "rules/classifier.h"
#include "unit/make_rule_set.h"
#include "unit/store/accounting_fixture.h"

namespace errwatch::store {
namespace {

// What is told of entries and incidents beside who is blocked.
class AccountingEventsTest : public AccountingFixture {
  CPPUNIT_TEST_SUITE(AccountingEventsTest);
  CPPUNIT_TEST(EachEntryIsAnEventOnRequest);
  CPPUNIT_TEST(EntryEventTellsWhatWasPoured);
  CPPUNIT_TEST(EntryEventTellsWhatWasPouredEarly);
  CPPUNIT_TEST(IncidentsSayWhereTheEvidenceIs);
  CPPUNIT_TEST_SUITE_END();

 public:
  void EachEntryIsAnEventOnRequest() {
    charge_.entry_events = true;
    CPPUNIT_ASSERT(!Post(What(Category::kVulnScan, 1)).incident);
    Post(What(Category::kBenign, 0));
    const auto records = Incidents();
    CPPUNIT_ASSERT(records.size() == 1 && records[0].incident.kind == IncidentKind::kEntry);
    CPPUNIT_ASSERT(records[0].incident.client == ClientNumber(1) && records[0].incident.score == 1);
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Sum(Counter::kIncidents));
  }

  // What its rule costs, and what came of that: nothing for the same again. Before what it leads to.
  void EntryEventTellsWhatWasPoured() {
    charge_.entry_events = true;
    Post(What(Category::kSqlInjection, 5));
    Post(What(Category::kSqlInjection, 5));
    AskForSomethingElse();
    Post(What(Category::kSqlInjection, 5));
    const auto records = Incidents();
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, records.size());
    for (const std::size_t i : {0U, 1U, 2U}) {
      CPPUNIT_ASSERT(records[i].incident.kind == IncidentKind::kEntry);
      CPPUNIT_ASSERT_EQUAL(uint32_t{5}, records[i].incident.score);
      CPPUNIT_ASSERT_EQUAL(i == 1 ? 0U : 5U * kQuantaPerUnit, uint32_t{records[i].incident.poured});
    }
    CPPUNIT_ASSERT(records[3].incident.kind == IncidentKind::kBlock);
  }

  // What was charged before the answer is told with the entry.
  void EntryEventTellsWhatWasPouredEarly() {
    charge_.entry_events = true;
    RequestLedger request;
    AccountEarly(*segment_, entry_, What(Category::kSqlInjection, 5), ClientNumber(1), charge_, request,
                 now_);
    Post(What(Category::kSqlInjection, 5), 1, &request);
    Post(What(Category::kSqlInjection, 5), 1, &request);
    const auto records = Incidents();
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, records.size());
    CPPUNIT_ASSERT_EQUAL(5U * kQuantaPerUnit, uint32_t{records[0].incident.poured});
    CPPUNIT_ASSERT_EQUAL(0U, uint32_t{records[1].incident.poured});
  }

  void IncidentsSayWhereTheEvidenceIs() {
    const auto rules = MakeRuleSet({R"(2101 sql_injection cost=5 target=args,body "union")"});
    const auto scratch = std::make_unique<MatchScratch>();
    CPPUNIT_ASSERT(rules->Warm(*scratch).ok());
    charge_.rules = rules.get();
    charge_.scratch = scratch.get();
    charge_.entry_events = true;
    entry_.args = "password=SECRET&a=b";
    entry_.body = "name=x&comment=1+union+2";
    Classification what = Classify(*rules, entry_, nullptr, *scratch);
    Post(what);
    what.found = 0;
    AskForSomethingElse();
    Post(what);
    const auto records = Incidents();
    const Incident& first = records.at(0).incident;
    CPPUNIT_ASSERT(first.found == Target::kBody && first.field == "comment" && first.excerpt == "1+union+2");
    CPPUNIT_ASSERT(first.uri.ends_with("?password=***&a=b"));
    CPPUNIT_ASSERT(!records.at(1).incident.found);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AccountingEventsTest);

}  // namespace
}  // namespace errwatch::store
