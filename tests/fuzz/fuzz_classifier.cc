// Rules, one a line, an empty line, then the fields of an entry, one a line (the last one takes the rest). A
// line that is no rule is taken for the pattern of one.
// Classify must answer as ClassifySlow does, which asks every rule.
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "config/rule_grammar.h"
#include "rules/classifier.h"

namespace {

using namespace errwatch;  // NOLINT: a program of its own

constexpr size_t kMaxRules = 24;
constexpr TargetSet kAllTargets = (1U << kTargetCount) - 1;

void Require(bool condition) {
  if (!condition) std::abort();
}

std::string_view TakeUpTo(std::string_view& text, std::string_view end) {
  const size_t at = text.find(end);
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + end.size());
  return part;
}

// "a-bc.txt" is the list of the words "a" and "bc".
Result<std::vector<std::string>> WordsOf(const std::string& file) {
  std::string lines = WordListName(file).value();
  std::replace(lines.begin(), lines.end(), '-', '\n');
  return ParseWordList(lines, file);
}

std::vector<Rule> ReadRules(std::string_view text) {
  std::vector<Rule> rules;
  while (!text.empty() && rules.size() < kMaxRules) {
    const std::string_view line = TakeUpTo(text, "\n");
    auto parsed = ParseRule(line, "fuzz", WordsOf);
    Rule rule;
    if (parsed) {
      rule = std::move(parsed).value();
    } else {
      auto pattern = Pattern::Compile(line, rules.size() % 2 == 0);
      if (!pattern) continue;
      rule.pattern_text = line;
      rule.pattern = std::move(pattern).value();
      rule.category = static_cast<Category>(line.size() % (kCategoryCount + 1));
      rule.cost = static_cast<uint16_t>(line.size() % 5);
      rule.targets = kAllTargets;
    }
    rule.id = static_cast<uint32_t>(rules.size() + 1);
    rules.push_back(std::move(rule));
  }
  return rules;
}

Entry ReadEntry(std::string_view text) {
  Entry entry;
  const std::string_view numbers = TakeUpTo(text, "\n");
  if (numbers.size() >= 3) {
    entry.level = static_cast<Level>(numbers[0] & 15);
    entry.status = static_cast<uint16_t>(400 + (numbers[1] & 15));
    entry.authenticated = (numbers[2] & 1) != 0;
    if ((numbers[2] & 2) != 0) entry.method = "POST";
    if ((numbers[2] & 4) != 0) entry.status = 200;
    if ((numbers[2] & 8) != 0) entry.credentials = "Basic dTpw";
    if ((numbers[2] & 16) != 0) entry.os_error = EACCES;
  }
  entry.module = TakeUpTo(text, "\n");
  entry.uri = TakeUpTo(text, "\n");
  entry.args = TakeUpTo(text, "\n");
  entry.agent = TakeUpTo(text, "\n");
  entry.cookie = TakeUpTo(text, "\n");
  entry.message = text;
  entry.headers = text;
  entry.location = entry.args;
  entry.log_id = LeadingLogId(text);
  return entry;
}

void CheckAnswer(const Classification& answer, const RuleSet& rules) {
  const Rule* named = rules.Find(answer.rule);
  Require((answer.rule == 0) == (named == nullptr));
  if (named != nullptr) Require(named->category == answer.category && answer.cost <= named->cost);
  if (answer.category == Category::kBenign) Require(answer.cost == 0 && answer.also.empty());
  Require(answer.category == Category::kBenign || !answer.also.Has(answer.category));
  for (size_t i = 1; i < answer.rule_count; ++i) Require(answer.rules[i - 1] < answer.rules[i]);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  auto built = RuleSet::Build(ReadRules(TakeUpTo(input, "\n\n")));
  Require(built.ok());
  const RuleSet& rules = *built.value();
  static MatchScratch scratch;
  Require(rules.Warm(scratch).ok());

  const Entry entry = ReadEntry(input);
  const Classification slow = ClassifySlow(rules, entry, nullptr, scratch);
  Classification fast;
  for (int i = 0; i < 6; ++i) {  // what is remembered changes nothing
    fast = Classify(rules, entry, nullptr, scratch);
    CheckAnswer(fast, rules);
    Require(fast.rule == slow.rule && fast.category == slow.category && fast.also == slow.also &&
            fast.cost == slow.cost);
    Require(fast.rule_count == slow.rule_count && fast.rules == slow.rules);
    Require(fast.found == slow.found && fast.client_alone == slow.client_alone);
    // The prefilter may spare a pattern that would have run into its limit.
    Require(slow.limited || !fast.limited);
  }

  bool named_matches = fast.rule == 0;
  for (const Rule& rule : rules.rules()) {
    const bool matches = Explain(rule, entry, nullptr, scratch) == RuleVerdict::kMatches;
    named_matches = named_matches || (matches && rule.id == fast.rule);
  }
  Require(named_matches);
  return 0;
}
