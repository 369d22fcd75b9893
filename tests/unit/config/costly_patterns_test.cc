// Each shipped pattern is attacked with texts made for it (bench/costly_patterns/pattern_search.h), a short time
// and always with the same ones, so that a new rule that looks at a text again and again fails here.
#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "bench/costly_patterns/pattern_search.h"
#include "rules/rule_set.h"
#include "shipped_rules.h"

namespace errwatch {
namespace {

class CostlyPatternsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CostlyPatternsTest);
  CPPUNIT_TEST(SearchFindsWhatIsCostly);
  CPPUNIT_TEST(NoPatternLooksAgainAndAgain);
  CPPUNIT_TEST(KnownTextsStayCheap);
  CPPUNIT_TEST_SUITE_END();

  // Parts of the pattern passed, and bytes gone over, for each byte of a text.
  static constexpr std::size_t kMostOfByte = 80;
  // ... where nothing counts them.
  static constexpr std::size_t kMostOfShortByte = 64;
  // Twice the text takes twice as much.
  static constexpr double kMostGrowth = 2.6;
  static constexpr std::size_t kFewOfByte = 24;
  static constexpr std::size_t kBytes = 1024;
  static constexpr std::size_t kSteps = 20'000'000;

  // They look for one thing within so many bytes behind another one, in messages from the begin on. So there is a
  // most that they take, however long the message is; 4213 in one line of the headers.
  static bool HasWindow(uint32_t rule) {
    static constexpr uint32_t kRules[] = {3651, 3654, 6002, 6101, 6102, 4213};
    return std::find(std::begin(kRules), std::end(kRules), rule) != std::end(kRules);
  }

  struct Engine {
    std::shared_ptr<const RuleSet> rules =
        RuleSet::Build(ShippedRules(ERRWATCH_SOURCE_DIR "/conf/rules")).value();
    std::unique_ptr<MatchScratch> scratch = std::make_unique<MatchScratch>();
    Engine() { CPPUNIT_ASSERT(rules->Warm(*scratch)); }
  };
  static Engine& TheEngine() {
    static Engine engine;
    return engine;
  }

  static std::string Compiled(const Condition& condition) {
    const std::filesystem::path directory = ERRWATCH_SOURCE_DIR "/conf/rules";
    return CompiledText(condition,
                        [&](const std::string& list) { return ReadWordFile((directory / list).string()); });
  }

  static MatchOutcome Match(const Pattern& pattern, const std::string& text) {
    MatchScratch& scratch = *TheEngine().scratch;
    scratch.work.Begin({}, 0);
    const MatchOutcome outcome = pattern.Match(text, scratch);
    scratch.work.End();
    return outcome;
  }

  static std::size_t StepsOf(const Condition& condition, const std::string& text) {
    PatternSteps steps(Compiled(condition), condition.nocase);
    return steps.Of(text, kSteps);
  }

  static void AssertCheap(const Rule& rule, const Condition& condition, const CostlyText& text) {
    const std::size_t steps = StepsOf(condition, text.Of(kBytes));
    const std::size_t of_twice = StepsOf(condition, text.Of(2 * kBytes));
    const std::string what = "rule " + std::to_string(rule.id) + ", " + std::to_string(steps) + " and " +
                             std::to_string(of_twice) + " steps: " + Printable(text);
    CPPUNIT_ASSERT_MESSAGE(what, steps <= kMostOfByte * kBytes);
    CPPUNIT_ASSERT_MESSAGE(what,
                           StepsOf(condition, text.Of(Work::kShort)) <= kMostOfShortByte * Work::kShort);
    CPPUNIT_ASSERT_MESSAGE(what,
                           of_twice <= 2 * kFewOfByte * kBytes ||
                               static_cast<double>(of_twice) <= kMostGrowth * static_cast<double>(steps));
    // What stops a pattern would hide what stands behind it.
    for (const std::size_t bytes : {Work::kShort, kMaxFieldBytes})
      CPPUNIT_ASSERT_MESSAGE(what, Match(*condition.pattern, text.Of(bytes)) != MatchOutcome::kLimit);
  }

 public:
  void SearchFindsWhatIsCostly() {
    for (const std::string_view pattern :
         {"=[^&]{0,300}[;,][;,]", "^.{0,900}?a.{0,200}b", "\\w{1,60}__in="}) {
      const CostliestText worst = FindCostliest(pattern, false, {kBytes, 400, 5 * kSteps, kSteps, 1});
      CPPUNIT_ASSERT_MESSAGE(std::string(pattern), worst.steps > kMostOfByte * kBytes);
    }
    CPPUNIT_ASSERT(FindCostliest("=[^&'=]{0,300}+'or", false, {kBytes, 80, kSteps, kSteps, 1}).steps <
                   8 * kBytes);
  }

