#include "base/time_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdarg>
#include <cstdio>

#include "base/calendar.h"

namespace errwatch {
namespace {

int64_t UnixMsShown(Tick time) { return UnixMs({std::min(time.value, kMaxTick)}); }

// printf with integers alone does not depend on the locale.
[[gnu::format(printf, 1, 2)]] std::string Print(const char* format, ...) {
  std::array<char, 96> text{};
  std::va_list numbers;
  va_start(numbers, format);
  std::vsnprintf(text.data(), text.size(), format, numbers);
  va_end(numbers);
  return text.data();
}

}  // namespace

std::string FormatTime(Tick time) {
  const int64_t unix_ms = UnixMsShown(time);
  const CivilTime c = CivilAt(unix_ms / 1000);
  return Print("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", c.year, c.month, c.day, c.hour, c.minute, c.second,
               static_cast<int>(unix_ms % 1000));
}

std::string FormatTimeShort(Tick time) {
  const CivilTime c = CivilAt(UnixMsShown(time) / 1000);
  return Print("%04d-%02d-%02d %02d:%02d:%02d", c.year, c.month, c.day, c.hour, c.minute, c.second);
}

std::string FormatSpan(Milliseconds span) {
  const long long seconds = std::max<long long>(span.count(), 0) / 1000;
  if (seconds < 60) return Print("%llds", seconds);
  if (seconds < 3600) return Print("%lldm %02llds", seconds / 60, seconds % 60);
  if (seconds < 86'400) return Print("%lldh %02lldm", seconds / 3600, seconds / 60 % 60);
  return Print("%lldd %02lldh", seconds / 86'400, seconds / 3600 % 24);
}

std::string FormatSpan(Tick from, Tick to) {
  return FormatSpan(DurationOf(std::min(TicksSince(from, to), kMaxTick)));
}

std::string FormatCount(uint64_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t end = digits.size(); end > 3;) {
    end -= 3;
    digits.insert(end, 1, ',');
  }
  return digits;
}

std::string FormatScore(double score) {
  if (!(score > 0)) return "0";
  const auto tenths = static_cast<uint64_t>(std::llround(std::min(score, 1e15) * 10));
  std::string text = std::to_string(tenths / 10);
  if (tenths % 10 != 0) text += "." + std::to_string(tenths % 10);
  return text;
}

}  // namespace errwatch
