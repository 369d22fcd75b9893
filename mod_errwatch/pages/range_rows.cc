#include "pages/range_rows.h"

#include "model/client_range.h"
#include "model/tag_name.h"
#include "pages/block_effect.h"
#include "store/incident_code.h"

namespace errwatch::store {

BlockWord BlockOf(const ListedView& listed) {
  BlockWord block;
  block.until = listed.until;
  block.by_hand = true;
  return block;
}

ClientRow RowOf(const SegmentReader& segment, const RangeView& range, Tick now) {
  ClientRow row;
  row.address = {range.address, PrefixOfRange(range.bits)};
  row.scope = segment.ScopeName(range.scope);
  // Some of its addresses may be on the allow list: not the range.
  SetEffect(EffectOf(range.block, segment.EnginesOf(range.scope), false, now), row);
  row.by_hand = range.block.by_hand;
  row.range_bits = range.bits;
  row.range_parts = range.block.by_hand ? 0 : range.parts;
  row.blocked_until = range.block.until;
  row.incident = CodeOf(segment.hash_key(), range.address, range.block.until).data();
  row.reason = ReasonName(range.block.reason, range.block.by_hand, ByHand::kWords);
  row.last_seen = range.last_denial;
  row.denials = range.denials;
  return row;
}

ClientRow RowOf(const SegmentReader& segment, const ListedView& listed, Tick now) {
  RangeView range;
  range.address = listed.address;
  range.bits = listed.bits;
  range.scope = listed.scope;
  range.block = BlockOf(listed);
  range.denials = listed.denials;
  range.last_denial = listed.last_denial;
  ClientRow row = RowOf(segment, range, now);
  row.remark = listed.reason;
  return row;
}

AllowedRow AllowedRowOf(const SegmentReader& segment, const ListedView& listed) {
  return {{listed.address, PrefixOfRange(listed.bits)},
          RangeBits(listed.address, listed.bits, segment.prefix()),
          listed.since,
          listed.until,
          listed.reason};
}

}  // namespace errwatch::store
