#include "cli/logs/entry_filter.h"

#include <algorithm>

#include "base/nearest_name.h"
#include "base/quoted.h"
#include "cli/logs/moment.h"

namespace errwatch::cli {
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
  Result<std::optional<int64_t>> since = ParseMoment("--since", options.since, now_unix_us);
  if (!since) return since.failure();
  Result<std::optional<int64_t>> until = ParseMoment("--until", options.until, now_unix_us);
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
