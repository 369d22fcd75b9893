// This host's journal -> batches for other hosts: what of it matters, summed up, each once.
//
// Held back is what a client poured until it has reached its share of a limit here: a part of the
// limit for each host, halved. So of clients that stay far below every limit nothing travels, and what
// all hosts hold back of one client is less than half of its limit.
//
// What was given stands as a mark in the journal itself, so that whoever dies loses nothing: after a
// start what bears no mark is held, and the last batch, if nobody acknowledged it, is given again,
// unchanged.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include "cli/exchange/decisions.h"
#include "cli/exchange/scope_limits.h"
#include "model/leaky_bucket.h"
#include "model/policy.h"
#include "store/segment.h"

namespace errwatch::cli {

struct Batch {
  uint64_t number = 0;
  nlohmann::ordered_json changes;  // an array, never empty
};

class Outbox {
 public:
  // All outlive it.
  Outbox(store::Segment& segment, const LimitsByScope& limits, Decisions& decisions, Tick now);

  // What is to be given now, if anything is; then nothing until that is acknowledged. `hosts`: that
  // share.
  std::optional<Batch> Next(uint32_t hosts, Tick now);
  void Acknowledge(uint64_t number);
  // Reads what was noted here since: a look at one word where nothing was.
  void Collect(Tick now);
  // kGiven, kLost and kHeld.
  store::ShareCounters counts() const;

 private:
  using Key = std::tuple<ClientAddress, uint8_t, uint8_t>;  // client, scope, bucket
  struct Held {
    Bucket sum;
    std::vector<uint64_t> tickets;
  };

  void GoOnFromNow();
  void Add(uint64_t ticket, const store::JournalEntry& entry);
  void Remember(uint64_t ticket, const store::JournalEntry& entry);
  bool Matters(const Key& key, uint32_t hosts, Tick now) const;
  void Release(uint32_t hosts, Tick now);
  void ReleaseOne(const Key& key, uint32_t hosts, Tick now);
  struct Changes {
    std::vector<store::JournalEntry> all;
    std::map<Key, std::size_t> open;  // sums that go on, by where in `all` they stand
  };
  static void AddPour(const store::JournalEntry& entry, const BucketShape& shape, Changes& changes);
  void Choose();
  bool IsEnded(uint64_t ticket) const;
  Batch Make(uint64_t number) const;
  const BucketShape* ShapeOf(uint8_t tag, uint8_t scope) const;

  store::Segment& segment_;
  const LimitsByScope& limits_;
  Decisions& decisions_;
  uint64_t first_ = 0;  // number of a batch: none of this run is before it
  uint64_t next_ = 0;   // ticket
  Tick waiting_since_;
  bool waiting_ = false;
  std::map<Key, Held> held_;
  std::set<Key> touched_;         // of these, since they were looked at
  Tick swept_;                    // when all were
  std::vector<uint64_t> ready_;   // tickets that are to be given
  std::vector<uint64_t> giving_;  // ... that are given, in the batch that nobody has acknowledged
  bool outstanding_ = false;
  bool again_ = false;  // ... and it has to be given again
  store::ShareCounters counts_{};
};

}  // namespace errwatch::cli
