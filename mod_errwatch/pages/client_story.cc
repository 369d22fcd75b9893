#include "pages/client_story.h"

#include <algorithm>

#include "model/category.h"

namespace errwatch {
namespace {

template <typename F>
uint32_t CountIf(const std::vector<StoryRow>& rows, F wanted) {
  return static_cast<uint32_t>(std::ranges::count_if(rows, wanted));
}

}  // namespace

bool StoryRow::Succeeded() const {
  const Category of = ParseCategory(category).value_or(Category::kBenign);
  return IsAttack() && SucceedsByAnswer(of) && answered && status >= 200 && status < 300;
}

uint32_t StoryRows::Attacks() const {
  return CountIf(rows, [](const StoryRow& row) { return row.IsAttack(); });
}

uint32_t StoryRows::Successes() const {
  return CountIf(rows, [](const StoryRow& row) { return row.Succeeded(); });
}

}  // namespace errwatch
