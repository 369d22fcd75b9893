// What a bucket counts, as it stands in shared memory beside its level, and as the reason of a block: five
// bits.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "model/category.h"

namespace errwatch {

// 0 = nothing: an unused bucket, a block by hand. Categories have their number + 1, at most kNumbers.
inline constexpr uint8_t kCrawlTag = 28;       // dead ends of an announced crawler (model/judgement.h)
inline constexpr uint8_t kForeignTag = 29;     // what pages of other sites can cause
inline constexpr uint8_t kWidespreadTag = 30;  // what many clients cause at once; these three nobody is shown
inline constexpr uint8_t kAnyTag = 31;         // the sum of all
static_assert(kNumbers < kCrawlTag);

constexpr uint8_t TagOf(Category category) { return static_cast<uint8_t>(Info(category).number + 1); }

// Tags come from shared memory: empty for any that no countable category has.
constexpr std::optional<Category> CategoryOfTag(uint8_t tag) {
  const Category category = tag == 0 ? Category::kBenign : kCategoryByNumber[tag - 1];
  return category == Category::kBenign ? std::nullopt : std::optional(category);
}

// The sum of all categories, as ErrWatchLimit spells it.
inline constexpr std::string_view kAnyName = "any";

// kAnyName or a category's name; empty for other tags. Ends with NUL.
constexpr std::string_view TagName(uint8_t tag) {
  if (tag == kAnyTag) return kAnyName;
  const std::optional<Category> category = CategoryOfTag(tag);
  return category ? CategoryName(*category) : std::string_view("");
}

}  // namespace errwatch
