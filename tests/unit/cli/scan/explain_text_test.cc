#include "cli/scan/explain_text.h"

#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>

#include "unit/captured_output.h"

namespace errwatch::cli {
namespace {

using nlohmann::json;

// A rule of each verdict, and an entry that three of them speak about.
class ExplainTextTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ExplainTextTest);
  CPPUNIT_TEST(EveryVerdictHasAText);
  CPPUNIT_TEST(ShowsWhatIsKnownOfTheEntry);
  CPPUNIT_TEST(NamesTheRulesThatMatchFirst);
  CPPUNIT_TEST(OnlyWhatTheSelectorsLedTo);
  CPPUNIT_TEST(Scores);
  CPPUNIT_TEST(WhyNothingIsPoured);
  CPPUNIT_TEST(AsJson);
  CPPUNIT_TEST(ForeignTextIsPrintable);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    Rule rule;
    rule.id = 101;
    rule.category = Category::kVulnScan;
    rule.cost = 1;
    rule.log_ids = {128};
    rule.name = "missing file";
    rules_.assign(8, rule);
    rules_[1].id = 102;
    rules_[1].category = Category::kPathTraversal;
    rules_[1].cost = 5;
    rules_[1].name = "traversal";
    for (uint32_t i = 2; i < 8; ++i) {
      rules_[i].id = 101 + i;
      rules_[i].name = "rule " + std::to_string(i);
    }
    rules_[4].level = Level::kWarn;
    rules_[5].log_ids.clear();  // general
    constexpr RuleVerdict kVerdicts[] = {
        RuleVerdict::kMatches,    RuleVerdict::kMatches, RuleVerdict::kOtherLogId, RuleVerdict::kOtherModule,
        RuleVerdict::kOtherLevel, RuleVerdict::kNoMatch, RuleVerdict::kLimit,      RuleVerdict::kNoMatch};
    for (std::size_t i = 0; i < rules_.size(); ++i) explanation_.trials.push_back({&rules_[i], kVerdicts[i]});
    explanation_.read.entry.message = "AH00128: File does not exist: /../etc/passwd";
    explanation_.read.entry.module = "core";
    explanation_.read.entry.log_id = 128;
    explanation_.read.level = Level::kInfo;
    explanation_.read.client = *ClientAddress::Parse("192.0.2.4");
    explanation_.read.time = 1'795'341'600'000'000;
    explanation_.what.category = Category::kPathTraversal;
    explanation_.what.also.Add(Category::kVulnScan);
    explanation_.what.rule = 102;
    explanation_.what.cost = 5;
    BucketState bucket;
    bucket.name = "path_traversal";
    bucket.shape = {10, 60'000};
    bucket.before = 2.5;
    bucket.after = 7.5;
    bucket.more = 1;
    bucket.block = Milliseconds(3'600'000);
    explanation_.buckets = {bucket};
  }

  void EveryVerdictHasAText() {
    const auto text = [&](RuleVerdict verdict, std::size_t rule) {
      return VerdictText({&rules_[rule], verdict}, explanation_.read.entry);
    };
    CPPUNIT_ASSERT_EQUAL(std::string("matches"), text(RuleVerdict::kMatches, 0));
    CPPUNIT_ASSERT_EQUAL(std::string("other AH number"), text(RuleVerdict::kOtherLogId, 0));
    CPPUNIT_ASSERT_EQUAL(std::string("wants warn or more severe"), text(RuleVerdict::kOtherLevel, 4));
    CPPUNIT_ASSERT_EQUAL(std::string("pattern not in message,uri,args"), text(RuleVerdict::kNoMatch, 0));
    rules_[0].targets = Bit(Target::kHeaders);
    CPPUNIT_ASSERT_EQUAL(std::string("pattern not in headers"), text(RuleVerdict::kNoMatch, 0));
    rules_[0].more.emplace_back();
    CPPUNIT_ASSERT_EQUAL(std::string("not all that its patterns ask for is so"),
                         text(RuleVerdict::kNoMatch, 0));
    explanation_.read.entry.log_id = 0;
    CPPUNIT_ASSERT_EQUAL(std::string("wants an AH number"), text(RuleVerdict::kOtherLogId, 0));
    for (const RuleVerdict verdict :
         {RuleVerdict::kOtherModule, RuleVerdict::kOtherStatus, RuleVerdict::kOtherErrno,
          RuleVerdict::kOtherMethod, RuleVerdict::kOtherCredentials, RuleVerdict::kLimit,
          RuleVerdict::kRemoved})
      CPPUNIT_ASSERT(text(verdict, 0).size() > 5);
  }

  void ShowsWhatIsKnownOfTheEntry() {
    const std::string text = Print(false);
    CPPUNIT_ASSERT_EQUAL(
        std::size_t{0},
        text.find("Entry\n  time       2026-11-22T10:00:00.000000Z\n  client     192.0.2.4\n"));
    CPPUNIT_ASSERT(Has(text, "  ah         AH00128\n") && Has(text, "  level      info\n"));
    for (const char* unknown : {"vhost", "status", "method", "agent"})
      CPPUNIT_ASSERT_MESSAGE(unknown, !Has(text, std::string("  ") + unknown));
    explanation_.read.entry.status = 404;
    explanation_.read.entry.agent = "curl";
    const std::string more = Print(false);
    CPPUNIT_ASSERT(Has(more, "  status     404\n") && Has(more, "  agent      curl\n"));
    explanation_.read = {};
    CPPUNIT_ASSERT(Has(Print(false), "Entry\n\nVerdict\n"));
  }

