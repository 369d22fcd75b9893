#include "model/category.h"

namespace errwatch {
namespace {

constexpr std::array<CategoryInfo, kCategoryCount + 1> kTable = {{
#define ERRWATCH_CATEGORY_ROW(id, name, cost, technique, ecs, text) {name, cost, technique, ecs, text},
    ERRWATCH_CATEGORIES(ERRWATCH_CATEGORY_ROW)
#undef ERRWATCH_CATEGORY_ROW
        {"benign", 0, "", "web", "nothing suspicious"},
}};

#define ERRWATCH_CATEGORY_NAME(id, name, ...) name ", "
constexpr std::string_view kNames = ERRWATCH_CATEGORIES(ERRWATCH_CATEGORY_NAME) "benign";
#undef ERRWATCH_CATEGORY_NAME

}  // namespace

const CategoryInfo& Info(Category category) {
  const auto index = static_cast<uint8_t>(category);
  return kTable[index < kTable.size() ? index : kCategoryCount];
}

std::optional<Category> ParseCategory(std::string_view name) {
  for (size_t i = 0; i < kTable.size(); ++i) {
    if (kTable[i].name == name) return static_cast<Category>(i);
  }
  return std::nullopt;
}

std::string_view CategoryNames() { return kNames; }

}  // namespace errwatch
