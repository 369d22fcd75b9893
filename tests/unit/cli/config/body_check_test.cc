#include "cli/config/body_check.h"

#include <cppunit/extensions/HelperMacros.h>

#include <memory>
#include <string>

#include "unit/make_rule_set.h"

namespace errwatch::cli {
namespace {

class BodyCheckTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BodyCheckTest);
  CPPUNIT_TEST(WhereBodiesAreJudged);
  CPPUNIT_TEST(RulesThatNeedBodies);
  CPPUNIT_TEST_SUITE_END();

  const std::shared_ptr<const RuleSet> rules_ =
      MakeRuleSet({R"(1 xss target=body "script")", R"(2 xss target=body,args "script")",
                   R"(3 xss target=body cost=0 "seen")", R"(4 benign target=body "known")",
                   R"(5 xss target=uri "a" and target=body "b")"});

  static std::string Said(const std::vector<Finding>& findings) {
    if (findings.empty()) return "";
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, findings.size());
    CPPUNIT_ASSERT_EQUAL(std::string("a server"), findings[0].where);
    return (findings[0].severity == Severity::kWarning ? "warning: " : "note: ") + findings[0].text;
  }

 public:
  void WhereBodiesAreJudged() {
    const auto said = [&](Inspect inspect) { return Said(CheckBodies("a server", inspect, true, *rules_)); };
    CPPUNIT_ASSERT_EQUAL(std::string(), said(Inspect::kAll));
    CPPUNIT_ASSERT(said(Inspect::kErrors).starts_with("note: ErrWatchBody On: with ErrWatchInspect errors "));
    CPPUNIT_ASSERT(said(Inspect::kEntries).starts_with("warning: ErrWatchBody On has no effect: "));
  }

  // Not those that look elsewhere, too, cost nothing, or say that all is well: nobody misses them.
  void RulesThatNeedBodies() {
    for (const Inspect inspect : {Inspect::kEntries, Inspect::kErrors, Inspect::kAll})
      CPPUNIT_ASSERT_EQUAL(std::string("note: 2 rules with target=body never fire (1, 5): ErrWatchBody is On "
                                       "nowhere, so no body is looked at"),
                           Said(CheckBodies("a server", inspect, false, *rules_)));
    const auto one = MakeRuleSet({R"(7 xss target=body "script")"});
    CPPUNIT_ASSERT(Said(CheckBodies("a server", Inspect::kAll, false, *one))
                       .starts_with("note: 1 rule with target=body never fires (7): "));
    const auto none = MakeRuleSet({R"(7 xss target=args "script")"});
    CPPUNIT_ASSERT_EQUAL(std::string(), Said(CheckBodies("a server", Inspect::kAll, false, *none)));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(BodyCheckTest);

}  // namespace
}  // namespace errwatch::cli
