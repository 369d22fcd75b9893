// Old entries through the same limits as live ones, on the log's own clock.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "cli/config/rules_in_force.h"
#include "cli/logs/scan_block.h"
#include "cli/scan/address_hash.h"
#include "cli/scan/anomaly_event.h"
#include "cli/scan/request_ledgers.h"
#include "model/client_range.h"
#include "model/identity.h"
#include "store/baseline_watch.h"
#include "store/charge.h"
#include "store/segment.h"

namespace errwatch::cli {

struct Evidence {
  std::size_t file = 0;
  uint64_t line = 0;
  uint32_t rule = 0;
};

// What one client did.
struct ClientTotals {
  uint64_t entries = 0;    // that are evidence of something
  uint64_t cost = 0;       // units poured
  uint64_t prevented = 0;  // entries while it would have been blocked: httpd would not have got that far
  uint32_t blocks = 0;
  CategorySet categories;
  std::optional<AnomalyKind> joins;   // the last attack that many share, of which it was a part
  bool seen = false;                  // some line of it, whether or not it counts
  bool allowed = false;               // some of its entries are from the allow list, and not charged
  int64_t first_us = 0, last_us = 0;  // may be kNoTime
  std::size_t last_block = 0;         // index into Replay::blocks(), where `blocks` is not 0
  // The last entries that cost something: what a block rests on.
  std::array<Evidence, 6> evidence{};
  uint32_t evidence_count = 0;
};

// A client that would have been blocked (or, for a limit with block=0s, only reported).
struct BlockEvent {
  int64_t time_us = 0;
  int64_t until_us = 0;  // 0 = only reported
  bool timed = true;     // false: of entries without times, and these are on no clock
  ClientAddress client;
  uint8_t range_bits = 0;  // not 0: all of the range that begins with `client`
  std::string limit;       // category, or "any"
  uint32_t score = 0;
  uint32_t capacity = 0;
  uint32_t strikes = 0;
  std::optional<JoinedAttack> joined;     // an attack that many share: it was charged more for that
  Category category = Category::kBenign;  // of the last straw
  uint32_t rule = 0;
  std::string message;
  uint64_t prevented = 0;
  std::vector<Evidence> evidence;  // oldest first

  // "192.0.2.1", "2001:db8::/56". `prefix`: of clients.
  std::string Shown(ClientPrefix prefix) const {
    return client.ToString(range_bits == 0 ? prefix : PrefixOfRange(range_bits));
  }
};

// What the log says about the server: faults, leaks, and messages that many clients cause at once.
struct ServerFinding {
  bool widespread = false;
  Category category = Category::kBenign;
  uint32_t rule = 0;
  uint64_t times = 0;  // windows of ten minutes, or of one minute for a widespread message
  int64_t first_us = 0, last_us = 0;
  std::string message;
};

// A log-in that succeeded after many failures of the same name (kTakeoverFailures), or as an account that
// many share an attack at.
struct Takeover {
  int64_t time_us = 0;
  ClientAddress client;
  std::string name;  // or the log-in form
  uint32_t failures = 0;
  std::optional<AnomalyKind> attack;  // that many share at the account
  ClientAddress joiner;               // one of those, masked
};

// A stranger's part of what became an attack.
struct EarlyJoiner {
  ClientAddress client;  // masked
  int64_t time_us = 0;
};

class Replay {
 public:
  static Result<std::unique_ptr<Replay>> Make(const RulesInForce& rules);
  ~Replay();
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;

  // From now on an entry that comes before any time is counted, but not charged: a log without times tells of
  // no window of any limit.
  void LimitsNeedTimes() { limits_need_times_ = true; }

  // From now on all that ErrWatchAnomalies looks for is looked for. Wants every entry, also those that are
  // evidence of nothing (ScanPlan::every_entry).
  void WatchKinds() { watches_kinds_ = charge_.anomalies = true; }

  // What became of an entry.
  struct Effect {
    IdentityKind identity = IdentityKind::kNone;
    bool denied = false;   // its client was blocked: httpd would not have got that far
    bool untimed = false;  // counted only, see LimitsNeedTimes
    store::Outcome outcome;
    // Who did the same at the same target before it was known for an attack that many share.
    std::vector<EarlyJoiner> earlier;
  };
  // Entries in time order. One without a time happens when the one before it did.
  Effect Add(const ScanRecord& record, std::size_t file, uint64_t line);

  // No more entries follow: what is told at the end, and what went on then. Once.
  void Finish();

  using Clients = std::unordered_map<ClientAddress, ClientTotals, AddressHash>;

