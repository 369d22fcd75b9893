#include "store/end_of_block.h"

namespace errwatch::store {

Incident EndOfBlock(const ClientAddress& client, uint8_t scope_index, const BlockWord& block,
                    Tick now) noexcept {
  Incident incident;
  incident.kind = IncidentKind::kExpired;
  incident.limit = block.reason;
  incident.scope = scope_index;
  incident.strikes = block.strikes;
  incident.time = now;
  incident.ended = block.until;
  incident.client = client;
  return incident;
}

Incident EndOfBlock(const RangeView& range, Tick now) noexcept {
  Incident incident = EndOfBlock(range.address, range.scope, range.block, now);
  incident.range_bits = range.bits;
  return incident;
}

Incident EndOfListed(const ListedView& listed, ClientPrefix prefix, Tick now) noexcept {
  Incident incident = EndOfBlock(listed.address, listed.scope, BlockWord{}, now);
  incident.range_bits = RangeBits(listed.address, listed.bits, prefix);
  incident.ended = listed.until;
  if (listed.kind == ListKind::kAllowed) {
    incident.ended = Tick();
    incident.kind = IncidentKind::kDisallowed;
    incident.message = "its time ran out";
  }
  return incident;
}

StoryEvent StoryOfEnd(const BlockWord& block, Tick now) noexcept {
  StoryEvent event = StoryOfBlock(StoryKind::kExpired, block.until, now);
  event.limit = block.reason;
  event.strikes = block.strikes;
  return event;
}

StoryEvent StoryOfBlock(StoryKind kind, Tick until, Tick now) noexcept {
  StoryEvent event;
  event.kind = kind;
  event.time = now;
  event.until = until;
  return event;
}

}  // namespace errwatch::store
