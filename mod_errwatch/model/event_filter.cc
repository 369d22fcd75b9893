#include "model/event_filter.h"

#include "model/bucket_tag.h"

namespace errwatch {

bool Wants(const EventFilter& filter, IncidentKind kind, Category category, uint8_t limit) {
  const IncidentKindInfo& info = Info(kind);
  if ((filter.events & info.event) == 0 || info.level > filter.least) return false;
  const CategoryBits about = BitOf(category) | BitOf(CategoryOfTag(limit).value_or(Category::kBenign));
  return about == 0 || (filter.categories & about) != 0;
}

}  // namespace errwatch
