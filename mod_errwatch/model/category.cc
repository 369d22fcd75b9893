#include "model/category.h"

namespace errwatch {
namespace {

#define ERRWATCH_CATEGORY_NAME(id, number, name, ...) name ", "
constexpr std::string_view kCategoryNames = ERRWATCH_CATEGORIES(ERRWATCH_CATEGORY_NAME) "benign";
#undef ERRWATCH_CATEGORY_NAME

}  // namespace

std::optional<Category> ParseCategory(std::string_view name) {
  for (size_t i = 0; i < kCategoryTable.size(); ++i) {
    if (kCategoryTable[i].name == name) return static_cast<Category>(i);
  }
  return std::nullopt;
}

std::string_view CategoryNames() { return kCategoryNames; }

}  // namespace errwatch
