// One set of the client table: who is in which way, and how a way changes hands. Internal to the store.
//
// A way changes hands in three steps, each a compare-and-swap, so that it does not matter who does what in
// between or dies:
//   1. The block word gets the next generation and is otherwise zero: a block that has to go ends here.
//      Fails if the client was blocked meanwhile, or somebody else came first.
//   2. The buckets are emptied, each from the value that was seen.
//      Fails if the client was charged.
//   3. The fingerprint word gets the newcomer, with the generation's low bits as its epoch.
//      Fails if step 3 of another came first.
// Between 1 and 3 epoch and generation differ ("unsettled"), and the block word is nobody's. Whoever wants to
// block the former client then first puts the new epoch beside the old fingerprint, which makes step 3 fail.
// So a block is neither inherited by a newcomer nor lost with a client that was not blocked when it was
// chosen. A process that dies between the steps leaves a client without a score, unsettled: harmless.
//
// Epochs and generations come again after 256 and 512 take-overs, and a process may sleep through as many
// between two of its steps. So step 3 is refused where the generation is no longer that of step 1, and who
// has changed a block word looks once more whose it is.
//
// Two processes that insert the same client in a full set at the same moment may choose different victims.
// Then the client is in two ways: the lower one is found from then on, the higher one is shadowed until it is
// taken over; a block in either of them counts.
#pragma once

#include <cstdint>
#include <optional>

#include "store/block_word.h"
#include "store/client_key.h"
#include "store/counters.h"
#include "store/segment_layout.h"

namespace errwatch::store {

inline constexpr int kEpochShift = 56;
inline constexpr uint64_t kFingerprintMask = (uint64_t{1} << kEpochShift) - 1;

// Compare-and-swap loops end after so many failures in a row;
// each failure is another's success, so no real load comes near.
inline constexpr int kMaxTries = 4096;

constexpr bool Names(uint64_t fingerprint_word, Fingerprint client) {
  return (fingerprint_word & kFingerprintMask) == client;
}

constexpr uint64_t FingerprintWord(Fingerprint client, uint16_t generation) {
  return client | uint64_t{generation & 0xFFU} << kEpochShift;
}

constexpr bool Settled(uint64_t fingerprint_word, const BlockWord& block) {
  return fingerprint_word >> kEpochShift == (block.generation & 0xFFU);
}

// The lowest way of a client; -1 when it is not in the set.
int FindWay(const Set& set, Fingerprint client) noexcept;

// Whom a newcomer may displace.
enum class Newcomer : uint8_t {
  kEvidence,  // anybody: those first of whom nothing bad is known, and the blocked last (never by hand)
  kVisitor,   // who only got what it asked for: nobody else than its like
};

// Finds the client or puts it in, evicting another if need be. -1 when there is none to evict.
int ClaimWay(Set& set, const ClientKey& key, Newcomer newcomer, Tick now, Counters& counters) noexcept;

// What stands in a way's block word for its client; nothing while it is unsettled.
BlockWord ReadBlock(const Set& set, uint32_t way, uint64_t fingerprint_word) noexcept;

// The client's block: of all its ways (as good as always one), the block that lasts longest.
std::optional<BlockWord> StrongestBlock(const Set& set, Fingerprint client) noexcept;

// Step 3. False when the way is another's affair by now.
bool PutNewcomer(Set& set, uint32_t way, uint64_t former_owner, Fingerprint newcomer,
                 uint16_t generation) noexcept;

enum class WordChange : uint8_t { kDone, kRefused, kLost };

// Replaces a client's block word by what `next` makes of it
// (an optional<BlockWord>; empty refuses). The generation stays.
template <typename F>
WordChange ChangeBlock(Set& set, uint32_t way, Fingerprint client, F next) noexcept {
  for (int i = 0; i < kMaxTries; ++i) {
    // acquire: the block word read next is at least as new as this owner
    uint64_t owner = set.fingerprints[way].load(std::memory_order_acquire);
    if (!Names(owner, client)) return WordChange::kLost;
    // acquire: pairs with the release of the last change
    uint64_t seen = set.blocks[way].load(std::memory_order_acquire);
    const BlockWord block = UnpackBlock(seen);
    if (!Settled(owner, block)) {
      // Stops a take-over that has begun; acq_rel: orders this step before the change of the block word
      // below. If it fails, the next round sees who was faster.
      set.fingerprints[way].compare_exchange_strong(owner, FingerprintWord(client, block.generation),
                                                    std::memory_order_acq_rel, std::memory_order_relaxed);
      continue;
    }
    std::optional<BlockWord> wanted = next(block);
    if (!wanted) return WordChange::kRefused;
    wanted->generation = block.generation;
    // seq_cst: whoever sees the new word sees what came before it, and a look at the other ways comes after
    // it (ClientTable::Block); relaxed on failure: everything is read again
    uint64_t changed = Pack(*wanted);
    if (!set.blocks[way].compare_exchange_strong(seen, changed, std::memory_order_seq_cst,
                                                 std::memory_order_relaxed)) {
      continue;
    }
    // acquire: not before the change, which is the seq_cst above's doing
    if (Names(set.fingerprints[way].load(std::memory_order_acquire), client)) return WordChange::kDone;
    // Another's word looked as this client's had, and is put right. acq_rel: as every change of a block word.
    // If that fails the client has been evicted behind the change.
    return set.blocks[way].compare_exchange_strong(changed, seen, std::memory_order_acq_rel,
                                                   std::memory_order_relaxed)
               ? WordChange::kLost
               : WordChange::kDone;
  }
  return WordChange::kLost;
}

}  // namespace errwatch::store
