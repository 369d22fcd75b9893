#include "store/client_ranges.h"

#include <array>
#include <bit>

#include "model/unnamed_proxy.h"
#include "store/range_block.h"
#include "store/siphash.h"

namespace errwatch::store {
namespace {

constexpr uint64_t kDetectionsOnly = uint64_t{1} << 37;  // in RangeWords::window
constexpr uint64_t NewWindow(bool detection, uint64_t print, Tick now) {
  return (now.value & kMaxTick) | (detection ? kDetectionsOnly : 0) | MarkOf(print);
}
constexpr bool IsLiveWindow(uint64_t window, uint64_t print, Tick now) {
  const Tick begun{window & kMaxTick};
  return IsMarked(window, print) && !IsBeyondSkew(begun, now) &&
         TicksSince(begun, now) < TicksIn(kRangeWindow);
}

using PartBits = std::array<SharedWord, kRangeParts / 64>;

uint32_t CountParts(const PartBits& bits) {
  uint32_t count = 0;
  // relaxed: the count of blocked parts is compared with a limit by each who raises it
  for (const SharedWord& word : bits)
    count += static_cast<uint32_t>(std::popcount(word.load(std::memory_order_relaxed)));
  return count;
}

void AddPart(PartBits& bits, uint8_t part) {
  SharedWord& word = bits[part / 64];
  const uint64_t bit = uint64_t{1} << part % 64;
  // relaxed, both: a bit says nothing about other memory; looked at first, because most are there already
  if ((word.load(std::memory_order_relaxed) & bit) == 0) word.fetch_or(bit, std::memory_order_relaxed);
}

constexpr int kScopeShift = kTickBits;
constexpr int kBitsShift = kScopeShift + 8;

// Of its parts, so many keep a range from giving its row to a narrower one.
constexpr uint32_t kFarParts = 8;

// Which row a newcomer may take: a free one, else that which is missed least. -1: all are blocked.
struct RowChoice {
  int row = -1;
  uint64_t print = 0;  // as seen
  uint32_t parts = 0;
};

}  // namespace

uint64_t ClientRangesReader::PrintOf(const ClientRange& range, uint64_t scope) const noexcept {
  const std::array<uint64_t, 4> input = {scope, range.address.high(), range.address.low(), range.level->bits};
  return SipPrint(key_, input.data(), sizeof input);
}

// Nothing where the row's former range left it.
BlockWord ClientRangesReader::BlockIn(const RangeSet& set, uint32_t row, uint64_t print) noexcept {
  // acquire: what the row tells of the block is at least as new
  const uint64_t word = set.blocks[row].load(std::memory_order_acquire);
  return print != 0 && IsMarked(word, print) ? UnpackRangeBlock(word) : BlockWord{};
}

std::optional<BlockOfRange> ClientRangesReader::FindBlock(const ClientKey& key, Tick now) const noexcept {
  // relaxed: a block that begins at this moment may be missed by one request
  if (watch_->blocked_until.load(std::memory_order_relaxed) <= now.value) return std::nullopt;
  std::optional<BlockOfRange> strongest;
  for (const ClientRange& range : RangesOf(key)) {
    const uint64_t print = PrintOf(range, key.scope);
    const RangeSet& set = sets_[SetIndexOf(print)];
    for (uint32_t row = 0; row < kWays; ++row) {
      // acquire: the block read next is at least as new as the row's range
      if (set.prints[row].load(std::memory_order_acquire) != print) continue;
      const BlockWord block = BlockIn(set, row, print);
      if (!block.Active(now)) continue;
      // What denies goes before what only detects.
      const bool stronger =
          !strongest || block.detection_only < strongest->detection_only ||
          (block.detection_only == strongest->detection_only && block.until > strongest->until);
      if (stronger) strongest = BlockOfRange{block, range.level->bits};
    }
  }
  return strongest;
}

RangeView ClientRangesReader::ViewOf(const RangeSet& set, uint32_t row) noexcept {
  const RangeWords& words = set.ranges[row];
  RangeView view;
  // acquire: the row's words are at least as new as its range. relaxed, the rest: a view may mix two moments.
  view.block = BlockIn(set, row, set.prints[row].load(std::memory_order_acquire));
  const uint64_t about = words.about.load(std::memory_order_relaxed);
  view.last_denial = {about & kMaxTick};
  view.scope = static_cast<uint8_t>(std::min<uint64_t>(about >> kScopeShift & 0xFF, kScopeNames - 1));
  view.bits = static_cast<uint8_t>(about >> kBitsShift & 0x7F);
  view.address = ClientAddress::FromWords(words.address_high.load(std::memory_order_relaxed),
                                          words.address_low.load(std::memory_order_relaxed));
  if (view.address.is_ipv4()) view.bits = std::min<uint8_t>(view.bits, 32);
  const uint64_t counts = words.counts.load(std::memory_order_relaxed);
  view.parts = std::min(static_cast<uint32_t>(counts), kRangeParts);
  view.denials = static_cast<uint32_t>(counts >> 32);
  return view;
}

ClientRangeTable::Row ClientRangeTable::Find(uint64_t print) noexcept {
  RangeSet& set = sets_[SetIndexOf(print)];
  for (uint32_t row = 0; row < kWays; ++row) {
    // acquire: the row's words are at least as new as its range
    if (set.prints[row].load(std::memory_order_acquire) == print) return {&set, row, print};
  }
  return {};
}

// Two that look for a row for the same range at the same moment may take two; the lower is found from then
// on, and what the other counted is lost.
ClientRangeTable::Row ClientRangeTable::FindOrTake(uint64_t print, uint8_t bits, Tick now) noexcept {
  for (int tries = 0; tries < 16; ++tries) {
    if (const Row found = Find(print); found.set != nullptr) return found;
    RangeSet& set = sets_[SetIndexOf(print)];
    RowChoice choice;
    for (uint32_t row = 0; row < kWays; ++row) {
      // acquire: as in Find
      const uint64_t owner = set.prints[row].load(std::memory_order_acquire);
      if (owner != 0 && BlockIn(set, row, owner).Active(now)) continue;
      // relaxed: a hint only
      const bool live =
          owner != 0 && IsLiveWindow(set.ranges[row].window.load(std::memory_order_relaxed), owner, now);
      const uint32_t parts = live ? CountParts(set.ranges[row].blocked) : 0;
      // A wider range that has come far is about to hold all of these.
      if (parts >= kFarParts &&
          (set.ranges[row].about.load(std::memory_order_relaxed) >> kBitsShift & 0x7F) < bits)
        continue;
      if (choice.row < 0 || parts < choice.parts) choice = {static_cast<int>(row), owner, parts};
      if (parts == 0) break;
    }
    if (choice.row < 0) break;
    const auto row = static_cast<uint32_t>(choice.row);
    // acq_rel: whoever finds the newcomer's print sees the former range's words as void as we do.
    // relaxed on failure: everything is looked at again.
    if (set.prints[row].compare_exchange_strong(choice.print, print, std::memory_order_acq_rel,
                                                std::memory_order_relaxed))
      return {&set, row, print};
  }
  counters_.Add(Counter::kRangesUnwatched);
  return {};
}

// Begins a new window where there is none; false when a block of this kind does not count in the one there
// is.
bool ClientRangeTable::Renew(const Row& row, const ClientRange& range, uint8_t scope_index, bool detection,
                             Tick now) noexcept {
  RangeWords& words = row.words();
  for (int i = 0; i < 16; ++i) {
    // acquire: the bits are at least as new as the window
    uint64_t window = words.window.load(std::memory_order_acquire);
    const bool live = IsLiveWindow(window, row.print, now);
    const bool detections = (window & kDetectionsOnly) != 0;
    if (live && detections == detection) return true;
    if (live && detection) return false;
    // First the bits, then the window: who dies in between leaves bits that the next one clears again.
    // relaxed, all: made visible by the release of the window
    for (PartBits* bits : {&words.blocked, &words.seen})
      for (SharedWord& word : *bits) word.store(0, std::memory_order_relaxed);
    words.address_high.store(range.address.high(), std::memory_order_relaxed);
    words.address_low.store(range.address.low(), std::memory_order_relaxed);
    words.about.store((now.value & kMaxTick) | uint64_t{scope_index} << kScopeShift |
                          uint64_t{range.level->bits} << kBitsShift,
                      std::memory_order_relaxed);
    // acq_rel: who sees the window sees the bits cleared. On failure (relaxed) another has begun one: again.
    if (words.window.compare_exchange_strong(window, NewWindow(detection, row.print, now),
                                             std::memory_order_acq_rel, std::memory_order_relaxed)) {
      RaiseTo(watch_->watched_until, After(now, kRangeWindow).value);
      return true;
    }
  }
  return false;
}

// True for one caller while the block lasts.
bool ClientRangeTable::Open(const Row& row, const BlockWord& block, bool* ended_before, Tick now) noexcept {
  // acquire: what is decided rests on the block as it is
  uint64_t seen = row.block().load(std::memory_order_acquire);
  const BlockWord held = IsMarked(seen, row.print) ? UnpackRangeBlock(seen) : BlockWord{};
  if (held.Active(now) && (block.detection_only || !held.detection_only)) return false;
  // Before the block: who dies in between has gates look once too often.
  RaiseTo(watch_->blocked_until, block.until.value);
  *ended_before = held.until.value != 0 && !held.Active(now) && !held.end_announced && !held.detection_only;
  // acq_rel: who finds the block finds what it rests on; when it fails (relaxed) another has opened it
  return row.block().compare_exchange_strong(seen, PackRangeBlock(block, row.print),
                                             std::memory_order_acq_rel, std::memory_order_relaxed);
}

std::size_t ClientRangeTable::NoteBlocked(const ClientKey& key, uint8_t scope_index, const BlockWord& block,
                                          Tick until, Tick now, Opened& opened) noexcept {
  std::size_t count = 0;
  if (block.foreign_only || block.by_hand || IsNear(key.address)) return 0;
  for (const ClientRange& range : RangesOf(key)) {
    const Row row = FindOrTake(PrintOf(range, key.scope), range.level->bits, now);
    if (row.set == nullptr || !Renew(row, range, scope_index, block.detection_only, now)) continue;
    RangeWords& words = row.words();
    AddPart(words.seen, range.part);
    AddPart(words.blocked, range.part);
    const uint32_t parts = CountParts(words.blocked);
    if (!IsEnough(*range.level, parts, CountParts(words.seen))) continue;
    if (good_.Contains(range, now)) {
      counters_.Add(Counter::kRangesSpared);
      continue;
    }
    RangeBlocked next{range.address, range.level->bits, {}, parts, range.level->least_blocked, false};
    next.block.until = until;
    next.block.reason = block.reason;
    next.block.detection_only = block.detection_only;
    // relaxed: display
    words.counts.store(parts, std::memory_order_relaxed);
    if (!Open(row, next.block, &next.ended_before, now)) continue;
    // What it rests on is used up: the next block takes as much again. relaxed: as in Renew, a window that is
    // missed counts once too little.
    words.window.store(0, std::memory_order_relaxed);
    DropNarrower(range, key.scope, now);
    if (!block.detection_only) counters_.Add(Counter::kRangeBlocks);
    opened[count++] = next;
  }
  return count;
}

// Blocks of ranges that a wider one now holds are over without a word, and their rows are free: one attacker
// with many networks must not fill the table with parts of them. Only where the parts are ranges themselves.
void ClientRangeTable::DropNarrower(const ClientRange& wide, uint64_t scope, Tick now) noexcept {
  const auto narrower = std::find_if(kRangeLevels.begin(), kRangeLevels.end(), [&](const RangeLevel& level) {
    return !level.ipv4 && !wide.level->ipv4 && !level.hashed && level.bits == wide.level->bits + 8;
  });
  if (narrower == kRangeLevels.end()) return;
  const uint64_t high = wide.address.high();
  for (uint64_t part = 0; part < kRangeParts; ++part) {
    const ClientAddress address = ClientAddress::FromWords(high | part << (64 - narrower->bits), 0);
    const Row row = Find(PrintOf({&*narrower, address, 0}, scope));
    if (row.set != nullptr) EndBlock(SetIndexOf(row.print), row.index, now);
  }
}

void ClientRangeTable::NoteSeen(const ClientKey& key, Tick now) noexcept {
  // relaxed: a window that begins at this moment may miss one request
  if (watch_->watched_until.load(std::memory_order_relaxed) <= now.value) return;
  for (const ClientRange& range : RangesOf(key)) {
    const Row row = Find(PrintOf(range, key.scope));
    if (row.set == nullptr) continue;
    RangeWords& words = row.words();
    // acquire: the bits are at least as new as the window
    if (IsLiveWindow(words.window.load(std::memory_order_acquire), row.print, now))
      AddPart(words.seen, range.part);
  }
}

void ClientRangeTable::NoteGood(const ClientKey& key, Tick now) noexcept {
  for (const ClientRange& range : RangesOf(key)) good_.Note(range, now);
}

void ClientRangeTable::CountDenial(const ClientKey& key, Tick now) noexcept {
  constexpr uint64_t kFull = 0xFFFF0000;
  for (const ClientRange& range : RangesOf(key)) {
    const Row row = Find(PrintOf(range, key.scope));
    if (row.set == nullptr || !BlockIn(*row.set, row.index, row.print).Active(now)) continue;
    RangeWords& words = row.words();
    // relaxed, all: display only; the high half stops well before its end
    const uint64_t about = words.about.load(std::memory_order_relaxed) & ~kMaxTick;
    words.about.store((now.value & kMaxTick) | about, std::memory_order_relaxed);
    if (words.counts.load(std::memory_order_relaxed) >> 32 < kFull)
      words.counts.fetch_add(uint64_t{1} << 32, std::memory_order_relaxed);
    return;
  }
}

bool ClientRangeTable::EndBlock(uint32_t set_index, uint32_t row, Tick now) noexcept {
  RangeSet& set = sets_[set_index];
  // acquire: as everywhere a print or a block is read
  const uint64_t print = set.prints[row].load(std::memory_order_acquire);
  uint64_t seen = set.blocks[row].load(std::memory_order_acquire);
  if (!IsMarked(seen, print) || !UnpackRangeBlock(seen).Active(now)) return false;
  // acq_rel: as every change of a block; when it fails, another ended it
  return set.blocks[row].compare_exchange_strong(seen, 0, std::memory_order_acq_rel,
                                                 std::memory_order_relaxed);
}

bool ClientRangeTable::AnnounceEnd(uint32_t set_index, uint32_t row, Tick now) noexcept {
  RangeSet& set = sets_[set_index];
  // acquire: as everywhere a print or a block is read
  const uint64_t print = set.prints[row].load(std::memory_order_acquire);
  uint64_t seen = set.blocks[row].load(std::memory_order_acquire);
  BlockWord block = UnpackRangeBlock(seen);
  if (print == 0 || !IsMarked(seen, print) || block.until.value == 0 || block.Active(now) ||
      block.end_announced)
    return false;
  block.end_announced = true;
  // acq_rel: as every change of a block; when it fails, another announced it, or opened the next
  return set.blocks[row].compare_exchange_strong(seen, PackRangeBlock(block, print),
                                                 std::memory_order_acq_rel, std::memory_order_relaxed);
}

}  // namespace errwatch::store
