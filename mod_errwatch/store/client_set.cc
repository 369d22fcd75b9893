#include "store/client_set.h"

#include <algorithm>
#include <array>

#include "model/leaky_bucket.h"

namespace errwatch::store {
namespace {

// A score is worth half as much for each minute since its last pour, so that old scores do not keep newcomers
// out: a limit's own window is not known here,
// and a full bucket of 30 units is worth nothing after eleven minutes.
constexpr uint64_t kHalving = 60 * 100;  // ticks

// How long a score and strikes keep a client from giving way to one of whom nothing bad is known. Without an
// end the table would fill with everybody who ever met a dead end, and no visitor's record would find room.
constexpr uint64_t kScoreCounts = 3600 * 100;            // ticks
constexpr uint64_t kStrikesCount = 7 * 24 * 3600 * 100;  // ticks, after the end of the last block

// A client that may have to go, as it was seen.
struct Victim {
  int way = -1;
  uint64_t owner = 0;
  uint64_t block = 0;
  uint64_t any = 0;
  std::array<uint64_t, kCategoryBuckets> buckets{};
  uint32_t value = 0;
  uint8_t strikes = 0;
  bool blocked = false;
  bool by_hand = false;
  bool evidence = false;
  uint64_t seen = 0;
  uint64_t loss = 0;  // of a blocked one: LossOf

