// A server under attack as a Snapshot: what the renderers' tests show.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>

#include "pages/snapshot.h"

namespace errwatch {

inline constexpr int64_t kSampleUnixMs = 1'795'341'600'120;  // 2026-11-22T10:00:00.120Z

inline Tick SampleTime(int64_t seconds_later = 0) {
  return TickFromUnixMs(kSampleUnixMs + seconds_later * 1000);
}

inline ShownClient SampleClient(std::string_view address) { return {*ClientAddress::Parse(address), {}}; }

inline std::vector<ClientRow> SampleClients() {
  ClientRow denied;
  denied.address = SampleClient("203.0.113.7");
  denied.scope = "server";
  denied.blocked = true;
  denied.blocked_until = SampleTime(525);
  denied.reason = "sql_injection";
  denied.strikes = 2;
  denied.last_seen = SampleTime(-3);
  denied.last_rule = 2101;
  denied.entries = 14;
  denied.denials = 1207;
  ClientRow range = denied;
  range.address = SampleClient("2001:db8:7::");
  range.scope = "shop";
  range.blocked = false;
  range.detection_only = true;
  range.reason = "any";
  range.blocked_until = SampleTime(9000);
  range.strikes = 1;
  range.denials = 0;
  ClientRow hand = denied;
  hand.address = SampleClient("198.51.100.44");
  hand.by_hand = true;
  hand.reason = "by hand";
  hand.strikes = 0;
  hand.last_rule = 0;
  hand.last_seen = SampleTime(-7500);
  hand.blocked_until = SampleTime(86'000);
  ClientRow other;
  other.address = SampleClient("192.0.2.99");
  other.scope = "server";
  other.last_seen = SampleTime(-40);
  other.last_rule = 1301;
  other.entries = 6;
  other.scores = {{"auth_failure", 6.5, 8}, {"any", 6.5, 30}, {"anomaly", 2, 0}};
  return {denied, range, hand, other};
}

inline std::vector<IncidentRow> SampleIncidents() {
  IncidentRow block;
  block.number = 812;
  block.time = SampleTime(-75);
  block.kind = IncidentKind::kBlock;
  block.category = "sql_injection";
  block.limit = "sql_injection";
  block.client = SampleClient("203.0.113.7");
  block.scope = "server";
  block.rule = 2101;
  block.rule_name = "UNION SELECT in the query";
  block.score = 10;
  block.capacity = 10;
  block.strikes = 2;
  block.status = 404;
  block.ah = "AH00128";
  block.until = SampleTime(525);
  block.vhost = "www.example.org";
  block.method = "GET";
  block.uri = "/item.php?id=1'+UNION+SELECT+password+FROM+users--";
  block.message = "AH00128: File does not exist: /var/www/html/item.php";
  IncidentRow detection = block;
  detection.number = 811;
  detection.time = SampleTime(-400);
  detection.kind = IncidentKind::kDetection;
  detection.category = "vuln_scan";
  detection.limit = "any";
  detection.client = SampleClient("2001:db8:7::");
  detection.scope = "shop";
  detection.rule = 3004;
  detection.rule_name = "dot files";
  detection.score = 31;
  detection.capacity = 30;
  detection.until = SampleTime(9000);
  detection.vhost = "shop.example.org";
  detection.uri = "/.env";
  detection.message = "AH01630: client denied by server configuration: /var/www/shop/.env";
  IncidentRow fault;
  fault.number = 810;
  fault.time = SampleTime(-4000);
  fault.kind = IncidentKind::kServer;
  fault.category = "server_fault";
  fault.rule = 9001;
  fault.rule_name = "child process crashed";
  fault.message = "AH00052: child pid 4711 exit signal Segmentation fault (11)";
  return {block, detection, fault};
}

// The last two hours. `counts`: of how many minutes ago.
inline TimelineRow SampleRow(std::string name,
                             std::initializer_list<std::pair<std::size_t, uint64_t>> counts) {
  TimelineRow row{std::move(name), std::vector<uint64_t>(120)};
  for (const auto& [minutes_ago, count] : counts) row.counts[119 - minutes_ago] = count;
  return row;
}
inline TimelineView SampleMinutes() {
  TimelineView minutes;
  minutes.begin = TickFromUnixMs(kSampleUnixMs - 119 * 60'000 - 120);
  minutes.step = Milliseconds(60'000);
  minutes.categories = {SampleRow("sql_injection", {{3, 4}, {0, 1}}), SampleRow("xss", {}),
                        SampleRow("vuln_scan", {{3, 30}})};
  minutes.counters = {SampleRow("denials", {{1, 17}}), SampleRow("blocks", {})};
  return minutes;
}

inline Snapshot SampleSnapshot() {
  Snapshot snapshot;
  snapshot.version = "0.1.0";
  snapshot.server = "Apache/2.4.71 (Debian)";
  snapshot.state_file = "/run/apache2/errwatch.state";
  snapshot.now = SampleTime();
  snapshot.started = SampleTime(-3 * 86'400 - 7200);
  snapshot.generation = 4;
  snapshot.table_clients = 1873;
  snapshot.table_visitors = 240;
  snapshot.table_capacity = 65'536;
  snapshot.blocked_clients = 2;
  snapshot.would_be_denied = 1;
  snapshot.scored_clients = 1;
  snapshot.quiet_clients = 1869;
  snapshot.served = true;
  snapshot.counters = {{"entries", "error-log entries seen", 1'204'331},
                       {"incidents", "incidents opened", 57},
                       {"blocks", "blocks", 41},
                       {"denials", "requests denied", 18'220},
                       {"would_deny", "requests that would have been denied", 0},
                       {"blocked_by_hand", "blocks by an administrator", 1}};
  snapshot.categories = {{"sql_injection", "SQL injection", 412},
                         {"auth_failure", "failed authentication", 96},
                         {"xss", "cross-site scripting", 0},
                         {"vuln_scan", "vulnerability scan", 9031}};
  snapshot.minutes = SampleMinutes();
  snapshot.clients = SampleClients();
  snapshot.clients[0].remark = "an abuse report";
  snapshot.allowed = {{{*ClientAddress::Parse("198.51.100.0"), {24, 64}},
                       24,
                       SampleTime(-600),
                       SampleTime(7200),
                       "penetration test"},
                      {SampleClient("2001:db8::"), 0, SampleTime(-60), SampleTime(60), ""}};
  snapshot.allowed_ranges = 2;
  snapshot.incidents = SampleIncidents();
  snapshot.crowds = {
      {AnomalyKind::kBruteForce, "auth_failure", "server", 61, 58, SampleTime(-300), SampleTime(-4),
       "www.example.org", "alice", "203.0.113.0/24", UnderAttack{Joiners::kTighten, 4}},
      {AnomalyKind::kBreakage,
       "server_fault",
       "server",
       90,
       44,
       SampleTime(-900),
       SampleTime(-10),
       "shop.example.org",
       "/cart/#",
       "",
       {}}};
  IncidentRow told;
  told.number = 809;
  told.time = SampleTime(-300);
  told.kind = IncidentKind::kAnomaly;
  told.category = "anomaly";
  told.vhost = "www.example.org";
  told.message = "AH00128: File does not exist: <*>";
  told.anomaly = Anomaly{AnomalyKind::kBurst, 312, 12, 40, SampleTime(-600)};
  snapshot.anomalies = {told};
  const auto model = [](const char* name, ModelState state, uint64_t requests, Tick until) {
    ModelRow row;
    row.path = std::string("/etc/apache2/") + name + ".model";
    row.state = state;
    row.requests = requests;
    row.until = until;
    row.vhosts = {std::string(name) + ".example.org"};
    return row;
  };
  snapshot.models = {model("site", ModelState::kUsed, 24'000, Tick()),
                     model("shop", ModelState::kLearning, 1'200, SampleTime(7200)),
                     model("new", ModelState::kLearning, 12, SampleTime(-60)),
                     model("old", ModelState::kNotUsed, 0, Tick())};
  snapshot.models->front().learnt = SampleTime(-86'400);
  snapshot.models->front().threshold = 27;
  snapshot.models->back().problem = "it is damaged";
  snapshot.targets = {{"www.example.org", "/item.php", "sql_injection", 14, 3, SampleTime(-75)},
                      {"shop.example.org", "/.env", "vuln_scan", 1, 1, SampleTime(-400)}};
  snapshot.limits = {{"www.example.org", "any", 30, Milliseconds(60'000), Milliseconds(600'000)},
                     {"www.example.org", "sql_injection", 10, Milliseconds(600'000), Milliseconds(3'600'000)},
                     {"shop.example.org", "tls_error", 30, Milliseconds(300'000), Milliseconds(0)}};
  snapshot.rules = {{3004, "vuln_scan", "dot files", 8111, SampleTime(-2)},
                    {2101, "sql_injection", "UNION SELECT in the query", 412, SampleTime(-75)},
                    {1301, "auth_failure", "password mismatch", 96, SampleTime(-40)}};
  snapshot.coverage = {{"www.example.org",
                        214,
                        {3004, 3005, 3010},
                        "LogLevel warn core:info",
                        0,
                        {{"core", Level::kInfo, {3004, 3005, 3010}}}},
                       {"shop.example.org", 214, {}, "", 0, {}}};
  snapshot.vhosts = {
      {"www.example.org", "On", "server", {80, 443}, 214, 6, UnderAttack{Joiners::kTighten, 4}},
      {"shop.example.org", "DetectionOnly", "shop", {8080}, 214, 6, {}}};
  snapshot.warnings = {"3 events were dropped: the reader of ErrWatchEventLog is too slow or gone."};
  return snapshot;
}

template <typename F>
void ForEachText(IncidentRow& row, F&& edit) {
  edit(row.uri), edit(row.message), edit(row.method), edit(row.vhost), edit(row.rule_name);
  edit(row.category), edit(row.limit), edit(row.scope), edit(row.ah);
}

// Calls `edit` with each text of the snapshot that somebody else may have shaped:
// clients, administrators, other modules.
template <typename F>
void ForEachText(Snapshot& snapshot, F&& edit) {
  edit(snapshot.version), edit(snapshot.server), edit(snapshot.state_file);
  for (CounterRow& row : snapshot.counters) edit(row.name), edit(row.text);
  for (CounterRow& row : snapshot.categories) edit(row.name), edit(row.text);
  for (TimelineRow& row : snapshot.minutes.categories) edit(row.name);
  for (TimelineRow& row : snapshot.minutes.counters) edit(row.name);
  for (ClientRow& row : snapshot.clients) {
    edit(row.scope), edit(row.reason), edit(row.remark);
    for (ScoreView& score : row.scores) edit(score.name);
  }
  for (AllowedRow& row : snapshot.allowed) edit(row.reason);
  for (IncidentRow& row : snapshot.incidents) ForEachText(row, edit);
  for (CrowdRow& row : snapshot.crowds)
    edit(row.category), edit(row.scope), edit(row.vhost), edit(row.target), edit(row.ranges);
  for (IncidentRow& row : snapshot.anomalies) ForEachText(row, edit), edit(row.excerpt);
  for (TargetRow& row : snapshot.targets) edit(row.vhost), edit(row.path), edit(row.category);
  for (LimitRow& row : snapshot.limits) edit(row.vhost), edit(row.category);
  for (RuleHitsRow& row : snapshot.rules) edit(row.category), edit(row.name);
  for (CoverageRow& row : snapshot.coverage) edit(row.vhost), edit(row.log_level);
  for (VhostRow& row : snapshot.vhosts) edit(row.name), edit(row.engine), edit(row.scope);
  for (std::string& warning : snapshot.warnings) edit(warning);
}

}  // namespace errwatch