  void NamesTheRulesThatMatchFirst() {
    const std::string text = Print(true);
    CPPUNIT_ASSERT(Has(text, "\nVerdict\n  path_traversal, also vuln_scan; rule 102, cost 5\n"));
    const std::size_t first = text.find("  101  "), named = text.find("matches, names the entry");
    CPPUNIT_ASSERT(first < named && named < text.find("  103  ") && Has(text, "other AH number"));
    explanation_.what = {};
    CPPUNIT_ASSERT(Has(Print(false), "\nVerdict\n  benign\n"));
  }

  void OnlyWhatTheSelectorsLedTo() {
    const std::string text = Print(false);
    // those that match, ran into the limit, or were tried because of their number
    for (const char* shown : {"  101  ", "  102  ", "  107  ", "  108  "})
      CPPUNIT_ASSERT_MESSAGE(shown, Has(text, shown));
    for (const char* left_out : {"  103  ", "  104  ", "  105  ", "  106  "})
      CPPUNIT_ASSERT_MESSAGE(left_out, !Has(text, left_out));
    CPPUNIT_ASSERT(Has(text, "  4 more do not match (--all shows them with the reason)\n"));
    CPPUNIT_ASSERT(!Has(Print(true), "do not match"));
    std::erase_if(explanation_.trials, [](const RuleTrial& trial) { return trial.rule->id < 103; });
    explanation_.trials.resize(2);
    CPPUNIT_ASSERT(
        Has(Print(false), "Rules\n  none of 2 rules matches (--all shows them with the reason)\n"));
  }

  void Scores() {
    CPPUNIT_ASSERT(Has(Print(false),
                       "  path_traversal 10/10m: 2.5 before, 7.5 after; 1 more entry like this at once "
                       "would block for 1h 00m\n"));
    CPPUNIT_ASSERT(Has(Print(false), "(of a client that did nothing before;"));
    explanation_.buckets[0].more = 2;
    explanation_.has_history = true;
    CPPUNIT_ASSERT(Has(Print(false), "2 more entries like this") && !Has(Print(false), "did nothing before"));
    explanation_.buckets[0].overflow = true;
    explanation_.blocked_before = true;
    CPPUNIT_ASSERT(Has(Print(false), "this entry blocks the client for 1h 00m") &&
                   Has(Print(false), "would have been blocked at that time"));
  }

  void WhyNothingIsPoured() {
    explanation_.buckets.clear();
    explanation_.not_poured = "the client is on the allow list";
    const std::string text = Print(false);
    CPPUNIT_ASSERT(Has(text, "  nothing is poured: the client is on the allow list\n") &&
                   !Has(text, "did nothing before"));
    CPPUNIT_ASSERT_EQUAL(std::string("the client is on the allow list"),
                         json::parse(Print(false, true))["not_poured"].get<std::string>());
  }

  void AsJson() {
    const json document = json::parse(Print(false, true));
    CPPUNIT_ASSERT(document["result"]["category"] == "path_traversal" && document["result"]["rule"] == 102 &&
                   document["result"]["client"] == "192.0.2.4");
    CPPUNIT_ASSERT(document["rules"].size() == 4 && document["rules"][2]["verdict"] == "match_limit");
    const json& bucket = document["buckets"].at(0);
    CPPUNIT_ASSERT(bucket["capacity"] == 10 && bucket["window_ms"] == 600'000 && bucket["more"] == 1 &&
                   bucket["before"] == 2.5 && bucket["block_ms"] == 3'600'000 && bucket["overflow"] == false);
    CPPUNIT_ASSERT(!document.contains("not_poured") && document["blocked_before"] == false);
    const json all = json::parse(Print(true, true));
    CPPUNIT_ASSERT(all["rules"].size() == 8 && all["rules"][2]["verdict"] == "other_ah" &&
                   all["rules"][4]["verdict"] == "other_level");
    explanation_.read.entry.message = "\xff\xfe";
    CPPUNIT_ASSERT(json::accept(Print(true, true)));
  }

  void ForeignTextIsPrintable() {
    explanation_.read.entry.message = explanation_.read.entry.uri = explanation_.read.entry.headers =
        "\x1b[2J\n\x9b";
    rules_[0].name = "\x1b[31m";
    const std::string text = Print(true);
    CPPUNIT_ASSERT(!Has(text, "\x1b") && !Has(text, "\x9b") && Has(text, "\\x1b[2J\\x0a\\x9b"));
  }

 private:
  static bool Has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  }
  std::string Print(bool all, bool as_json = false) const {
    CapturedOutput captured;
    PrintExplanation(explanation_, as_json, all);
    captured.Stop();
    CPPUNIT_ASSERT(captured.err.empty());
    return captured.out;
  }

  std::vector<Rule> rules_;
  Explanation explanation_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(ExplainTextTest);

}  // namespace
}  // namespace errwatch::cli
