// What the status page, the status command and the exporters show: plain values, copied out of shared memory
// and configuration. Texts may hold any bytes that a client sent; every renderer escapes them for its format.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ticks.h"
#include "model/anomaly.h"
#include "model/category.h"
#include "model/incident_kind.h"
#include "model/joined_attack.h"
#include "model/level.h"
#include "model/policy.h"
#include "model/target.h"
#include "pages/client_story.h"
#include "pages/shown_client.h"
#include "rules/coverage.h"
#include "store/share_status.h"

namespace errwatch {

// ErrWatchScope where nothing is said.
inline constexpr std::string_view kUsualScope = "server";

// Said of a block that rests on such requests only.
inline constexpr std::string_view kForeignOnlyText = "only for requests that pages can cause";

struct ScoreView {
  std::string name;       // category name or "any"
  double score = 0;       // units, leaked to `now`
  uint32_t capacity = 0;  // 0 = no limit known
};

// Why a block that has not ended keeps nobody out.
enum class NotDenied : uint8_t { kDoesNotApply, kEngineOff, kAllowed };
inline constexpr int kNotDeniedCount = 3;

// For people; empty where it does not apply.
constexpr std::string_view TextOf(NotDenied why) {
  switch (why) {
    case NotDenied::kEngineOff:
      return "not denied: ErrWatchEngine is Off";
    case NotDenied::kAllowed:
      return "not denied: allow-listed";
    case NotDenied::kDoesNotApply:
      break;
  }
  return "";
}

struct ClientRow {
  ShownClient address;
  std::string scope;
  bool blocked = false;                             // denied now
  bool detection_only = false;                      // would be blocked, were the engine On
  NotDenied not_denied = NotDenied::kDoesNotApply;  // then it is neither of the two
  bool by_hand = false;
  std::optional<AnomalyKind> joined;  // an attack that many share, of which it is a part
  bool foreign_only = false;  // blocked for requests that pages of other sites can cause, and no others
  uint8_t range_bits = 0;     // not 0: a range blocked as a whole
  uint32_t range_parts = 0;   // ... for blocks in so many of its parts; 0 = by hand
  std::string remark;         // what the administrator said who blocked the range
  Tick blocked_until;         // 0 = no block, or one that has ended
  std::string incident;       // ... its number (store/incident_code.h)
  std::string reason;         // category name, "any" or "by hand"; empty when never blocked
  uint32_t strikes = 0;
  Tick last_seen;
  uint32_t last_rule = 0;
  uint32_t entries = 0;
  uint32_t denials = 0;
  std::vector<ScoreView> scores;  // highest share of its capacity first
};

// A client or range that an administrator allowed while the server runs.
struct AllowedRow {
  ShownClient address;
  uint8_t range_bits = 0;  // not 0: a range
  Tick since;
  Tick until;
  std::string reason;
};

struct IncidentRow {
  uint64_t number = 0;
  Tick time;
  IncidentKind kind = IncidentKind::kBlock;
  std::string category;   // of the last entry
  std::string limit;      // bucket that overflowed: category name, "any" or empty
  ShownClient client;     // empty = about the server
  bool is_range = false;  // of addresses, as a whole
  std::string scope;
  uint32_t rule = 0;
  std::string rule_name;
  uint32_t score = 0;
  uint32_t capacity = 0;
  uint32_t strikes = 0;
  bool foreign_only = false;   // of the block
  bool denies_nobody = false;  // the block: of the scope as it is now
  uint16_t status = 0;
  std::string ah;  // "AH00128" or empty
  Tick until;      // end of the block, 0 = none
  // The number of the block that began or ended (store/incident_code.h); empty where there is none.
  std::string incident;
  std::string request_log_id, unique_id;  // of the request: %L, mod_unique_id
  std::string vhost, method, uri, message;
  std::optional<Anomaly> anomaly;      // kAnomaly
  std::optional<JoinedAttack> joined;  // an attack that many share: store/incident_ring.h
  double poured = 0;                   // kEntry: units
  // Where the evidence is, where a rule looks for it in a text.
  std::optional<Target> found;
  std::string field;    // the parameter, the cookie, the header
  std::string excerpt;  // ... of its value
};

// ErrWatchUnderAttack of a virtual host that looks for attacks.
struct UnderAttackRow {
  std::string vhost;
  UnderAttack says;
};

// What many clients do at one target, and goes on: anomaly/crowd.h.
struct CrowdRow {
  AnomalyKind kind = AnomalyKind::kBruteForce;
  std::string category, scope;
  uint32_t entries = 0;
  uint32_t clients = 0;  // different ones, estimated
  Tick begun, last;
  std::string vhost, target, ranges;
  std::optional<UnderAttack> follows;  // for who joins; empty: not known, or it is no attack
};

// ErrWatchModel: a file, and what became of it.
enum class ModelState : uint8_t { kNotUsed, kLearning, kUsed, kUnknown };  // kUnknown: to the command line
inline constexpr int kModelStateCount = 4;
struct ModelRow {
  std::string path;
  ModelState state = ModelState::kNotUsed;
  uint64_t requests = 0;            // that it was learnt from
  Tick until;                       // kLearning: when it is used, where enough requests came
  std::string problem;              // empty: none
  std::vector<std::string> vhosts;  // whose requests are compared with it
  Tick begun;                       // kLearning
  Tick learnt;                      // kUsed: when learning ended, or the file was changed last
  uint32_t threshold = 0;           // kUsed: points from which on a request is told
};
// "not_used": as in JSON.
constexpr std::string_view ModelStateName(ModelState state) {
  constexpr std::array<std::string_view, kModelStateCount> kNames = {"not_used", "learning", "used",
                                                                     "unknown"};
  return kNames[static_cast<std::size_t>(state)];
}

// A line of ErrWatchEventLog.
struct EventLogRow {
  std::string place;
  uint64_t written = 0;
  uint64_t dropped = 0;
  std::string reason;  // why the last was dropped, for people; empty when none was
  Tick last_drop;
};

// ErrWatchEngine of a scope.
struct ModeRow {
  std::string scope;
  EnginesInUse engines;
};

// "ErrWatchEngine is DetectionOnly: nobody is denied"; empty where clients are denied everywhere.
std::string TextOf(const ModeRow& mode);

struct LimitRow {
  std::string vhost;
  std::string category;  // or "any"
  uint32_t capacity = 0;
  Milliseconds window{0};
  Milliseconds block{0};  // first block
};

struct RuleHitsRow {
  uint32_t id = 0;
  std::string category;
  std::string name;
  uint64_t hits = 0;
  Tick last_hit;
};

struct CounterRow {
  std::string name;
  std::string text;
  uint64_t value = 0;
};

// What was counted in each of several equally long times, oldest first.
struct TimelineRow {
  std::string name;  // of a category or a counter
  std::vector<uint64_t> counts;
};
struct TimelineView {
  Tick begin;  // of the oldest
  Milliseconds step{0};
  std::vector<TimelineRow> categories;
  std::vector<TimelineRow> counters;
};

// A path that attackers go for: top_targets.h.
struct TargetRow {
  std::string vhost;
  std::string path;
  std::string category;  // of the last entry
  uint32_t entries = 0;
  uint32_t clients = 0;  // different ones
  Tick last;
};

// By what clients come first. Those that are denied, or would be, are before the others in any case.
enum class ClientOrder : uint8_t { kUsual, kSeen, kDenials, kEntries };

// LogLevel coverage of one virtual host.
struct CoverageRow {
  std::string vhost;
  uint32_t rules = 0;                  // rules in force
  std::vector<uint32_t> hidden_rules;  // rules whose message LogLevel keeps from being written
  // The line that would change it: "LogLevel warn core:info"; empty when there is none to recommend.
  std::string log_level;
  uint32_t need_debug = 0;  // hidden rules that it leaves out: rules/coverage.h
  std::vector<LevelAdvice> advice;
};

struct VhostRow {
  std::string name;
  std::string engine;  // "On", "Off", "DetectionOnly"
  std::string scope;
  std::vector<uint16_t> ports;
  uint32_t rules = 0;
  uint32_t unscreened_rules = 0;            // patterns without a required literal
  std::optional<UnderAttack> under_attack;  // empty: ErrWatchAnomalies is Off
};

struct Snapshot {
  std::string version;
  std::string server;  // "Apache/2.4.71 (Debian)"; empty from the command line
  std::string state_file;
  Tick now;
  Tick started;                 // of the state file
  uint32_t generation = 0;      // httpd's configuration generation
  bool jit = true;              // false: the system forbids executable memory, patterns are interpreted
  uint32_t table_clients = 0;   // with evidence against them
  uint32_t table_visitors = 0;  // known by their successful requests alone; listed nowhere
  uint32_t table_capacity = 0;
  uint32_t blocked_clients = 0;  // denied now
  uint32_t blocked_ranges = 0;   // as a whole
  uint32_t would_be_denied = 0;  // clients and ranges, were the engine On
  uint32_t not_denied = 0;       // ... whose block denies nobody: NotDenied
  uint32_t scored_clients = 0;   // without a block, with a score
  uint32_t quiet_clients = 0;    // without either: what was held against them has leaked out
  ClientOrder order = ClientOrder::kUsual;
  bool served = false;  // by httpd: links lead to its other forms
  std::vector<CounterRow> counters;
  std::vector<CounterRow> categories;  // entries by category
  TimelineView minutes, hours;         // the last two hours, the last seven days
  std::vector<ClientRow> clients;      // ranges, then blocked, then by score; at most what was asked for
  uint32_t listed = 0;                 // clients and ranges that were to be shown; `clients` has the first
  std::vector<AllowedRow> allowed;     // the one that lasts longest first
  uint32_t allowed_ranges = 0;         // all of them
  std::vector<IncidentRow> incidents;  // newest first
  std::vector<CrowdRow> crowds;        // the newest first
  std::vector<IncidentRow> anomalies;  // those incidents that are some, newest first
  std::vector<StoryRows> stories;      // of one client that was asked for, by scope
  std::vector<TargetRow> targets;      // most entries first
  std::vector<LimitRow> limits;
  std::vector<RuleHitsRow> rules;  // most hits first
  std::vector<CoverageRow> coverage;
  std::vector<EventLogRow> event_logs;
  store::ShareStatus share;                     // without a group nothing is shared
  std::optional<std::vector<ModelRow>> models;  // empty: the configuration is not known
  std::vector<VhostRow> vhosts;
  std::vector<ModeRow> modes;                // of each scope, where they are known
  std::vector<std::string> unnamed_proxies;  // addresses
  std::vector<std::string> proxies;  // ... that mod_remoteip trusts, and that by their record are proxies
  // What the operator should know: a full table, a slow rule, an interpreter instead of JIT.
  std::vector<std::string> warnings;
};

}  // namespace errwatch
