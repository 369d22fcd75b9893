#include "cli/logs/entry_filter.h"

#include <algorithm>
#include <ctime>

#include "base/ascii.h"
#include "base/duration.h"
#include "base/nearest_name.h"
#include "base/quoted.h"

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

Result<std::optional<int64_t>> ParseBound(const char* option, const std::string& text, int64_t now) {
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

}  // namespace

Result<EntryFilter> EntryFilter::Make(const FilterOptions& options, int64_t now_unix_us) {
  EntryFilter filter;
  for (const std::string& client : options.clients) {
    if (const Status added = filter.clients_.Add(client); !added) return Error{"--client: " + added.error()};
  }
  for (const std::string& name : options.categories) {
    const std::optional<Category> category = ParseCategory(name);
    if (!category || *category == Category::kBenign)
      return Error{"--category: " + Quoted(name) + " is none of " + std::string(CategoryNames()) +
                   DidYouMean(name, CategoryNames())};
    if (!filter.categories_) filter.categories_.emplace();
    filter.categories_->Add(*category);
  }
  filter.rules_ = options.rules;
  Result<std::optional<int64_t>> since = ParseBound("--since", options.since, now_unix_us);
  if (!since) return since.failure();
  Result<std::optional<int64_t>> until = ParseBound("--until", options.until, now_unix_us);
  if (!until) return until.failure();
  if (since.value() && until.value() && *since.value() >= *until.value())
    return Error{"--until: " + Quoted(options.until) + " is not after --since " + Quoted(options.since)};
  filter.since_ = since.value();
  filter.until_ = until.value();
  if (!options.level.empty()) {
    filter.level_ = ParseLevel(options.level);
    if (!filter.level_)
      return Error{"--level: " + Quoted(options.level) + " is no level: one of " + std::string(kLevelNames) +
                   DidYouMean(options.level, kLevelNames)};
  }
  return filter;
}

bool EntryFilter::Passes(const EntryReader::Read& read) const noexcept {
  if (!clients_.empty() && !clients_.Contains(read.client)) return false;
  if (since_ && (!read.time || *read.time < *since_)) return false;
  if (until_ && (!read.time || *read.time >= *until_)) return false;
  return !level_ || (read.level && *read.level <= *level_);
}

bool EntryFilter::Passes(const Classification& what) const noexcept {
  if (categories_) {
    const CategorySet named(what.category == Category::kBenign
                                ? what.also.bits()
                                : what.also.bits() | 1U << static_cast<uint8_t>(what.category));
    if ((named.bits() & categories_->bits()) == 0) return false;
  }
  const auto matched = what.rules.begin() + std::min<std::size_t>(what.rule_count, what.rules.size());
  return rules_.empty() ||
         std::find_first_of(what.rules.begin(), matched, rules_.begin(), rules_.end()) != matched;
}

}  // namespace errwatch::cli
