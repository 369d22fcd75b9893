#include "pages/story_json.h"

#include <cppunit/extensions/HelperMacros.h>

#include <limits>

#include "unit/sample_snapshot.h"

namespace errwatch {
namespace {

class StoryJsonTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(StoryJsonTest);
  CPPUNIT_TEST(NamesWhatIsKnown);
  CPPUNIT_TEST(LeavesOutWhatIsNot);
  CPPUNIT_TEST_SUITE_END();

 public:
  void NamesWhatIsKnown() {
    StoryRow attack;
    attack.time = SampleTime(-10);
    attack.category = "sql_injection";
    attack.rule = 2101;
    attack.rule_name = "UNION";
    attack.cost = 5;
    attack.poured = 2.504;
    attack.limit = "sql_injection";
    attack.score = 7.5;
    attack.capacity = 10;
    attack.status = 200;
    attack.answered = true;
    attack.uri = "/\x1b\"";
    StoryRow denied;
    denied.kind = StoryKind::kDenied;
    denied.time = SampleTime(-5);
    denied.last = SampleTime();
    denied.count = 12;
    const StoryRows story{SampleClient("203.0.113.7"), "server", {attack, denied}, 3};
    const auto json = StoryJson(story);
    CPPUNIT_ASSERT_EQUAL(
        std::string(R"({"client":"203.0.113.7","scope":"server","attacks":1,"answered_2xx":1,"forgotten":3,)"
                    R"("rows":[{"time":"2026-11-22T09:59:50.120Z","kind":"entry","category":"sql_injection",)"
                    R"("rule":2101,"rule_name":"UNION","cost":5,"poured":2.5,"limit":"sql_injection",)"
                    R"("score":7.5,"capacity":10,"status":200,"answered":true,"attack_answered_2xx":true,)"
                    R"("uri":"/\u001b\""},)"
                    R"({"time":"2026-11-22T09:59:55.120Z","kind":"denied","count":12,)"
                    R"("last":"2026-11-22T10:00:00.120Z"}]})"),
        json.dump());
  }

  void LeavesOutWhatIsNot() {
    StoryRow row;
    row.score = std::numeric_limits<double>::quiet_NaN();
    CPPUNIT_ASSERT_EQUAL(std::string(R"({"kind":"entry"})"), StoryJson({{}, "", {row}, 0})["rows"][0].dump());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(StoryJsonTest);

}  // namespace
}  // namespace errwatch
