#include "cli/report/time_buckets.h"

#include <array>
#include <cstddef>

#include "cli/logs/entry_json.h"

namespace errwatch::cli {
namespace {

constexpr int64_t kSecondUs = 1'000'000;
constexpr int64_t kMinuteUs = 60 * kSecondUs;
constexpr int64_t kHourUs = 60 * kMinuteUs;
constexpr int64_t kDayUs = 24 * kHourUs;
// Each is a multiple of the one before it, so that columns can be put together.
constexpr auto kWidths = std::to_array<int64_t>(
    {kSecondUs, 10 * kSecondUs, kMinuteUs, 10 * kMinuteUs, kHourUs, 6 * kHourUs, kDayUs, 7 * kDayUs,
     28 * kDayUs, 364 * kDayUs, 3640 * kDayUs, 36400 * kDayUs, 364000 * kDayUs});
// So many columns are kept while the period is not known yet.
constexpr std::size_t kMostKept = 4096;

int64_t FloorDivided(int64_t value, int64_t by) { return value / by - (value % by < 0 ? 1 : 0); }

}  // namespace

void TimeBuckets::Add(int64_t time_us, Category category, bool after_block) {
  if (time_us == kNoTime || category == Category::kBenign) return;
  Sums& sums = sums_[FloorDivided(time_us, kWidths[width_])];
  ++sums.all;
  sums.after_block += after_block;
  ++sums.of_category[static_cast<std::size_t>(category)];
  while (sums_.size() > kMostKept && width_ + 1 < kWidths.size()) Widen();
}

void TimeBuckets::Widen() {
  const int64_t factor = kWidths[width_ + 1] / kWidths[width_];
  ++width_;
  std::map<int64_t, Sums> wider;
  for (const auto& [at, sums] : sums_) {
    Sums& sum = wider[FloorDivided(at, factor)];
    sum.all += sums.all;
    sum.after_block += sums.after_block;
    for (std::size_t i = 0; i < kCategoryCount; ++i) sum.of_category[i] += sums.of_category[i];
  }
  sums_ = std::move(wider);
}

TimeBuckets::Columns TimeBuckets::Take(std::size_t most) const {
  Columns columns;
  if (sums_.empty()) return columns;
  TimeBuckets fit = *this;
  const auto span = [&fit] {
    return static_cast<uint64_t>(fit.sums_.rbegin()->first - fit.sums_.begin()->first) + 1;
  };
  while (span() > most && fit.width_ + 1 < kWidths.size()) fit.Widen();
  columns.width_us = kWidths[fit.width_];
  const int64_t first = fit.sums_.begin()->first;
  columns.first_us = first * columns.width_us;
  columns.all.resize(span() > most ? most : span());
  columns.after_block.resize(columns.all.size());
  for (std::vector<uint64_t>& values : columns.of_category) values.resize(columns.all.size());
  for (const auto& [at, sums] : fit.sums_) {
    const auto column = static_cast<std::size_t>(at - first);
    if (column >= columns.all.size()) break;
    columns.all[column] = sums.all;
    columns.after_block[column] = sums.after_block;
    for (std::size_t i = 0; i < kCategoryCount; ++i) columns.of_category[i][column] = sums.of_category[i];
  }
  return columns;
}

}  // namespace errwatch::cli