  void NoPatternLooksAgainAndAgain() {
    for (const Rule& rule : TheEngine().rules->rules()) {
      const auto attack = [&rule](const Condition& condition, uint64_t seed) {
        if (condition.pattern == nullptr || HasWindow(rule.id)) return;
        const CostliestText worst =
            FindCostliest(Compiled(condition), condition.nocase, {kBytes, 24, kSteps / 10, kSteps, seed});
        AssertCheap(rule, condition, worst.text);
      };
      attack(rule, rule.id);
      for (const Condition& condition : rule.more) attack(condition, rule.id + 1);
    }
  }

  // What a longer search has found; some took 2000 steps a byte once.
  void KnownTextsStayCheap() {
    const std::pair<uint32_t, CostlyText> kTexts[] = {
        {1405, {"/login?", "/login? &er=", "&"}},
        {1410, {"", "\norigin: ", ""}},
        {1411, {"", "\naccept-language: ", "\n"}},
        {1411, {"", "\naccept: */*", "\naccept-language"}},
        {1414, {"accept-language: a", "\n", ""}},
        {1413, {"", "/log_on/?", "no&"}},
        {2101, {"ah31191: got error 'negotiation: discovered", "a/scripts/import.php", " "}},
        {2104, {"", "/wp-admin", ""}},
        {2113, {"ah11151: got error 'stderr from dws.asmx", "': options execcgi", ""}},
        {3003, {"", "=", "=a' or _"}},
        {3016, {"", "__", ""}},
        {3052, {"", "sqlstate[a1111]", ")"}},
        {3052, {" ", "syntax error at or near", "closed quotation mark"}},
        {3202, {"", "<base", ""}},
        {3415, {"d", "jdbc:mariadb:?", ""}},
        {3416, {"=-", "=-o /usr/", ""}},
        {3419, {"ftpjdbc:h2: ", "jdbc:h2:ainit =", ""}},
        {3419, {"jdbc:db2:jdbc:derby:a", "x", ""}},
        {3427, {"", "=http://", "e"}},
        {3428, {"", ":", ""}},
        {3430, {"=\" ", "=\n= wscript.exe|\"a\"!=\"", ""}},
        {3431, {"", "<cfftp", "a"}},
        {3460, {"", "%0a", ""}},
        {3463, {"\\r", "%0d", ""}},
        {3481, {"", "_wpnonce=", ""}},
        {3481, {"", "formid=user_register", ""}},
        {3503, {"1", "/assert.php", ""}},
        {3503, {"1", "runtime-created function", "runtime-"}},
        {3503, {"/assert.php", "preg_replace(): runtime-created functio", ""}},
        {3624, {"", "%", ""}},
        {3627, {"", "/opt", ".php0"}},
        {3628, {"cc", "/usr/lib//h", "/"}},
        {4133, {"ah00127: cannot map axa /", "1", "\n\x01"}},
        {4204, {"", "%0a", ""}},
        {4231, {"<?xml ", "&&&", ""}},
        {4235, {"a[#_aa", "#?]", ""}},
        {4237, {"", "?", ""}},
        {6001, {"", "/1alfacgiapws", ""}},
        {6006, {"/img/a/1", "/upload/upload/upload/fonts/images", ""}},
        {6008, {"", "x.file.name: ", ""}},
        {6009, {"x-file.name: ", ".", "a"}},
        {6009, {"", "x_file.name:", ""}},
        {6016, {"", "x-file_name:  .asa; .a", ""}},
        {6018, {"", ".cgi;", ".aspx%2f."}},
        {7008, {"ah59580: got error 'invalid uri path (  .bsond", ".", ""}},
        {9035, {"ah00127: cannot map moa /", "1", ""}},
        {9514, {"", "/dists/", ""}},
        {9514, {"", "/v2//manifests/", ""}},
    };
    for (const auto& [id, text] : kTexts) {
      const Rule* const rule = TheEngine().rules->Find(id);
      CPPUNIT_ASSERT_MESSAGE(std::to_string(id), rule != nullptr);
      if (rule->pattern != nullptr) AssertCheap(*rule, *rule, text);
      for (const Condition& condition : rule->more)
        if (condition.pattern != nullptr) AssertCheap(*rule, condition, text);
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CostlyPatternsTest);

}  // namespace
}  // namespace errwatch
