#include "store/listed_ranges.h"

#include <algorithm>
#include <array>

#include "store/siphash.h"
#include "store/word_text.h"

namespace errwatch::store {
namespace {

constexpr int kStateKindShift = kTickBits;
constexpr int kStateAnnouncedShift = kStateKindShift + 1;
constexpr int kStateBitsShift = kStateAnnouncedShift + 1;
constexpr int kPrintShift = kStateBitsShift + 7;
constexpr int kRowMarkShift = kTickBits + 8;  // ListedRow::about, behind the scope
constexpr uint64_t kRowMarkMask = (uint64_t{1} << (64 - kRowMarkShift)) - 1;
constexpr uint64_t kMostDenials = (uint64_t{1} << 27) - 1;

// ListedSet::states.
struct State {
  Tick until;
  ListKind kind = ListKind::kBlocked;
  bool end_announced = false;
  uint8_t bits = 1;
};

constexpr uint64_t PackState(const State& state, uint64_t print) {
  return (state.until.value & kMaxTick) | uint64_t{static_cast<uint8_t>(state.kind)} << kStateKindShift |
         uint64_t{state.end_announced} << kStateAnnouncedShift |
         uint64_t{(state.bits - 1U) & 0x7FU} << kStateBitsShift | print >> kPrintShift << kPrintShift;
}

constexpr State UnpackState(uint64_t word) {
  State state;
  state.until = {word & kMaxTick};
  state.kind = (word >> kStateKindShift & 1U) != 0 ? ListKind::kAllowed : ListKind::kBlocked;
  state.end_announced = (word >> kStateAnnouncedShift & 1U) != 0;
  state.bits = static_cast<uint8_t>((word >> kStateBitsShift & 0x7FU) + 1);
  return state;
}

constexpr bool IsOfPrint(uint64_t word, uint64_t print) {
  return word >> kPrintShift == print >> kPrintShift;
}

// Nothing where the place's former range left it.
State StateIn(const ListedSet& set, uint32_t way, uint64_t print) noexcept {
  // acquire: what the row tells is at least as new
  const uint64_t word = set.states[way].load(std::memory_order_acquire);
  return print != 0 && IsOfPrint(word, print) ? UnpackState(word) : State{};
}

BlockWord ByHandUntil(Tick until) noexcept {
  BlockWord block;
  block.until = until;
  block.by_hand = true;
  return block;
}

void NoteLength(ListedWatch& watch, bool ipv4, uint8_t bits) {
  SharedWord& word = ipv4 ? watch.ipv4 : watch.ipv6[(bits - 1U) / 64];
  // relaxed: as in RaiseTo
  word.fetch_or(uint64_t{1} << (bits - 1U) % 64, std::memory_order_relaxed);
}

// The whole of it, or as much as there is room for, never a part of a character.
std::string_view CutReason(std::string_view reason) {
  if (reason.size() <= kListedReasonBytes) return reason;
  std::size_t end = kListedReasonBytes;
  while (end > 0 && (static_cast<unsigned char>(reason[end]) & 0xC0U) == 0x80U) --end;
  return reason.substr(0, end);
}

}  // namespace

ClientAddress FirstOf(const ClientAddress& address, uint8_t bits) noexcept {
  return address.MaskedTo(address.is_ipv4() ? kMappedBits + bits : bits);
}

bool Holds(const ClientAddress& outer, uint8_t outer_bits, const ClientAddress& inner,
           uint8_t inner_bits) noexcept {
  return outer.is_ipv4() == inner.is_ipv4() && outer_bits <= inner_bits &&
         FirstOf(inner, outer_bits) == FirstOf(outer, outer_bits);
}

bool Overlap(const ClientAddress& a, uint8_t a_bits, const ClientAddress& b, uint8_t b_bits) noexcept {
  return Holds(a, a_bits, b, b_bits) || Holds(b, b_bits, a, a_bits);
}

// What a row is of: of an address that another wrote into it no such thing comes out.
uint64_t ListedRangesReader::RowMark(uint64_t print, uint64_t high, uint64_t low) const noexcept {
  const std::array<uint64_t, 3> input = {print, high, low};
  return SipPrint(key_, input.data(), sizeof input) & kRowMarkMask;
}

uint64_t ListedRangesReader::PrintOf(const ListedRange& range) const noexcept {
  const std::array<uint64_t, 4> input = {
      range.scope, range.address.high(), range.address.low(),
      uint64_t{range.bits} | uint64_t{static_cast<uint8_t>(range.kind)} << 8};
  return SipPrint(key_, input.data(), sizeof input);
}

// Each place of a range of this kind that the client is in and that holds: set, way, what holds as a block.
template <typename F>
void ListedRangesReader::ForEachFound(ListKind kind, const ClientAddress& client, uint64_t scope, Tick now,
                                      F&& visit) const noexcept {
  if (!ListsAny(kind, now)) return;
  const ListedWatch& watch = watch_[static_cast<std::size_t>(kind)];
  // relaxed, all: as in ListsAny
  const bool ipv4 = client.is_ipv4();
  ListedRange range;
  range.kind = kind;
  range.scope = scope;
  for (unsigned word = 0; word < (ipv4 ? 1U : 2U); ++word) {
    uint64_t lengths = (ipv4 ? watch.ipv4 : watch.ipv6[word]).load(std::memory_order_relaxed);
    if (ipv4) lengths &= 0xFFFFFFFF;
    for (; lengths != 0; lengths &= lengths - 1) {
      range.bits = static_cast<uint8_t>(word * 64 + static_cast<unsigned>(std::countr_zero(lengths)) + 1);
      range.address = FirstOf(client, range.bits);
      const uint64_t print = PrintOf(range);
      const uint32_t index = SetIndexOf(print);
      const ListedSet& set = sets_[index];
      for (uint32_t way = 0; way < kListedWays; ++way) {
        // acquire: the state read next is at least as new as the place's range
        if (set.prints[way].load(std::memory_order_acquire) != print) continue;
        const State state = StateIn(set, way, print);
        if (state.until > now && state.kind == kind)
          visit(index, way, BlockOfRange{ByHandUntil(state.until), range.bits});
      }
    }
  }
}

bool ListedRangesReader::IsListedAllowed(const ClientAddress& client, Tick now) const noexcept {
  bool allows = false;
  ForEachFound(ListKind::kAllowed, client, 0, now,
               [&](uint32_t, uint32_t, const BlockWord&) { allows = true; });
  return allows;
}

std::optional<BlockOfRange> ListedRangesReader::FindBlock(const ClientKey& client, Tick now) const noexcept {
  std::optional<BlockOfRange> longest;
  ForEachFound(ListKind::kBlocked, client.address, client.scope, now,
               [&](uint32_t, uint32_t, const BlockOfRange& block) {
                 if (!longest || block.until > longest->until) longest = block;
               });
  return longest;
}

Tick ListedRangesReader::UntilOf(const ListedRange& range, Tick now) const noexcept {
  const uint64_t print = PrintOf(range);
  const ListedSet& set = sets_[SetIndexOf(print)];
  Tick until;
  for (uint32_t way = 0; way < kListedWays; ++way) {
    // acquire: the state read next is at least as new as the place's range
    if (set.prints[way].load(std::memory_order_acquire) != print) continue;
    const State state = StateIn(set, way, print);
    if (state.until > now) until = std::max(until, state.until);
  }
  return until;
}

std::optional<ListedView> ListedRangesReader::ViewOf(uint32_t set_index, uint32_t way) const {
  const ListedSet& set = sets_[set_index];
  const ListedRow& row = set.rows[way];
  // acquire: as everywhere a print is read
  const uint64_t print = set.prints[way].load(std::memory_order_acquire);
  if (print == 0) return std::nullopt;
  const State state = StateIn(set, way, print);
  if (state.until.value == 0) return std::nullopt;
  ListedView view;
  view.kind = state.kind;
  view.until = state.until;
  // relaxed, all: a view may mix two moments, but not two ranges
  const uint64_t high = row.address_high.load(std::memory_order_relaxed);
  const uint64_t low = row.address_low.load(std::memory_order_relaxed);
  const uint64_t about = row.about.load(std::memory_order_relaxed);
  if (about >> kRowMarkShift != RowMark(print, high, low)) return std::nullopt;
  view.address = ClientAddress::FromWords(high, low);
  view.bits = view.address.is_ipv4() ? std::min<uint8_t>(state.bits, 32) : std::min<uint8_t>(state.bits, 127);
  view.address = FirstOf(view.address, view.bits);
  view.since = {about & kMaxTick};
  view.scope = static_cast<uint8_t>(std::min<uint64_t>(about >> kTickBits & 0xFF, kScopeNames - 1));
  const uint64_t denied = row.denied.load(std::memory_order_relaxed);
  view.last_denial = {denied & kMaxTick};
  view.denials = static_cast<uint32_t>(denied >> kTickBits);
  view.reason = LoadText(row.reason);
  return view;
}

ListedRanges::Place ListedRanges::FindOrTake(uint64_t print, Tick now) noexcept {
  const uint32_t index = SetIndexOf(print);
  ListedSet& set = sets_[index];
  for (int tries = 0; tries < 16; ++tries) {
    int free = -1;
    uint64_t former = 0;
    bool in_doubt = false;  // its owner has not written its state: he is about to, or is dead
    for (uint32_t way = 0; way < kListedWays; ++way) {
      // acquire: the state read next is at least as new as the place's range
      const uint64_t owner = set.prints[way].load(std::memory_order_acquire);
      if (owner == print) return {index, static_cast<int>(way)};
      if (free >= 0 && !in_doubt) continue;
      // acquire: as everywhere a state is read
      const uint64_t state = set.states[way].load(std::memory_order_acquire);
      const bool settled = owner != 0 && IsOfPrint(state, owner);
      if (settled && UnpackState(state).until > now) continue;
      const bool doubtful = owner != 0 && !settled;
      if (free >= 0 && doubtful) continue;
      free = static_cast<int>(way);
      former = owner;
      in_doubt = doubtful;
    }
    if (free < 0) break;
    // acq_rel: whoever finds the newcomer's print sees the former state as void as we do.
    // relaxed on failure: everything is looked at again.
    if (set.prints[static_cast<uint32_t>(free)].compare_exchange_strong(
            former, print, std::memory_order_acq_rel, std::memory_order_relaxed))
      return {index, free};
  }
  counters_.Add(Counter::kListedFull);
  return {};
}

void ListedRanges::WriteRow(const Place& place, const ListedRange& range, std::string_view reason, Tick now,
                            uint64_t print) noexcept {
  ListedRow& row = sets_[place.set].rows[static_cast<uint32_t>(place.way)];
  const uint64_t mark = RowMark(print, range.address.high(), range.address.low());
  // relaxed, all: display; made visible by the state, and believed where the mark fits
  row.address_high.store(range.address.high(), std::memory_order_relaxed);
  row.address_low.store(range.address.low(), std::memory_order_relaxed);
  row.about.store((now.value & kMaxTick) | uint64_t{range.scope_index} << kTickBits | mark << kRowMarkShift,
                  std::memory_order_relaxed);
  StoreText(row.reason, CutReason(reason));  // made visible by the state behind it
}

// Writes the state of a place that was found or taken. False when another took it before its state was there.
bool ListedRanges::Settle(const Place& place, uint64_t state, uint64_t print) noexcept {
  ListedSet& set = sets_[place.set];
  const auto way = static_cast<uint32_t>(place.way);
  for (int tries = 0; tries < 64; ++tries) {
    // acquire, both: a print that is ours behind this state says that the state is not another's
    uint64_t seen = set.states[way].load(std::memory_order_acquire);
    if (set.prints[way].load(std::memory_order_acquire) != print) return false;
    // seq_cst: an administrator's word replaces whatever was there; not that of who took the place meanwhile
    if (set.states[way].compare_exchange_strong(seen, state, std::memory_order_seq_cst,
                                                std::memory_order_relaxed))
      return set.prints[way].load(std::memory_order_acquire) == print;
  }
  return false;
}

bool ListedRanges::Enter(const ListedRange& range, Tick until, std::string_view reason, Tick now,
                         Ending ending) noexcept {
  const uint64_t print = PrintOf(range);
  ListedWatch& watch = watch_[static_cast<std::size_t>(range.kind)];
  // Before the range: who dies in between has gates look once too often.
  NoteLength(watch, range.address.is_ipv4(), range.bits);
  RaiseTo(watch.until, until.value);
  const uint64_t state = PackState({until, range.kind, ending == Ending::kSilent, range.bits}, print);
  for (int tries = 0; tries < 16; ++tries) {
    const Place place = FindOrTake(print, now);
    if (place.way < 0) return false;
    const ListedSet& set = sets_[place.set];
    const bool is_new = StateIn(set, static_cast<uint32_t>(place.way), print).until <= now;
    // Before the state, so that nobody who dies leaves a range without its name, and behind it: who took the
    // place first and was late may have written his in between.
    WriteRow(place, range, reason, now, print);
    if (!Settle(place, state, print)) continue;
    WriteRow(place, range, reason, now, print);
    // relaxed: display
    if (is_new)
      sets_[place.set].rows[static_cast<uint32_t>(place.way)].denied.store(0, std::memory_order_relaxed);
    return true;
  }
  counters_.Add(Counter::kListedFull);
  return false;
}

void ListedRanges::CountDenial(const ClientKey& client, Tick now) noexcept {
  bool counted = false;
  ForEachFound(ListKind::kBlocked, client.address, client.scope, now,
               [&](uint32_t set, uint32_t way, const BlockWord&) {
                 if (std::exchange(counted, true)) return;
                 SharedWord& word = sets_[set].rows[way].denied;
                 // relaxed, both: display only; of two at the same moment one may be lost
                 const uint64_t denials =
                     std::min((word.load(std::memory_order_relaxed) >> kTickBits) + 1, kMostDenials);
                 word.store((now.value & kMaxTick) | denials << kTickBits, std::memory_order_relaxed);
               });
}

bool ListedRanges::End(uint32_t set_index, uint32_t way, Tick now) noexcept {
  ListedSet& set = sets_[set_index];
  // acquire: as everywhere a print or a state is read
  const uint64_t print = set.prints[way].load(std::memory_order_acquire);
  uint64_t seen = set.states[way].load(std::memory_order_acquire);
  if (!IsOfPrint(seen, print) || UnpackState(seen).until <= now) return false;
  // acq_rel: as every change of a state; when it fails, another ended or renewed it
  return set.states[way].compare_exchange_strong(seen, PackState(State{}, print), std::memory_order_acq_rel,
                                                 std::memory_order_relaxed);
}

bool ListedRanges::AnnounceEnd(uint32_t set_index, uint32_t way, Tick now) noexcept {
  ListedSet& set = sets_[set_index];
  // acquire: as everywhere a print or a state is read
  uint64_t seen = set.states[way].load(std::memory_order_acquire);
  State state = UnpackState(seen);
  if (state.until.value == 0 || state.until > now || state.end_announced) return false;
  const uint64_t print = set.prints[way].load(std::memory_order_acquire);
  if (print == 0 || !IsOfPrint(seen, print)) return false;
  state.end_announced = true;
  // acq_rel: as every change of a state; when it fails, another announced or renewed it
  return set.states[way].compare_exchange_strong(seen, PackState(state, print), std::memory_order_acq_rel,
                                                 std::memory_order_relaxed);
}

}  // namespace errwatch::store
