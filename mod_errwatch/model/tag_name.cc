#include "model/tag_name.h"

#include "model/category.h"
#include "model/leaky_bucket.h"

namespace errwatch {

std::string_view TagName(uint8_t tag) noexcept {
  if (tag == kAnyTag) return kAnyName;
  if (tag == 0 || tag > kCategoryCount) return "";
  return CategoryName(static_cast<Category>(tag - 1));
}

std::string_view ReasonName(uint8_t tag, bool by_hand, ByHand spelling) noexcept {
  if (!by_hand) return TagName(tag);
  return spelling == ByHand::kWords ? "by hand" : "by_hand";
}

}  // namespace errwatch
