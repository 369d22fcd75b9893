#include "base/duration.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/ascii.h"
#include "base/quoted.h"

namespace errwatch {
namespace {

struct DurationUnit {
  char letter;
  int64_t milliseconds;
};
// The largest first, for FormatDuration.
constexpr std::array<DurationUnit, 4> kUnits = {
    {{'d', 86'400'000}, {'h', 3'600'000}, {'m', 60'000}, {'s', 1000}}};
constexpr int64_t kMaxDurationMs = 3650 * kUnits[0].milliseconds;

}  // namespace

Result<Milliseconds> ParseDuration(std::string_view text) {
  const Error wrong{Quoted(text) + " is no duration; write a number with s, m, h or d, as in 90s or 10m"};
  if (text.size() < 2) return wrong;
  const auto* unit = std::find_if(kUnits.begin(), kUnits.end(),
                                  [&](const DurationUnit& u) { return u.letter == text.back(); });
  if (unit == kUnits.end() || !IsDigit(text.front())) return wrong;
  int64_t number = 0;
  const char* const last = text.data() + text.size() - 1;
  const auto [end, failure] = std::from_chars(text.data(), last, number);
  if (end != last) return wrong;
  if (failure != std::errc() || number > kMaxDurationMs / unit->milliseconds) {
    return Error{Quoted(text) + " is too long; the most is " + FormatDuration(Milliseconds(kMaxDurationMs))};
  }
  return Milliseconds(number * unit->milliseconds);
}

std::string FormatDuration(Milliseconds duration) {
  if (duration.count() == 0) return "0s";
  for (const DurationUnit& unit : kUnits) {
    if (duration.count() % unit.milliseconds == 0)
      return std::to_string(duration.count() / unit.milliseconds) + unit.letter;
  }
  return std::to_string(duration.count()) + "ms";
}

std::string FormatShape(uint32_t capacity, Milliseconds window) {
  return std::to_string(capacity) + "/" + FormatDuration(window);
}

}  // namespace errwatch
