// What other hosts gave away -> this host's table: poured into the same buckets, with what has leaked
// since gone, under this host's limits, lists and modes. Each once, whatever comes again.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/exchange/change.h"
#include "cli/exchange/decisions.h"
#include "cli/exchange/scope_limits.h"
#include "cli/server/block_guard.h"
#include "cli/server/handled_client.h"
#include "cli/server/let_in.h"
#include "cli/server/live_server.h"
#include "model/leaky_bucket.h"
#include "model/policy.h"
#include "store/share_status.h"

namespace errwatch::cli {

class Inbox {
 public:
  // All outlive it. `hear_own` has to note what was decided here, and is called before anything is made: what
  // was decided elsewhere before that does not undo it.
  using HearOwn = std::function<void(Tick now)>;
  Inbox(
      WritableServer& server, const LimitsByScope& limits, Decisions& decisions,
      HearOwn hear_own = [](Tick) {})
      : server_(server), limits_(limits), decisions_(decisions), hear_own_(std::move(hear_own)) {}

  // {"host":...,"seq":...,"shard":...,"changes":[...]}. Of what had come before nothing is made again, but
  // what it decided is known again after a restart.
  void Apply(const nlohmann::json& message, Tick now);
  // Of all hosts together, and of each: at most kSharePeers of them, the others together under no name.
  const store::ShareCounters& counts() const { return counts_; }
  const std::map<std::string, store::ShareCounters>& by_host() const { return by_host_; }

 private:
  void Count(store::ShareCount count, uint64_t more = 1);
  void CountFor(const std::string& host);
  void Make(const Change& change, const std::string& host, Tick now);
  void Remember(const nlohmann::json& change, Tick now);
  bool Stands(const Change& change, const BlockTarget& target, Tick now);
  void WaitForLog();
  void CountLetIn(const std::vector<HandledClient>& freed, uint64_t head, bool is_sparing);
  void Allow(const Change& change, const BlockTarget& target, const std::string& host, bool stands, Tick now);
  struct Share {  // of what another host may fill
    std::map<std::string, Bucket> of_hosts;
    Bucket of_all;
  };
  bool HasLeft(Share& share, uint32_t most_of_host, const std::string& host, Tick now);
  bool HasPlaceFor(const Change& change, const BlockTarget& target, const std::string& host, Tick now);
  bool BlocksHere(const Change& change) const;
  void Disallow(const BlockTarget& target, const std::string& host, Tick now);
  StaysBlocked BlockedSince(Tick time) const;
  void LetInAll(const Change& change, const std::string& host, Tick now);
  void LetInBy(const BlockTarget& target, const Change& change, const std::string& host, Tick now);
  void PourOne(const Change& change, const BlockTarget& target, uint8_t scope, const std::string& host,
               Tick now);
  void Block(const Change& change, const BlockTarget& target, uint8_t scope, const std::string& host,
             Tick now);
  void TellEnd(const store::ClientKey& key, uint8_t scope, const store::BlockWord& ended, Tick now);
  void BlockClient(const store::ClientKey& key, uint8_t scope, const Change& why, const Limit& limit,
                   const BlockPolicy& policy, uint32_t level, const std::string& text, Tick now);
  bool IsNeverDenied(const BlockTarget& target, const std::string& scope, Tick now) const;

  WritableServer& server_;
  const LimitsByScope& limits_;
  Decisions& decisions_;
  const HearOwn hear_own_;
  std::optional<BlockGuard> guard_;  // of the message that is taken in
  Tick sure_from_;                   // what was poured before may be in the buckets already
  store::ShareCounters counts_{};
  std::map<std::string, store::ShareCounters> by_host_;
  Share ranges_;                             // that are listed, and what costs a look at all of the table
  Share by_hand_;                            // clients that administrators of other hosts blocked
  std::deque<uint64_t> weighty_;             // tickets of incidents that the log is to have
  store::ShareCounters* of_host_ = nullptr;  // ... whose message is taken in
};

}  // namespace errwatch::cli