  bool LessValuableThan(const Victim& other) const {
    if (evidence != other.evidence) return other.evidence;
    if (value != other.value) return value < other.value;
    if (strikes != other.strikes) return strikes < other.strikes;
    return seen < other.seen;
  }
};

uint32_t Value(uint64_t any_word, Tick now) {
  const Bucket any = Unpack(any_word);
  const uint64_t halvings = TicksSince(any.stamp, now) / kHalving;
  return halvings >= kLevelBits ? 0 : any.level >> halvings;
}

bool IsFreshScore(uint64_t word, Tick now) {
  const Bucket bucket = Unpack(word);
  return bucket.level != 0 && TicksSince(bucket.stamp, now) < kScoreCounts;
}

bool HasEvidence(const Victim& victim, const BlockWord& block, Tick now) {
  if (block.strikes != 0 && TicksSince(block.until, now) < kStrikesCount) return true;
  const auto fresh = [now](uint64_t word) { return IsFreshScore(word, now); };
  return fresh(victim.any) || std::any_of(victim.buckets.begin(), victim.buckets.end(), fresh);
}

// What is lost with a block: how long it would last, times the requests that it denied; nothing with one that
// denies nobody. An attacker who goes from one address to the next uses none of the blocks he fills the table
// with: those go before that of somebody who keeps coming.
uint64_t LossOf(const BlockWord& block, const ClientWords& words, Tick now) {
  constexpr uint64_t kMostDenials = 255;
  if (block.detection_only) return 0;
  // relaxed: a hint only
  const uint64_t denials = words.counts.load(std::memory_order_relaxed) >> 32;
  return TicksSince(now, block.until) * (1 + std::min(denials, kMostDenials));
}

// No victim (way -1) when the way changed hands at this moment: a block word goes with the owner that was
// there before and after it was read. Who is blocked may have to go, too, but last.
Victim Look(const Set& set, uint32_t way, Tick now) {
  const ClientWords& words = set.clients[way];
  Victim victim;
  // acquire: what is read next is at least as new as this owner
  victim.owner = set.fingerprints[way].load(std::memory_order_acquire);
  // acquire: the scores read next are at least as new as this word,
  // so that a change after it is noticed in step 2
  victim.block = set.blocks[way].load(std::memory_order_acquire);
  const BlockWord block = UnpackBlock(victim.block);
  victim.blocked = Settled(victim.owner, block) && block.Active(now);
  victim.by_hand = victim.blocked && block.by_hand;
  if (victim.blocked) victim.loss = LossOf(block, words, now);
  victim.strikes = block.strikes;
  // relaxed: scores are compared with what is there later, word by word
  victim.any = words.any.load(std::memory_order_relaxed);
  for (uint32_t i = 0; i < kCategoryBuckets; ++i)
    victim.buckets[i] = words.buckets[i].load(std::memory_order_relaxed);
  victim.seen = words.seen.load(std::memory_order_relaxed) & kMaxTick;
  victim.value = Value(victim.any, now);
  victim.evidence = HasEvidence(victim, block, now);
  // relaxed: ordered by the acquire on the block word
  if (set.fingerprints[way].load(std::memory_order_relaxed) == victim.owner)
    victim.way = static_cast<int>(way);
  return victim;
}

// `blocked` is set when there is none because all are, and `blocks` says to leave them or an administrator
// has blocked them all.
enum class Blocks : uint8_t { kLeave, kMayGo };
Victim ChooseVictim(const Set& set, Blocks blocks, Tick now) {
  Victim chosen, of_blocked;
  bool all_blocked = true;
  for (uint32_t way = 0; way < kWays; ++way) {
    const Victim candidate = Look(set, way, now);
    all_blocked = all_blocked && candidate.blocked;
    if (candidate.way < 0) continue;
    if (!candidate.blocked) {
      if (chosen.way < 0 || candidate.LessValuableThan(chosen)) chosen = candidate;
    } else if (!candidate.by_hand && (of_blocked.way < 0 || candidate.loss < of_blocked.loss)) {
      of_blocked = candidate;
    }
  }
  // A way that changes hands may be free at the next look.
  if (all_blocked && blocks == Blocks::kMayGo && of_blocked.way >= 0) return of_blocked;
  chosen.blocked = all_blocked;
  return chosen;
}

// Empties a score that still is what it was.
bool Empty(SharedWord& word, uint64_t seen) {
  // relaxed: made visible by the release of the new owner in step 3
  return seen == 0
             ? word.load(std::memory_order_relaxed) == 0
             : word.compare_exchange_strong(seen, 0, std::memory_order_relaxed, std::memory_order_relaxed);
}

// What only pages show. Stores may lose against those of others; ClientTable::Touch repairs the address.
// Counts are not set here: by now others may have counted for the newcomer.
void Introduce(ClientWords& words, const ClientKey& key, Tick now) {
  // relaxed: display only
  words.address_high.store(key.address.high(), std::memory_order_relaxed);
  words.address_low.store(key.address.low(), std::memory_order_relaxed);
  words.seen.store(now.value & kMaxTick, std::memory_order_relaxed);
}

// What is known of the victim beside its scores. One of its own that is under way may still add to it: a
// target too many that is taken for known, or a count on a page.
void Forget(ClientWords& words) {
  // relaxed, all: made visible by the release of the new owner in step 3
  words.origin.store(0, std::memory_order_relaxed);
  words.counts.store(0, std::memory_order_relaxed);
  words.shapes.store(0, std::memory_order_relaxed);
  words.targets.store(0, std::memory_order_relaxed);
  words.names.store(0, std::memory_order_relaxed);
}

bool TakeOver(Set& set, Victim victim, const ClientKey& key, Tick now, Counters& counters) {
  const auto way = static_cast<uint32_t>(victim.way);
  BlockWord fresh;
  fresh.generation = static_cast<uint16_t>((UnpackBlock(victim.block).generation + 1) & kMaxGeneration);
  // Step 1. acq_rel: the emptying below comes after it for everybody;
  // relaxed on failure: the set is looked at again.
  if (!set.blocks[way].compare_exchange_strong(victim.block, Pack(fresh), std::memory_order_acq_rel,
                                               std::memory_order_relaxed)) {
    return false;
  }
  if (victim.blocked) counters.Add(Counter::kBlocksEvicted);
  // Step 2.
  ClientWords& words = set.clients[way];
  if (!Empty(words.any, victim.any)) return false;
  for (uint32_t i = 0; i < kCategoryBuckets; ++i) {
    if (!Empty(words.buckets[i], victim.buckets[i])) return false;
  }
  Forget(words);
  // Before step 3, so that nobody takes the newcomer for one long unseen. relaxed: only a hint for evictions.
  words.seen.store(now.value & kMaxTick, std::memory_order_relaxed);
  if (!PutNewcomer(set, way, victim.owner, key.fingerprint, fresh.generation)) return false;
  Introduce(words, key, now);
  return true;
}

// The client's way, or the first that was never used. Ways fill up in order and are never emptied: of two
// that insert the same client, the second either sees it or tries the same way.
int FindOrFill(Set& set, const ClientKey& key, Tick now) {
  for (uint32_t way = 0; way < kWays; ++way) {
    // acquire: pairs with the release of whoever put the owner there
    uint64_t owner = set.fingerprints[way].load(std::memory_order_acquire);
    // acq_rel: as step 3; acquire on failure: as the load above
    if (owner == 0 && set.fingerprints[way].compare_exchange_strong(
                          owner, key.fingerprint, std::memory_order_acq_rel, std::memory_order_acquire)) {
      Introduce(set.clients[way], key, now);
      return static_cast<int>(way);
    }
    if (Names(owner, key.fingerprint)) return static_cast<int>(way);
  }
  return -1;
}

}  // namespace

int FindWay(const Set& set, Fingerprint client) noexcept {
  for (uint32_t way = 0; way < kWays; ++way) {
    // acquire: the client's words are at least as new as its owner
    if (Names(set.fingerprints[way].load(std::memory_order_acquire), client)) return static_cast<int>(way);
  }
  return -1;
}

int ClaimWay(Set& set, const ClientKey& key, Newcomer newcomer, Tick now, Counters& counters) noexcept {
  for (int i = 0; i < kMaxTries; ++i) {
    const int way = FindOrFill(set, key, now);
    if (way >= 0) return way;
    const Blocks blocks = newcomer == Newcomer::kEvidence ? Blocks::kMayGo : Blocks::kLeave;
    const Victim victim = ChooseVictim(set, blocks, now);
    if (victim.way < 0 && !victim.blocked) continue;  // a way was changing hands: look again
    if (victim.way < 0) {
      if (newcomer == Newcomer::kEvidence) counters.Add(Counter::kEvictionsRefused);
      return -1;
    }
    if (newcomer == Newcomer::kVisitor && victim.evidence) return -1;
    if (TakeOver(set, victim, key, now, counters)) {
      if (victim.evidence)
        counters.Add(Counter::kEvictions);  // of the others nothing is lost but their credit
      // Not `victim.way`: another process may have put the client into a lower way.
      return FindWay(set, key.fingerprint);
    }
  }
  counters.Add(Counter::kLostRaces);
  return -1;
}

bool PutNewcomer(Set& set, uint32_t way, uint64_t former_owner, Fingerprint newcomer,
                 uint16_t generation) noexcept {
  // acquire: not after the change below. If the former owner was gone and is back, with a block of its own,
  // its word alone does not tell.
  if (UnpackBlock(set.blocks[way].load(std::memory_order_acquire)).generation != generation) return false;
  // acq_rel: whoever finds the newcomer finds its words empty
  return set.fingerprints[way].compare_exchange_strong(former_owner, FingerprintWord(newcomer, generation),
                                                       std::memory_order_acq_rel, std::memory_order_relaxed);
}

BlockWord ReadBlock(const Set& set, uint32_t way, uint64_t fingerprint_word) noexcept {
  // acquire: pairs with the release of the change, so that its reasons (incident, strikes) are visible
  const BlockWord block = UnpackBlock(set.blocks[way].load(std::memory_order_acquire));
  return Settled(fingerprint_word, block) ? block : BlockWord{};
}

std::optional<BlockWord> StrongestBlock(const Set& set, Fingerprint client) noexcept {
  std::optional<BlockWord> strongest;
  for (uint32_t way = 0; way < kWays; ++way) {
    // acquire: the block word read next is at least as new as this owner
    const uint64_t owner = set.fingerprints[way].load(std::memory_order_acquire);
    if (!Names(owner, client)) continue;
    const BlockWord block = ReadBlock(set, way, owner);
    if (!strongest || block.until > strongest->until ||
        (block.until == strongest->until && !block.detection_only))
      strongest = block;
  }
  return strongest;
}

}  // namespace errwatch::store
