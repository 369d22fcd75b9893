// Each shipped pattern against texts made for it: what the costliest one found takes.
//   costly_patterns patterns [TRIES [SEED [RULE]]]
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/costly_patterns/pattern_search.h"
#include "match/match_scratch.h"
#include "rules/rule_set.h"
#include "shipped_rules.h"

namespace {

using namespace errwatch;  // NOLINT: a program of its own

constexpr std::size_t kMost = 20'000'000;

int64_t Nanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

// As the module runs it.
struct Run {
  std::size_t charged = 0;
  int64_t nanoseconds = std::numeric_limits<int64_t>::max();
  MatchOutcome outcome = MatchOutcome::kNoMatch;
};
Run RunPattern(const Pattern& pattern, std::string_view text, MatchScratch& scratch) {
  Run run;
  for (int i = 0; i < 15; ++i) {
    scratch.work.Begin({}, 0);
    const int64_t begun = Nanoseconds();
    run.outcome = pattern.Match(text, scratch);
    run.nanoseconds = std::min(run.nanoseconds, Nanoseconds() - begun);
    run.charged = scratch.work.taken();
    scratch.work.End();
  }
  return run;
}

const char* Name(MatchOutcome outcome) {
  return outcome == MatchOutcome::kMatch ? "match" : outcome == MatchOutcome::kLimit ? "LIMIT" : "none";
}

void Attack(const Rule& rule, std::size_t number, const Condition& condition, std::size_t tries,
            uint64_t seed, MatchScratch& scratch) {
  const std::filesystem::path directory = ERRWATCH_SOURCE_DIR "/conf/rules";
  const std::string compiled = CompiledText(
      condition, [&](const std::string& list) { return ReadWordFile((directory / list).string()); });
  PatternSteps steps(compiled, condition.nocase);
  for (const std::size_t bytes : {std::size_t{512}, std::size_t{8192}}) {
    const std::size_t searched = bytes == 512 ? 512 : 2048;
    const CostliestText worst = FindCostliest(
        compiled, condition.nocase, {searched, tries, 40 * 1000 * 1000, kMost, seed + rule.id * 16 + number});
    const std::string half = worst.text.Of(bytes / 2);
    const std::string whole = worst.text.Of(bytes);
    const std::size_t of_half = steps.Of(half, kMost);
    const std::size_t of_whole = steps.Of(whole, kMost);
    const Run run = RunPattern(*condition.pattern, whole, scratch);
    std::printf("%u.%zu\t%zu\t%zu\t%.1f\t%.2f\t%zu\t%.1f\t%s\t%s\n", rule.id, number, bytes, of_whole,
                static_cast<double>(of_whole) / static_cast<double>(bytes),
                static_cast<double>(of_whole) / static_cast<double>(std::max<std::size_t>(of_half, 1)),
                run.charged, static_cast<double>(run.nanoseconds) / 1000, Name(run.outcome),
                Printable(worst.text).c_str());
    std::fflush(stdout);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const auto number = [&](int at, std::size_t otherwise) {
    return argc > at ? static_cast<std::size_t>(std::strtoul(argv[at], nullptr, 10)) : otherwise;
  };
  const std::size_t tries = number(1, 300);
  const uint64_t seed = number(2, 1);
  const std::size_t only = number(3, 0);
  auto rules = RuleSet::Build(ShippedRules(ERRWATCH_SOURCE_DIR "/conf/rules"));
  const auto scratch = std::make_unique<MatchScratch>();
  if (!rules || !rules.value()->Warm(*scratch)) return 1;
  for (const Rule& rule : rules.value()->rules()) {
    if (only != 0 && rule.id != only) continue;
    if (rule.pattern != nullptr) Attack(rule, 0, rule, tries, seed, *scratch);
    for (std::size_t i = 0; i < rule.more.size(); ++i)
      if (rule.more[i].pattern != nullptr) Attack(rule, i + 1, rule.more[i], tries, seed, *scratch);
  }
  return 0;
}
