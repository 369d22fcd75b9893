// The arguments of an ErrWatchRule directive, a line end, and a text that the rule's pattern is tried on.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/rule_grammar.h"
#include "match/match_scratch.h"
#include "match/normalize.h"
#include "match/required_literal.h"
#include "rules/rule_set.h"

namespace {

using namespace errwatch;  // NOLINT: a program of its own

void Require(bool condition) {
  if (!condition) std::abort();
}

MatchScratch& Scratch() {
  static const auto scratch = [] {
    auto made = std::make_unique<MatchScratch>();
    Require(RuleSet::Build({}).value()->Warm(*made).ok());
    return made;
  }();
  return *scratch;
}

// Files are not for a fuzzer to open: a list is what its name says, "a-bc.txt" of the words "a" and "bc".
Result<std::vector<std::string>> WordsOf(const std::string& file) {
  std::string lines = WordListName(file).value();
  std::replace(lines.begin(), lines.end(), '-', '\n');
  return ParseWordList(lines, file);
}

// Where a pattern matches, one literal of each set that it is said to require must stand.
void CheckLiterals(const Rule& rule, std::string_view subject) {
  const auto requirements = RequiredLiterals(rule.pattern->text());
  if (rule.pattern->Match(subject, Scratch()) != MatchOutcome::kMatch) return;
  for (const TextKind kind : {TextKind::kMessage, TextKind::kLines}) {
    std::string space(subject.size(), ' ');
    const std::string_view folded = FoldText(subject, kind, space);
    for (const LiteralSet& literals : requirements) {
      Require(std::any_of(literals.begin(), literals.end(), [&](const std::string& literal) {
        return folded.find(literal) != std::string_view::npos;
      }));
    }
  }
}

void CheckRule(const Rule& rule) {
  Require(rule.id >= 1 && rule.id <= kMaxRuleId);
  Require(rule.cost <= kMaxCost);
  Require(rule.targets != 0);
  Require((rule.pattern != nullptr) == !rule.pattern_text.empty());
  Require(rule.pattern != nullptr || !rule.log_ids.empty() || !rule.modules.empty() || rule.level ||
          !rule.statuses.empty() || !rule.errnos.empty() || !rule.methods.empty() ||
          !rule.credentials.empty());
  Require(rule.more.empty() || rule.pattern != nullptr);
  Require(!rule.negated);
  for (const Condition& condition : rule.more)
    Require(condition.targets != 0 && condition.pattern != nullptr);
  for (const uint16_t status : rule.statuses) Require(status >= 100 && status <= 599);
  for (const LogId id : rule.log_ids) Require(id != 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t end = std::min(input.find('\n'), input.size());
  const std::string_view arguments = input.substr(0, end);
  const std::string_view subject = input.substr(std::min(end + 1, input.size()));

  const auto ranges = ParseRuleRanges(arguments);
  if (ranges) {
    Require(!ranges.value().empty());
    for (const RuleRange& range : ranges.value()) Require(range.first <= range.last);
  }
  const auto rule = ParseRule(arguments, "fuzz:1", WordsOf);
  if (!rule) {
    Require(!rule.error().empty());
    return 0;
  }
  CheckRule(rule.value());
  if (rule.value().pattern != nullptr && !subject.empty()) CheckLiterals(rule.value(), subject);
  return 0;
}
