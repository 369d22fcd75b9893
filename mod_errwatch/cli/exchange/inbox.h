// What other hosts gave away -> this host's table: poured into the same buckets, with what has leaked
// since gone, under this host's limits, lists and modes. Each once, whatever comes again.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <unordered_map>

#include "cli/exchange/change.h"
#include "cli/server/block_guard.h"
#include "cli/server/live_server.h"
#include "model/policy.h"

namespace errwatch::cli {

struct InboxCounts {
  uint64_t messages = 0;
  uint64_t poured = 0;    // into buckets, and taken out of them
  uint64_t blocked = 0;   // by what it came to, or because another host did
  uint64_t let_in = 0;    // because another host did
  uint64_t known = 0;     // changes that had come before
  uint64_t refused = 0;   // of who is never denied here, or whom another decision overruled
  uint64_t unusable = 0;  // messages and changes that are none, or of a scope that is not known here
};

class Inbox {
 public:
  // All outlive it.
  Inbox(WritableServer& server, const Limits& limits, const BlockPolicy& policy)
      : server_(server), limits_(limits), policy_(policy) {}

  // {"host":...,"seq":...,"shard":...,"changes":[...]}
  void Apply(const nlohmann::json& message, Tick now);
  const InboxCounts& counts() const { return counts_; }

 private:
  void Make(const Change& change, const std::string& host, Tick now);
  void PourOne(const Change& change, const BlockTarget& target, uint8_t scope, const std::string& host,
               Tick now);
  void Block(const Change& change, const BlockTarget& target, uint8_t scope, const std::string& host,
             Tick now);
  void BlockClient(const store::ClientKey& key, uint8_t scope, uint8_t reason, const Limit& limit,
                   const BlockPolicy& policy, uint32_t level, const std::string& text, Tick now);
  // Whether it is later than what was last decided of this target.
  bool IsLatest(const Change& change, const BlockTarget& target);
  bool IsNeverDenied(const BlockTarget& target, const std::string& scope, Tick now) const;

  WritableServer& server_;
  const Limits& limits_;
  const BlockPolicy& policy_;
  std::unordered_map<std::string, Tick> decided_;  // by scope and target
  std::optional<BlockGuard> guard_;                // of the message that is taken in
  InboxCounts counts_;
};

}  // namespace errwatch::cli
