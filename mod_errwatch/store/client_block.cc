// Those functions of the client table that change block words.
#include <algorithm>

#include "store/client_set.h"
#include "store/client_table.h"

namespace errwatch::store {
namespace {

// What denies goes before what only detects; of each, what concerns every request before what concerns some.
constexpr int Strength(bool detection_only, bool foreign_only) {
  return (detection_only ? 0 : 2) + (foreign_only ? 0 : 1);
}

// A block stands in the way of another that is no stronger.
bool Holds(const BlockWord& block, BlockKind kind, Tick now) {
  if (!block.Active(now)) return false;
  const int held = Strength(block.detection_only, block.foreign_only);
  const int wanted = Strength(kind.detection_only, kind.foreign_only);
  if (held != wanted) return held > wanted;
  const bool concerns_all =
      (block.links_too || !kind.links_too) && (block.pictures_too || !kind.pictures_too);
  return !block.foreign_only || concerns_all;
}

// What follows `old`. Strikes of blocks that only detected lengthen none that denies, because nobody was
// denied anything by them; and they are not added to those of real blocks, which would be lost among them.
// What pages of other sites can cause brings no strike: else such a page would lengthen the first block that
// its visitor deserves, and a client could hide its strikes behind it.
BlockWord Following(const BlockWord& old, uint8_t reason, const Limit& limit, const BlockPolicy& policy,
                    BlockKind kind, Tick now) {
  const bool count = !old.strikes_detected || kind.detection_only;
  const uint32_t strikes = count ? StrikesNow(old.strikes, old.until, policy, now) : 0;
  const bool real = strikes != 0 && !old.strikes_detected;
  const bool strike = !kind.foreign_only && !(kind.detection_only && real);
  BlockWord next;
  next.until = After(now, BlockLength(policy, limit, kind.foreign_only ? 0 : strikes));
  next.strikes = static_cast<uint8_t>(std::min(strikes + (strike ? 1 : 0), kMaxStrikes));
  next.strikes_detected = kind.detection_only && !real && next.strikes != 0;
  next.reason = reason;
  next.detection_only = kind.detection_only;
  next.foreign_only = kind.foreign_only;
  next.at_peer = kind.at_peer;
  const bool goes_on =
      old.Active(now) && old.foreign_only && kind.foreign_only && old.detection_only == kind.detection_only;
  next.links_too = kind.links_too || (goes_on && old.links_too);
  next.pictures_too = kind.pictures_too || (goes_on && old.pictures_too);
  return next;
}

// Whether a way beside `way` blocks the client too: it was inserted twice, see client_set.h.
bool BlockedElsewhere(const Set& set, uint32_t way, Fingerprint client, BlockKind kind, Tick now) {
  for (uint32_t other = 0; other < kWays; ++other) {
    if (other == way) continue;
    // seq_cst, both: of two that block the client in two ways, at least the later one sees the other here
    const uint64_t owner = set.fingerprints[other].load(std::memory_order_seq_cst);
    const BlockWord block = UnpackBlock(set.blocks[other].load(std::memory_order_seq_cst));
    if (Names(owner, client) && Settled(owner, block) && Holds(block, kind, now)) return true;
  }
  return false;
}

void EmptyScore(SharedWord& word, Tick now) {
  // relaxed, both: a score orders nothing but itself
  uint64_t seen = word.load(std::memory_order_relaxed);
  for (int i = 0; i < kMaxTries && Unpack(seen).tag != 0; ++i) {
    const Bucket empty{Unpack(seen).tag, 0, now};
    if (word.compare_exchange_weak(seen, Pack(empty), std::memory_order_relaxed, std::memory_order_relaxed))
      return;
  }
}

// When the client was seen stays: it was not seen now. Of a newcomer it is when it was put in, for evictions.
void SetScope(SharedWord& seen, uint8_t scope_index) {
  // relaxed, both: display, and a hint for evictions
  const uint64_t tick = seen.load(std::memory_order_relaxed) & kMaxTick;
  seen.store(tick | uint64_t{scope_index} << kTickBits, std::memory_order_relaxed);
}

}  // namespace

BlockChange ClientTable::Block(const ClientKey& key, uint8_t reason, const Limit& limit,
                               const BlockPolicy& policy, BlockKind kind, Tick now, BlockWord* opened,
                               BlockWord* ended) noexcept {
  Set& set = SetOf(key);
  const std::optional<BlockWord> held = StrongestBlock(set, key.fingerprint);
  if (held && Holds(*held, kind, now)) return BlockChange::kAlreadyBlocked;

  const int way = FindWay(set, key.fingerprint);
  BlockWord next;
  BlockWord before;
  const auto decide = [&](const BlockWord& old) -> std::optional<BlockWord> {
    before = old;
    if (Holds(old, kind, now)) return std::nullopt;
    next = Following(old, reason, limit, policy, kind, now);
    next.generation = old.generation;
    return next;
  };
  const WordChange change =
      way < 0 ? WordChange::kLost : ChangeBlock(set, static_cast<uint32_t>(way), key.fingerprint, decide);
  if (change == WordChange::kRefused) return BlockChange::kAlreadyBlocked;
  if (change == WordChange::kLost) {
    counters_.Add(Counter::kLostRaces);
    return BlockChange::kLost;
  }
  if (BlockedElsewhere(set, static_cast<uint32_t>(way), key.fingerprint, kind, now))
    return BlockChange::kAlreadyBlocked;
  if (opened != nullptr) *opened = next;
  const bool unannounced = !before.end_announced && !before.Active(now);
  if (ended != nullptr) *ended = unannounced ? before : BlockWord{};
  return BlockChange::kOpened;
}

bool ClientTable::BlockByHand(const ClientKey& key, uint8_t scope_index, Tick until, Tick now,
                              Ending ending) noexcept {
  Set& set = SetOf(key);
  for (int i = 0; i < kMaxTries; ++i) {
    const int way = ClaimWay(set, key, Newcomer::kEvidence, now, counters_);
    if (way < 0) return false;
    const auto decide = [&](const BlockWord& old) -> std::optional<BlockWord> {
      BlockWord next;
      next.until = until;
      next.strikes = old.strikes;
      next.strikes_detected = old.strikes_detected;
      next.by_hand = true;
      next.end_announced = ending == Ending::kSilent;
      return next;
    };
    // Evicted: again.
    if (ChangeBlock(set, static_cast<uint32_t>(way), key.fingerprint, decide) != WordChange::kDone) continue;
    SetScope(set.clients[static_cast<uint32_t>(way)].seen, scope_index);
    counters_.Add(Counter::kBlockedByHand);
    return true;
  }
  return false;
}

bool ClientTable::Insert(const ClientKey& key, uint8_t scope_index, Tick now) noexcept {
  Set& set = SetOf(key);
  const int way = ClaimWay(set, key, Newcomer::kEvidence, now, counters_);
  if (way < 0) return false;
  SetScope(set.clients[static_cast<uint32_t>(way)].seen, scope_index);
  return true;
}

bool ClientTable::EndBlocks(const ClientKey& key, bool spare_by_hand, Tick now) noexcept {
  Set& set = SetOf(key);
  // First a look at every way of the client (a shadowed block counts as well), then an end to what was seen:
  // a block that begins after the last of them has ended is another's decision.
  std::array<BlockWord, kWays> seen{};
  for (uint32_t way = 0; way < kWays; ++way) {
    // acquire: the block word read next is at least as new as this owner
    const uint64_t owner = set.fingerprints[way].load(std::memory_order_acquire);
    if (!Names(owner, key.fingerprint)) continue;
    seen[way] = ReadBlock(set, way, owner);
    EmptyScore(set.clients[way].any, now);
    for (SharedWord& bucket : set.clients[way].buckets) EmptyScore(bucket, now);
  }
  bool ended = false;
  for (uint32_t way = 0; way < kWays; ++way) {
    if (!seen[way].Active(now)) continue;
    const auto decide = [&](const BlockWord& old) -> std::optional<BlockWord> {
      if (!old.Active(now) || old.generation != seen[way].generation) return std::nullopt;
      if (spare_by_hand && old.by_hand) return std::nullopt;
      return BlockWord{};
    };
    ended = ChangeBlock(set, way, key.fingerprint, decide) == WordChange::kDone || ended;
  }
  return ended;
}

bool ClientTable::AnnounceEnd(uint32_t set_index, uint32_t way, Tick now) noexcept {
  Set& set = sets_[set_index];
  // acquire: the block word read next is at least as new as this owner
  const uint64_t owner = set.fingerprints[way].load(std::memory_order_acquire);
  BlockWord block = ReadBlock(set, way, owner);
  if (block.until.value == 0 || block.Active(now) || block.end_announced) return false;
  uint64_t seen = Pack(block);
  block.end_announced = true;
  // acq_rel: as every change of a block word;
  // when it fails, somebody else announced it, or blocked or evicted the client
  return set.blocks[way].compare_exchange_strong(seen, Pack(block), std::memory_order_acq_rel,
                                                 std::memory_order_relaxed);
}

}  // namespace errwatch::store
