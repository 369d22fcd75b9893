// Looks for the text that takes most steps of a pattern: hill climbing from what the pattern's own syntax offers,
// the same for the same seed.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/costly_patterns/costly_text.h"
#include "bench/costly_patterns/pattern_examples.h"
#include "bench/costly_patterns/pattern_steps.h"
#include "config/word_list.h"
#include "match/pattern_tree.h"
#include "match/word_pattern.h"
#include "rules/rule.h"

namespace errwatch {

struct SearchEffort {
  std::size_t bytes;  // of the texts
  std::size_t tries;  // texts that are tried
  std::size_t steps;  // ... as long as all of them took no more
  std::size_t most;   // steps of one text, from which on it need not be looked at further
  uint64_t seed;
};

struct CostliestText {
  CostlyText text;
  std::size_t steps = 0;  // at SearchEffort::bytes
};

// A condition's pattern as PCRE2 gets it.
template <typename ReadWords>
std::string CompiledText(const Condition& condition, ReadWords read) {
  if (condition.word_files.empty()) return condition.pattern_text;
  std::vector<WordList> lists;
  for (const std::string& file : condition.word_files)
    lists.push_back({WordListName(file).value(), read(file).value()});
  return WithWords(condition.pattern_text, lists).value().factored;
}

inline CostliestText FindCostliest(std::string_view pattern, bool nocase, const SearchEffort& effort) {
  constexpr std::size_t kKept = 5;
  PatternSteps steps(pattern, nocase);
  const std::optional<PatternNode> tree = ReadPattern(pattern, nocase);
  const PatternNode none;
  PatternExamples examples(tree ? *tree : none, effort.seed);
  std::vector<CostliestText> best;
  std::size_t tries = 0;
  std::size_t taken = 0;
  const auto is_over = [&] {
    return tries >= effort.tries || taken >= effort.steps || (!best.empty() && best[0].steps >= effort.most);
  };
  const auto try_text = [&](CostlyText text) {
    ++tries;
    const std::size_t of_text = steps.Of(text.Of(effort.bytes), effort.most);
    taken += of_text + effort.bytes;
    if (best.size() == kKept && of_text <= best.back().steps) return;
    // Two that take the same are mostly the same.
    for (const CostliestText& known : best)
      if (known.steps == of_text) return;
    if (best.size() == kKept) best.pop_back();
    best.push_back({std::move(text), of_text});
    std::stable_sort(best.begin(), best.end(),
                     [](const auto& a, const auto& b) { return a.steps > b.steps; });
  };
  try_text({"", "a", ""});
  std::vector<CostlyText> seeds = examples.Seeds();
  // Of a long list of words some.
  const std::size_t stride = 1 + 2 * seeds.size() / (effort.tries + 1);
  for (std::size_t i = 0; i < seeds.size() && !is_over(); i += stride) try_text(std::move(seeds[i]));
  while (!is_over()) {
    const std::size_t from =
        std::min(examples.chance().Below(best.size()), examples.chance().Below(best.size()));
    CostlyText changed = examples.Changed(best[from].text);
    if (examples.chance().OneIn(3)) changed = examples.Changed(std::move(changed));
    try_text(std::move(changed));
  }
  return best.front();
}

}  // namespace errwatch
