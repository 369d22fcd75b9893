// What looking at a request costs with the shipped rules, in steps (match/work.h): what visitors send is read in
// full, however large it is, and what is made to be slow takes as many steps as it takes time.
#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <memory>
#include <string>
#include <string_view>

#include "rules/classifier.h"
#include "shipped_rules.h"
#include "shuffled.h"

namespace errwatch {
namespace {

std::string Filled(std::string_view unit, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += unit;
  text.resize(bytes);
  return text;
}

class ShippedRulesCostTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ShippedRulesCostTest);
  CPPUNIT_TEST(LargeRequestsOfVisitorsAreReadInFull);
  CPPUNIT_TEST(LargeBodiesOfVisitorsAreReadInFull);
  CPPUNIT_TEST(SignsWithoutOrderEndAtTheBound);
  CPPUNIT_TEST(SignsWithoutOrderTakeTheStepsOfTheirTime);
  CPPUNIT_TEST_SUITE_END();

  struct Engine {
    std::shared_ptr<const RuleSet> rules =
        RuleSet::Build(ShippedRules(ERRWATCH_SOURCE_DIR "/conf/rules")).value();
    std::unique_ptr<MatchScratch> scratch = std::make_unique<MatchScratch>();
    Engine() { CPPUNIT_ASSERT(rules->Warm(*scratch)); }
  };

  static Classification Ask(const Entry& entry) {
    static Engine engine;
    engine.scratch->ForgetSeen();
    RequestWork work;
    return Classify(*engine.rules, entry, nullptr, *engine.scratch, &work);
  }

  static Classification AskBody(const std::string& body) {
    Entry entry;
    entry.method = "POST";
    entry.uri = "/post";
    entry.body = body;
    return Ask(entry);
  }

  // Of signs that most detectors ask about, in parts of a few bytes.
  static constexpr std::string_view kAllSigns = "'\"`;|&$(){}[]<>=#-/\\%*!:,.@~^+?";
  static constexpr std::string_view kSigns = "& ; % ( \" ' ` | $ { < = [ / a or 1 & ;";

 public:
  void LargeRequestsOfVisitorsAreReadInFull() {
    const std::string prose = Filled(
        "When+we+were+in+Spain+last+year%2C+the+hotel+(which+wasn%27t+cheap)+had+a+pool%3B+%22nice%22%2C+"
        "we+said.+See+http%3A%2F%2Fexample.org%2Fx+-+12.50+a+day.+",
        7900);
    const std::string filters = Filled("&filter%5B3%5D=house+(or+a+balcony)%2C+up+to+300+%E2%82%AC", 7900);
    const std::string settings = "prefs=" + Filled("{\"a\":[1,2,\"x-y\"],\"t\":'When (we)'}%3B=", 7900);
    for (const std::string& args : {"text=" + prose, "x=1" + filters}) {
      Entry entry;
      entry.method = "GET";
      entry.uri = "/search";
      entry.args = args;
      entry.cookie = settings;
      const std::string referer = "https://www.example.org/search?" + args.substr(0, 4000);
      entry.referer = referer;
      entry.agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
      entry.headers =
          "accept:text/html,application/xhtml+xml,application/xml;q=0.9,*/"
          "*;q=0.8\naccept-language:de,en;q=0.5";
      CPPUNIT_ASSERT(!Ask(entry).unread);
    }
  }

  void LargeBodiesOfVisitorsAreReadInFull() {
    for (const std::string_view unit :
         {"<div class=\"row\"><p>It was <b>nice</b>; we'll be back &amp; so on.</p></div>\n",
          "&item%5B12%5D=a+value+(of+7)+%27x%27+it%27s", "17;\"Meyer, A.\";3,50;a%26b;(x);\"it's\"\n",
          "&row={\"k\":[1.5,\"a-b (c)\"],\"html\":\"<p class='x'>It's</p>\"}", "the house has a garden, "}) {
      CPPUNIT_ASSERT(!AskBody("text=" + Filled(unit, kMaxBodyBytes - 5)).unread);
    }
  }

  void SignsWithoutOrderEndAtTheBound() {
    for (const std::string_view pieces : {kSigns, std::string_view("&;%(\"'"), kAllSigns}) {
      Entry entry;
      const std::string args = Shuffled(pieces, 1, kMaxFieldBytes);
      const std::string cookie = Shuffled(pieces, 2, kMaxFieldBytes);
      const std::string referer = Shuffled(pieces, 3, kMaxFieldBytes);
      entry.uri = entry.headers = args;
      entry.args = entry.agent = cookie;
      entry.cookie = entry.referer = referer;
      const Classification answer = Ask(entry);
      CPPUNIT_ASSERT(answer.unread && answer.steps <= RequestWork::kSteps);
    }
  }

  // 150 ns a byte, in parts of two or three bytes or of more (docs/benchmarks.md); prose takes a tenth of that.
  void SignsWithoutOrderTakeTheStepsOfTheirTime() {
    constexpr std::size_t kBytes = 60000;
    constexpr std::size_t kLeastOfByte = 140;
    for (const std::string_view pieces : {std::string_view("&;%(\"'"), kAllSigns})
      CPPUNIT_ASSERT(AskBody(Shuffled(pieces, 4, kBytes)).steps > kLeastOfByte * kBytes);
    const std::string prose = Filled("the house has a garden, (it was nice) and ", kBytes);
    CPPUNIT_ASSERT(AskBody("text=" + prose).steps < kLeastOfByte / 3 * kBytes);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ShippedRulesCostTest);

}  // namespace
}  // namespace errwatch
