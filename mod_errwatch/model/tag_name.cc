#include "model/tag_name.h"

#include "model/bucket_tag.h"

namespace errwatch {

std::string_view ReasonName(uint8_t tag, bool by_hand, ByHand spelling) noexcept {
  if (!by_hand) return TagName(tag);
  return spelling == ByHand::kWords ? "by hand" : "by_hand";
}

}  // namespace errwatch
