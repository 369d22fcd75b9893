#include "cli/logs/moment.h"

#include <ctime>
#include <string_view>

#include "base/ascii.h"
#include "base/duration.h"
#include "base/nearest_name.h"
#include "base/quoted.h"
#include "cli/logs/log_time.h"

namespace errwatch::cli {
namespace {

constexpr int64_t kMicrosInAMilli = 1000;
constexpr int64_t kMicrosInAnHour = int64_t{3600} * 1000 * 1000;

// When the local day began that `time` is in.
std::optional<int64_t> BeginOfDay(int64_t time) {
  const auto seconds = static_cast<std::time_t>(time / 1'000'000);
  std::tm local{};
  if (localtime_r(&seconds, &local) == nullptr) return std::nullopt;
  local.tm_hour = local.tm_min = local.tm_sec = 0;
  local.tm_isdst = -1;
  return int64_t{std::mktime(&local)} * 1'000'000;
}

// "today", "yesterday", "now", "10m" or "10m ago". Empty when it is none of these.
std::optional<int64_t> ParseRelative(std::string_view text, int64_t now) {
  if (EqualsIgnoreCase(text, "now")) return now;
  const std::optional<int64_t> today = BeginOfDay(now);
  if (EqualsIgnoreCase(text, "today")) return today;
  // From noon: a day is an hour longer or shorter twice a year.
  if (EqualsIgnoreCase(text, "yesterday")) return today ? BeginOfDay(*today - 12 * kMicrosInAnHour) : today;
  constexpr std::string_view kAgo = " ago";
  if (text.ends_with(kAgo)) text.remove_suffix(kAgo.size());
  const auto duration = ParseDuration(text);
  if (!duration) return std::nullopt;
  return now - duration.value().count() * kMicrosInAMilli;
}

}  // namespace

Result<std::optional<int64_t>> ParseMoment(const char* option, const std::string& text, int64_t now) {
  if (text.empty()) return std::optional<int64_t>();
  LogClock clock(now);
  std::optional<int64_t> time = ParseRelative(text, now);
  if (!time) time = clock.Parse(text);
  if (!time) time = clock.Parse(text + " 00:00:00");  // a day
  if (!time)
    return Error{std::string(option) + ": " + Quoted(text) +
                 " is no time: write 2026-11-22, \"2026-11-22 10:00:00\", 2026-11-22T10:00:00Z, today, "
                 "yesterday, or how long ago: 10m, 36h, 7d" +
                 DidYouMean(text, "today, yesterday")};
  return time;
}

}  // namespace errwatch::cli
