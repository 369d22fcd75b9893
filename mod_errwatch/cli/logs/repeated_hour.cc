#include "cli/logs/repeated_hour.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/local_offset.h"
#include "cli/logs/line_source.h"

namespace errwatch::cli {

LocalOrder RepeatedHour::Before(const ScanBlock& block, const ScanPlan& plan) {
  const LocalOrder before = order_;
  EntryReader reader(plan.input.kind, plan.now_us);
  reader.SetForm(block.form);
  reader.SetForm(block.input.kind == InputKind::kAny ? plan.input : block.input);
  if (!MayHold(block.text, reader)) return before;
  reader.SetOrder(before);
  ForEachLine(block.text, [&reader](std::string_view line) { reader.Next(line); });
  order_ = reader.order();
  return before;
}

// By its first and last time. One that shows none may.
bool RepeatedHour::MayHold(std::string_view text, EntryReader& reader) {
  constexpr std::size_t kEnds = 8192;
  constexpr int64_t kMicros = 1'000'000;
  std::optional<int64_t> first, last;
  ForEachLine(text.substr(0, kEnds), [&](std::string_view line) {
    if (!first) first = reader.Next(line).time;
  });
  ForEachLine(text.substr(text.size() - std::min(text.size(), kEnds)), [&](std::string_view line) {
    if (const auto time = reader.Next(line).time) last = time;
  });
  if (!first || !last) return true;
  return MayRepeatLocalTime(std::min(*first, *last) / kMicros, std::max(*first, *last) / kMicros);
}

}  // namespace errwatch::cli
