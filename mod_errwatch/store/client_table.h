// Who did how much: a set-associative table of clients in shared memory, without locks. ClientTableReader is
// what may be done with a mapping for reading only, the gate's look-up included.
//
// A client is a 56-bit fingerprint: SipHash of scope and masked address under the segment's key. All
// functions are async-signal-safe, allocate nothing, and touch one set. Whatever stands in the memory, they
// stay inside it.
//
// Counted here: kEvictions, kBlocksEvicted, kEvictionsRefused, kBucketEvictions, kLostRaces. Everything else
// is counted by the caller, who opens the incident or denies the request.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/ticks.h"
#include "model/client_address.h"
#include "model/failed_names.h"
#include "model/leaky_bucket.h"
#include "model/policy.h"
#include "model/track_record.h"
#include "store/block_word.h"
#include "store/client_key.h"
#include "store/counters.h"
#include "store/segment_layout.h"

namespace errwatch::store {

// A scope's name as it goes into fingerprints: the same in every process and run.
uint64_t ScopeHash(std::string_view name);

// What the gate and the pages see of a client. Every field is in range, whatever stands in the memory.
struct ClientView {
  Fingerprint fingerprint = 0;
  ClientAddress address;
  uint8_t scope = 0;
  BlockWord block;
  Tick last_seen;  // 0: no request of it was
  uint32_t last_rule = 0;
  uint32_t entries = 0;
  uint32_t denials = 0;
  Bucket any;
  // Tag 0 = unused; not leaked: apply Leaked() with the limit in force.
  std::array<Bucket, kCategoryBuckets> buckets;

  // False: it is only known to get what it asks for. Where other hosts count with this one, somebody of whom
  // nothing came here may have a score.
  bool HasEvidence() const {
    return entries != 0 || block.until.value != 0 || any.tag != 0 ||
           std::ranges::any_of(buckets, [](const Bucket& bucket) { return bucket.tag != 0; });
  }
};

// Whether something like it was seen of the client lately.
struct Conduct {
  bool new_shape = true;
  bool new_target = true;
};

// Classes of shapes and targets (model/known_targets.h) that one request was the first to show.
struct OwnClasses {
  uint64_t shapes = 0;
  uint64_t targets = 0;
};

struct PourResult {
  bool tracked = false;   // false: no room, the client was not counted
  bool overflow = false;  // this pour filled the bucket (exactly one pour does, each time it fills)
  uint32_t level = 0;     // quanta reached
};

struct BlockKind {
  bool detection_only = false;
  bool foreign_only = false;
  bool links_too = false;     // with foreign_only (block_word.h)
  bool pictures_too = false;  // ... likewise
  bool at_peer = false;       // ... likewise
};

enum class BlockChange : uint8_t { kOpened, kAlreadyBlocked, kLost };

class ClientTableReader {
 public:
  ClientTableReader(const Set* sets, Geometry geometry, const HashKey& key, ClientPrefix prefix)
      : sets_(sets), geometry_(geometry), key_(key), prefix_(prefix) {}

  ClientKey KeyOf(const ClientAddress& address, uint64_t scope) const noexcept;

  // One look at one or two cache lines; never inserts. Empty for a client that is not in the table.
  std::optional<BlockWord> FindBlock(const ClientKey& key) const noexcept;
  std::optional<ClientView> Find(const ClientKey& key) const noexcept;
  // Has the processor fetch what a look-up begins with, while other work is done.
  void Prefetch(const ClientKey& key) const noexcept { __builtin_prefetch(&sets_[SetIndexOf(key)]); }

  // Passes each client to `visit`, a function of (const ClientView&); racily: a view is a copy that may mix
  // two moments. For pages and the command line.
  template <typename F>
  void ForEach(F&& visit) const;

  uint32_t capacity() const { return geometry_.sets * kWays; }
  uint32_t sets() const { return geometry_.sets; }
  ClientPrefix prefix() const { return prefix_; }

 protected:
  uint32_t SetIndexOf(const ClientKey& key) const noexcept {
    return static_cast<uint32_t>(key.fingerprint & (geometry_.sets - 1));
  }
  static ClientView View(const Set& set, uint32_t way) noexcept;

 private:
  bool Occupied(uint32_t set, uint32_t way) const noexcept;

  const Set* sets_;
  Geometry geometry_;
  HashKey key_;
  ClientPrefix prefix_;
};

class ClientTable : public ClientTableReader {
 public:
  ClientTable(Set* sets, Geometry geometry, const HashKey& key, ClientPrefix prefix, Counters counters)
      : ClientTableReader(sets, geometry, key, prefix), sets_(sets), counters_(counters) {}

  // Adds `quanta` to the bucket `tag`, inserting the client if need be. When its set is full, the least
  // valuable client that is not blocked (nor would be, under DetectionOnly) is forgotten: lowest recent
  // score, then fewest strikes, then longest unseen. When all are blocked, the block ends of which least is
  // lost (kBlocksEvicted), but no administrator's. Exact over any number of threads and processes while the
  // client stays in the table. A pour that races with the eviction of its client is counted in kLostRaces;
  // the newcomer may then find that one event in its bucket.
  PourResult Pour(const ClientKey& key, uint8_t tag, uint32_t quanta, const BucketShape& shape,
                  Tick now) noexcept;