  const Clients& clients() const { return clients_; }  // by masked address
  const std::vector<BlockEvent>& blocks() const { return blocks_; }
  const std::vector<ServerFinding>& findings() const { return findings_; }
  const std::vector<Takeover>& takeovers() const { return takeovers_; }
  const std::vector<AnomalyEvent>& anomalies() const { return anomalies_; }
  bool watches_kinds() const { return watches_kinds_; }
  bool wants_anomalies() const { return charge_.anomalies; }
  // In a log without times nothing of that kind can be found.
  bool has_times() const { return clock_started_; }
  const store::SegmentReader& segment() const { return *segment_; }
  ClientPrefix prefix() const { return rules_.settings.prefix.value; }
  uint64_t prevented() const { return prevented_; }
  uint64_t allowed() const { return allowed_; }
  // Addresses that bring everybody's requests (model/unnamed_proxy.h), at the end of what was added.
  std::vector<std::string> UnnamedProxies() const;

  // The clock of the replay: the log's, moved on by whole days where the log is older than ticks are.
  Tick TickOf(int64_t unix_us) const { return TickFromUnixMs(unix_us / 1000 + shift_ms_); }
  Tick now() const { return TickOf(now_us_); }  // of the last entry
  int64_t MicrosOf(Tick tick) const { return (UnixMs(tick) - shift_ms_) * 1000; }

 private:
  explicit Replay(const RulesInForce& rules) : rules_(rules) {}
  // Of the last entry; kNoTime before any has a time.
  int64_t Moment() const;
  void StartClock(int64_t first_us);
  bool IsDenied(const ScanRecord& record);  // once a record: may take one of an address's passes (NearPeers)
  void NoteLogIn(const ScanRecord& record, bool denied);
  store::Charge ChargeFor(const ScanRecord& record) const;
  void AddSuccess(const ScanRecord& record);
  void AddOfClient(const ScanRecord& record, bool accounted, std::size_t file, uint64_t line,
                   store::RequestLedger* ledger, Effect& effect);
  store::NearPeers::Request PeerRequest(const ScanRecord& record) const;
  void AdvanceTo(int64_t time_us);
  std::size_t TellCrowds();
  void MarkOngoing();
  void NoteKind(const ScanRecord& record);
  void AddAnomaly(const store::Incident& incident);
  void NotePeer(const ScanRecord& record, bool denied);
  void TakeBack(const ClientAddress& proxy);
  store::Outcome Charge(const ScanRecord& record, ClientTotals& totals, std::size_t file, uint64_t line,
                        store::RequestLedger* ledger);
  void Collect(ClientTotals* totals);
  void AddBlock(const store::Incident& incident, ClientTotals& totals);
  void AddFinding(const store::Incident& incident);
  void AddTakeover(const store::Incident& incident);
  void NoteEarlyLogIn(const ScanRecord& record, uint32_t failures);
  uint64_t AccountOf(std::string_view vhost, std::string_view user) const;
  std::vector<EarlyJoiner> NoteJoiner(const ClientAddress& client, const store::Outcome& outcome);

  const RulesInForce& rules_;
  void* region_ = nullptr;
  std::size_t region_bytes_ = 0;
  std::optional<store::Segment> segment_;
  std::shared_ptr<const CrawlerList> crawlers_;
  store::Charge charge_;
  RequestLedgers ledgers_;
  Clients clients_;
  std::vector<BlockEvent> blocks_;
  std::vector<ServerFinding> findings_;
  std::vector<Takeover> takeovers_;
  std::vector<AnomalyEvent> anomalies_;
  struct Failures {
    uint32_t count = 0;
    int64_t last_us = 0;
  };
  std::unordered_map<std::size_t, Failures> failures_;  // of a client and a name
  int64_t shift_ms_ = 0;
  bool clock_started_ = false;
  bool limits_need_times_ = false;
  int64_t now_us_ = 0;
  bool watches_kinds_ = false;
  uint64_t watched_slot_ = 0;
  uint64_t far_slot_ = 0;  // of a line whose time is far from that of those before
  store::BaselineWatch baseline_watch_;
  Tick last_kind_;  // of the last entry whose kind was noted
  bool crowds_told_ = false;
  std::unordered_map<uint64_t, std::vector<EarlyJoiner>> early_;      // by target
  std::unordered_map<uint64_t, std::vector<Takeover>> early_logins_;  // by account; too few failures so far
  std::unordered_map<uint64_t, ClientAddress> joiners_;               // by target, the last of each
  uint64_t prevented_ = 0;
  uint64_t allowed_ = 0;
};

}  // namespace errwatch::cli
