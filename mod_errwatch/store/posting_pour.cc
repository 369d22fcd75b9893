// Those functions of Posting that fill buckets, and what follows when one overflows.
#include <algorithm>
#include <utility>

#include "model/bucket_tag.h"
#include "store/end_of_block.h"
#include "store/incident_text.h"
#include "store/posting.h"

namespace errwatch::store {

// Of this entry. Its texts point into it.
Incident Posting::IncidentOf(IncidentKind kind, uint8_t tag, const BlockWord& block) const {
  Incident incident;
  incident.kind = kind;
  incident.category = kind == IncidentKind::kFalseCrawler ? Category::kBotProxy : what_.category;
  incident.limit = tag;
  incident.scope = charge_.scope_index;
  incident.strikes = block.strikes;
  incident.foreign_only = block.foreign_only;
  // What was asked for has nothing to do with the claim.
  incident.rule = kind == IncidentKind::kFalseCrawler ? 0 : what_.rule;
  incident.status = entry_.status;
  incident.log_id = entry_.log_id;
  incident.time = now_;
  incident.until = block.until;
  if (outcome_.joins && (pays_for_joining_ || kind == IncidentKind::kEntry))
    incident.joined = JoinedAttack{*outcome_.joins, charge_.under_attack};
  incident.client = key_.address;
  incident.vhost = entry_.vhost;
  incident.method = entry_.method;
  incident.message = entry_.message;
  incident.request_log_id = entry_.request_log_id;
  incident.unique_id = entry_.unique_id;
  return incident;
}

// Puts an incident into the ring.
void Posting::Append(const Incident& incident) {
  const ShortText<kTargetBytes> uri = TargetOf(entry_.uri, entry_.args);
  FoundText found;
  if (charge_.rules != nullptr && charge_.scratch != nullptr && incident.rule != 0)
    if (const auto place = PlaceOf(*charge_.rules, entry_, what_, *charge_.scratch))
      found = FoundTextOf(entry_, *place);
  Incident whole = incident;
  whole.uri = uri.view();
  whole.found = found.in;
  whole.field = found.field.view();
  whole.excerpt = found.excerpt.view();
  incidents_.Append(whole);
  if (incident.kind == IncidentKind::kEntry) return;
  counters_.Add(Counter::kIncidents);
  outcome_.incident = true;
}

void Posting::Report(IncidentKind kind, uint8_t tag, const Limit* limit, uint32_t level,
                     const BlockWord& block) {
  Incident incident = IncidentOf(kind, tag, block);
  incident.score = limit != nullptr ? (level + kQuantaPerUnit - 1) / kQuantaPerUnit : what_.cost;
  incident.capacity = limit != nullptr ? limit->shape.capacity : 0;
  Append(incident);
}

// Before what follows from it, and once it is known what it weighs.
void Posting::TellEntry() {
  if (std::exchange(entry_told_, true)) return;
  Incident incident = IncidentOf(IncidentKind::kEntry, 0, BlockWord{});
  incident.score = what_.cost;
  incident.poured = static_cast<uint16_t>(std::min<uint32_t>(poured_quanta_, UINT16_MAX));
  Append(incident);
}

// A client was blocked: perhaps all of its range has to be. For as long as the first block of a client lasts
// by the limit that filled: among its clients are some whom nobody has seen yet.
void Posting::BlockRanges(uint8_t tag, const Limit& limit, const BlockWord& block) {
  ClientRangeTable::Opened opened;
  const Tick until = After(now_, BlockLength(*charge_.block, limit, 0));
  const std::size_t count = ranges_.NoteBlocked(key_, charge_.scope_index, block, until, now_, opened);
  for (std::size_t i = 0; i < count; ++i) {
    const RangeBlocked& range = opened[i];
    Incident incident = IncidentOf(
        range.block.detection_only ? IncidentKind::kDetection : IncidentKind::kRangeBlock, tag, range.block);
    incident.client = range.address;
    incident.range_bits = range.bits;
    incident.score = range.parts;
    incident.capacity = range.least;
    incident.joined.reset();  // too many blocks were enough
    if (range.ended_before) counters_.Add(Counter::kExpired);
    if (!range.block.detection_only) timeline_.Note(Counter::kRangeBlocks, now_);
    Append(incident);
  }
}

// What its clients do further cannot fill the table of clients with more blocks.
bool Posting::InBlockedRange() const {
  if (listed_.FindBlock(key_, now_)) return true;
  const std::optional<BlockWord> block = ranges_.FindBlock(key_, now_);
  return block && !block->detection_only;
}

// The block before this one ran out, and no sweep has come by since.
void Posting::ReportEnd(const BlockWord& block) {
  counters_.Add(Counter::kExpired);
  if (block.detection_only) return;
  incidents_.Append(EndOfBlock(key_.address, charge_.scope_index, block, now_));
  stories_.TellMore(key_.fingerprint, StoryOfEnd(block, now_));
}

// This pour filled a bucket: blocks the client, unless it is blocked already, and reports it.
void Posting::Overflow(uint8_t tag, const Limit& limit, uint32_t level, BlockKind kind) {
  TellEntry();
  BlockWord block;
  if (BlockLength(*charge_.block, limit, 0).count() == 0) {
    const std::optional<BlockWord> held = clients_.FindBlock(key_);
    if (held && held->Active(now_)) return;
    outcome_.limit = tag;
    TellOverflow(tag, limit, level, block);
    return Report(IncidentKind::kDetection, tag, &limit, level, block);
  }
  BlockWord ended;
  kind.detection_only = charge_.detection_only;
  kind.at_peer = entry_.at_peer;
  if (clients_.Block(key_, tag, limit, *charge_.block, kind, now_, &block, &ended) != BlockChange::kOpened)
    return;
  if (ended.until.value != 0) ReportEnd(ended);
  const Counter counter = charge_.detection_only ? Counter::kDetections : Counter::kBlocks;
  counters_.Add(counter);
  timeline_.Note(counter, now_);
  outcome_.blocked = true;
  outcome_.limit = tag;
  outcome_.until = block.until;
  TellOverflow(tag, limit, level, block);
  Report(charge_.detection_only ? IncidentKind::kDetection : IncidentKind::kBlock, tag, &limit, level, block);
  if (kind.foreign_only) return;
  if (!kind.detection_only)
    journal_.Note({JournalKind::kBlock, charge_.scope_index, tag, 0, 0, now_, block.until, key_.address,
                   block.at_peer});
  BlockRanges(tag, limit, block);
}

// True when the entry is widespread, and so is not charged as others are.
bool Posting::PourWidespread(Templates::Spread spread, RequestLedger& request) {
  if (spread == Templates::Spread::kFew) return false;
  if (spread == Templates::Spread::kManyFirst) Report(IncidentKind::kWidespread, 0, nullptr, 0, BlockWord{});
  if (!MayBeTheServer(what_.category)) return false;
  counters_.Add(Counter::kWidespread);
  outcome_.widespread = true;
  const Limit& any = charge_.limits->any;
  if (any.shape.capacity == 0 || request.widespread) return true;
  request.widespread = true;
  Limit own = any;
  own.shape.capacity = std::min(any.shape.capacity * kWidespreadFactor, kMaxLevel / kQuantaPerUnit);
  const PourResult poured =
      clients_.Pour(key_, kWidespreadTag, uint32_t{what_.cost} << kQuantaPerUnitLog2, own.shape, now_);
  clients_.Touch(key_, shown_rule_, charge_.scope_index, now_);
  if (poured.tracked) {
    StoryEvent counted = StoryOf(StoryKind::kEntry);
    counted.flags = kStoryWidespread;
    counted.limit = kAnyTag;
    counted.level = poured.level;
    counted.capacity = own.shape.capacity;
    counted.poured = uint32_t{what_.cost} << kQuantaPerUnitLog2;
    TellCounted(request, counted);
  }
  if (poured.overflow) Overflow(kAnyTag, own, poured.level);
  return true;
}

// Other hosts pour the same: into a category's bucket and into `any`. The other accounts rest on what this
// host's own pages and visitors do.
PourResult Posting::PourInto(uint8_t tag, uint32_t quanta, const BucketShape& shape) {
  const PourResult poured = clients_.Pour(key_, tag, quanta, shape, now_);
  if (poured.tracked)
    journal_.Note(
        {JournalKind::kPour, charge_.scope_index, tag, 0, quanta, now_, {}, key_.address, entry_.at_peer});
  return poured;
}

// Into the category's bucket and into `any`, as far as this entry weighs more than what the request was
// charged with.
void Posting::Pour(RequestLedger& request, uint32_t quanta) {
  const Limit& limit = (*charge_.limits)[what_.category];
  const Limit& any = charge_.limits->any;
  uint16_t& poured = request.quanta[static_cast<uint8_t>(what_.category)];
  const uint32_t own_more = quanta > poured ? quanta - poured : 0;
  const uint32_t any_more = quanta > request.any_quanta ? quanta - request.any_quanta : 0;
  PourResult own;
  PourResult sum;
  if (own_more != 0 && limit.shape.capacity != 0)
    own = PourInto(TagOf(what_.category), own_more, limit.shape);
  if (any_more != 0 && any.shape.capacity != 0) sum = PourInto(kAnyTag, any_more, any.shape);
  poured = static_cast<uint16_t>(poured + own_more);
  request.any_quanta += any_more;

  outcome_.poured = own.tracked || sum.tracked;
  outcome_.level = own.level;
  if (!outcome_.poured) return;
  poured_quanta_ += own.tracked ? own_more : any_more;
  counters_.Add(Counter::kPoured);
  clients_.Touch(key_, shown_rule_, charge_.scope_index, now_);
  StoryEvent counted = StoryOf(StoryKind::kEntry);
  counted.limit = own.tracked ? TagOf(what_.category) : kAnyTag;
  counted.level = own.tracked ? own.level : sum.level;
  counted.capacity = own.tracked ? limit.shape.capacity : any.shape.capacity;
  counted.any_level = sum.level;
  counted.poured = own.tracked ? own_more : any_more;
  TellCounted(request, counted);

  // One incident: the category says more than the sum, but a limit that blocks goes before one that only
  // tells.
  const bool category_blocks = BlockLength(*charge_.block, limit, 0).count() != 0;
  if (own.overflow && (category_blocks || !sum.overflow))
    return Overflow(TagOf(what_.category), limit, own.level);
  if (sum.overflow) Overflow(kAnyTag, any, sum.level);
}

// Into the account of dead ends at crawl speed. What it comes to is measured by `any`'s block.
void Posting::PourCrawl(RequestLedger& request, uint32_t quanta) {
  const Limit limit{kCrawlShape, charge_.limits->any.block};
  const PourResult result = PourMore(kCrawlTag, limit.shape, quanta, quanta, request);
  if (result.tracked) {
    StoryEvent counted = StoryOf(StoryKind::kEntry);
    counted.flags = kStoryCrawl;
    counted.limit = TagOf(what_.category);
    counted.level = result.level;
    counted.capacity = limit.shape.capacity;
    counted.poured = quanta;
    TellCounted(request, counted);
  }
  if (result.overflow) Overflow(TagOf(what_.category), limit, result.level);
}

// Into the account of what pages laid (model/judgement.h), as a part of the category's limit.
void Posting::PourForeign(RequestLedger& request, uint32_t quanta) {
  const Limit& limit = (*charge_.limits)[what_.category];
  const uint32_t capacity = limit.shape.capacity;
  if (capacity == 0) return;
  const PourResult result =
      PourMore(kForeignTag, ForeignShape(*charge_.limits), quanta, ToForeign(quanta, capacity), request);
  outcome_.level = FromForeign(result.level, capacity);
  if (result.tracked) {
    StoryEvent counted = StoryOf(StoryKind::kEntry);
    counted.flags = kStoryForeign;
    counted.limit = TagOf(what_.category);
    counted.level = outcome_.level;
    counted.capacity = capacity;
    counted.poured = quanta;
    TellCounted(request, counted);
  }
  BlockKind kind;
  kind.foreign_only = true;
  kind.pictures_too = provenance_ == Provenance::kOwnPicture;
  kind.links_too = provenance_ == Provenance::kForeignLink;
  if (result.overflow) Overflow(TagOf(what_.category), limit, outcome_.level, kind);
}

// As far as `quanta`, of which the account gets `account_quanta`, is more than the request was charged with.
PourResult Posting::PourMore(uint8_t tag, const BucketShape& shape, uint32_t quanta, uint32_t account_quanta,
                             RequestLedger& request) {
  uint16_t& poured = request.quanta[static_cast<uint8_t>(what_.category)];
  const uint32_t more = quanta > poured ? quanta - poured : 0;
  if (more == 0) return {};
  const auto of_account = static_cast<uint32_t>(uint64_t{account_quanta} * more / quanta);
  const PourResult result = clients_.Pour(key_, tag, of_account, shape, now_);
  poured = static_cast<uint16_t>(poured + more);
  outcome_.poured = result.tracked;
  outcome_.level = result.level;
  if (!result.tracked) return {};
  poured_quanta_ += more;
  counters_.Add(Counter::kPoured);
  clients_.Touch(key_, shown_rule_, charge_.scope_index, now_);
  return result;
}

}  // namespace errwatch::store