  // Notes that an entry of this client was seen (last seen, entry count, last rule, scope index); after Pour.
  void Touch(const ClientKey& key, uint32_t rule, uint8_t scope_index, Tick now) noexcept;
  void CountDenial(const ClientKey& key, Tick now) noexcept;

  // Blocks until `until` = now + BlockLength; at most one caller gets kOpened while a block lasts. What
  // denies replaces what only detects; of two that both deny, or both detect, what concerns every request
  // replaces what is foreign_only, and of two of those the kinds of requests add up. `opened` receives the
  // new word; `ended` the one before it, if that had run out and no sweep had announced it (else its `until`
  // is 0).
  BlockChange Block(const ClientKey& key, uint8_t reason, const Limit& limit, const BlockPolicy& policy,
                    BlockKind kind, Tick now, BlockWord* opened, BlockWord* ended = nullptr) noexcept;

  // By an administrator, inserting the client if need be. False when its set is full of such blocks.
  bool BlockByHand(const ClientKey& key, uint8_t scope_index, Tick until, Tick now,
                   Ending ending = Ending::kTold) noexcept;
  // Makes the client known, for what it did elsewhere: it was not seen here. False when its set is full.
  bool Insert(const ClientKey& key, uint8_t scope_index, Tick now) noexcept;
  // Empties the client's buckets, ends its block and forgets its strikes.
  // False (and the strikes stay) when it was not blocked.
  bool Unblock(const ClientKey& key, Tick now) noexcept { return EndBlocks(key, false, now); }
  // ... but what an administrator blocked stays blocked.
  bool UnblockUnlessByHand(const ClientKey& key, Tick now) noexcept { return EndBlocks(key, true, now); }

  // client_conduct.cc: what is known of a client beside its scores, for model/judgement.h. All insert the
  // client if need be, and say nothing of it when its set is full.

  // Notes what a piece of evidence is about. `shape` and `target` are keyed hashes. `own`: of the same
  // request so far; what it showed itself by an earlier entry is still new. `laid`: a page can have caused
  // it, so it is remembered apart.
  Conduct NoteTarget(const ClientKey& key, uint64_t shape, uint64_t target, bool laid, OwnClasses* own,
                     Tick now) noexcept;
  // Notes that a request failed, and what was known before.
  TrackRecord NoteFailure(const ClientKey& key, Tick now) noexcept;
  // The record as it is, for a failure that says nothing about the client.
  TrackRecord RecordOf(const ClientKey& key, Tick now) noexcept;
  // ... or that it got what it asked for: its record with that. Writes and returns nothing for a client that
  // has succeeded often of late.
  std::optional<TrackRecord> NoteSuccess(const ClientKey& key, uint8_t scope_index, Tick now) noexcept;
  // Notes that logging in as `name` (FailedNameHash) failed.
  void NoteFailedName(const ClientKey& key, uint32_t name, Tick now) noexcept;
  // ... or was tried again, and may have failed. Returns how often before.
  uint32_t NoteTriedName(const ClientKey& key, uint32_t name, Tick now) noexcept;
  // A success as `name`: takes its failures, at most `most`, out of the bucket `tag`, a unit each, and what
  // that does not hold out of kForeignTag: a browser that does not say whose page sent its log-in (plain
  // http) is charged there, in a bucket of shape `foreign` (0: of the same as `tag`). Returns how many there
  // were.
  uint32_t ForgiveName(const ClientKey& key, uint32_t name, uint8_t tag, const BucketShape& shape, Tick now,
                       uint32_t most = kMostFailures, const BucketShape& foreign = {}) noexcept;
  // Takes `quanta` out of the bucket `tag`, as far as it holds them.
  void TakeBack(const ClientKey& key, uint8_t tag, uint32_t quanta, const BucketShape& shape,
                Tick now) noexcept;

  // Marks the ends of blocks that have run out, in `count` sets from `first_set` on (wraps), and passes each
  // client whose end this call was the first to see to `report`,
  // a function of (const ClientView&). For a periodic sweep.
  template <typename F>
  void SweepExpired(uint32_t first_set, uint32_t count, Tick now, F&& report) noexcept;

 private:
  bool EndBlocks(const ClientKey& key, bool spare_by_hand, Tick now) noexcept;
  Set& SetOf(const ClientKey& key) noexcept { return sets_[SetIndexOf(key)]; }
  bool AnnounceEnd(uint32_t set, uint32_t way, Tick now) noexcept;

  Set* sets_;
  Counters counters_;
};

template <typename F>
void ClientTable::SweepExpired(uint32_t first_set, uint32_t count, Tick now, F&& report) noexcept {
  for (uint32_t i = 0; i < std::min(count, sets()); ++i) {
    const uint32_t set = (first_set + i) & (sets() - 1);
    for (uint32_t way = 0; way < kWays; ++way) {
      if (AnnounceEnd(set, way, now)) report(View(sets_[set], way));
    }
  }
}

template <typename F>
void ClientTableReader::ForEach(F&& visit) const {
  for (uint32_t set = 0; set < geometry_.sets; ++set) {
    for (uint32_t way = 0; way < kWays; ++way) {
      if (Occupied(set, way)) visit(View(sets_[set], way));
    }
  }
}

}  // namespace errwatch::store
