#include "cli/logs/entry_filter.h"

#include <algorithm>

#include "base/quoted.h"

namespace errwatch::cli {
namespace {

Result<std::optional<int64_t>> ParseBound(const char* option, const std::string& text, int64_t now) {
  if (text.empty()) return std::optional<int64_t>();
  LogClock clock(now);
  std::optional<int64_t> time = clock.Parse(text);
  if (!time) time = clock.Parse(text + " 00:00:00");  // a day
  if (!time)
    return Error{std::string(option) + ": " + Quoted(text) +
                 " is no time: write 2026-11-22, \"2026-11-22 10:00:00\" or 2026-11-22T10:00:00Z"};
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
      return Error{"--category: " + Quoted(name) + " is none of " + std::string(CategoryNames())};
    if (!filter.categories_) filter.categories_.emplace();
    filter.categories_->Add(*category);
  }
  filter.rules_ = options.rules;
  Result<std::optional<int64_t>> since = ParseBound("--since", options.since, now_unix_us);
  if (!since) return since.failure();
  Result<std::optional<int64_t>> until = ParseBound("--until", options.until, now_unix_us);
  if (!until) return until.failure();
  filter.since_ = since.value();
  filter.until_ = until.value();
  if (!options.level.empty()) {
    filter.level_ = ParseLevel(options.level);
    if (!filter.level_) return Error{"--level: " + Quoted(options.level) + " is no level"};
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
