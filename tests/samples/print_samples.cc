// Writes documents as the status page and the event log have them, one a line:
// {"schema": name in docs/schema, "document": ...}. Each kind of incident and each field comes
// once at least, and once with hostile bytes.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "pages/render.h"
#include "pages/story_json.h"
#include "unit/sample_snapshot.h"

namespace errwatch {
namespace {

using namespace std::string_literals;

constexpr auto kReplace = nlohmann::ordered_json::error_handler_t::replace;
constexpr std::size_t kEventBytes = 4095;  // as httpd/ allows
const std::string kHostile = "\x1b]0;x\x07\r\n\"}{\\ \xff\xfe \xc3( \xe2\x80\x8b\x7f <script>&amp;\0'"s;

void Print(const char* schema, const std::string& document) {
  std::printf("{\"schema\": \"%s\", \"document\": %s}\n", schema,
              nlohmann::json::parse(document).dump().c_str());
}

IncidentRow Full(IncidentKind kind) {
  IncidentRow row = SampleIncidents().front();
  row.kind = kind;
  row.is_range = kind == IncidentKind::kRangeBlock;
  if (row.is_range) row.client.prefix = {24, 56};
  row.foreign_only = row.denies_nobody = true;
  row.joined = JoinedAttack{AnomalyKind::kBruteForce, {Joiners::kTighten, 4}};
  row.poured = 2.375;
  row.found = Target::kBody;
  row.field = "comment";
  row.excerpt = "1' UNION SELECT";
  row.incident = "K7Q2-M9XD";
  row.request_log_id = "aSmXZ/k0AAE";
  row.unique_id = "Zz0gIawVAAIAAAAAAAAAAQAAAAA";
  if (kind == IncidentKind::kAnomaly) {
    row.anomaly = Anomaly{AnomalyKind::kBurst, 312, 12, 40, SampleTime()};
    row.found.reset();
    row.excerpt = "203.0.113.0/24";
  }
  return row;
}

IncidentRow Bare(IncidentKind kind) {
  IncidentRow row;
  row.kind = kind;
  row.time = SampleTime();
  if (kind == IncidentKind::kAnomaly) row.anomaly = Anomaly();
  return row;
}

IncidentRow Hostile(IncidentKind kind) {
  IncidentRow row = Full(kind);
  for (std::string* text : {&row.scope, &row.rule_name, &row.vhost, &row.method, &row.uri, &row.message,
                            &row.field, &row.excerpt, &row.request_log_id, &row.unique_id})
    *text = kHostile;
  return row;
}

IncidentRow Long(IncidentKind kind) {
  IncidentRow row = Hostile(kind);
  while (row.message.size() < 3 * kEventBytes) row.message += row.message, row.uri += row.uri;
  return row;
}

std::vector<IncidentRow> IncidentsOf(IncidentRow (*make)(IncidentKind)) {
  std::vector<IncidentRow> rows;
  for (uint8_t i = 0; i < kIncidentKindCount; ++i) rows.push_back(make(static_cast<IncidentKind>(i)));
  return rows;
}

StoryRow FullRow(StoryKind kind) {
  StoryRow row;
  row.kind = kind;
  row.time = row.until = row.last = SampleTime();
  row.category = row.limit = "sql_injection";
  row.rule = 2101;
  row.rule_name = "UNION SELECT in the query";
  row.ah = "AH00128";
  row.cost = row.strikes = row.count = 5;
  row.poured = 2.375;
  row.score = row.any_score = 9.5;
  row.capacity = 10;
  row.status = 200;
  row.answered = row.foreign = row.crawl = row.widespread = row.foreign_only = true;
  row.joined = AnomalyKind::kScan;
  row.method = "GET";
  row.vhost = "www.example.org";
  row.uri = "/item.php?id=1";
  row.message = "File does not exist";
  row.incident = "K7Q2-M9XD";
  return row;
}

// A row of each kind, with all fields and with none.
StoryRows FullStory() {
  StoryRows story;
  story.client = SampleClient("203.0.113.7");
  story.scope = kUsualScope;
  story.forgotten = 3;
  for (std::size_t i = 0; i < kStoryKindTable.size(); ++i) {
    const auto kind = static_cast<StoryKind>(i);
    story.rows.push_back(FullRow(kind));
    StoryRow bare;
    bare.kind = kind;
    story.rows.push_back(bare);
  }
  return story;
}

StoryRows HostileStory() {
  StoryRows story = FullStory();
  story.scope = kHostile;
  for (StoryRow& row : story.rows) {
    for (std::string* text : {&row.rule_name, &row.vhost, &row.method, &row.uri, &row.message})
      *text = kHostile;
  }
  return story;
}

Snapshot FullSnapshot() {
  Snapshot snapshot = SampleSnapshot();
  ClientRow range = snapshot.clients.front();
  range.address = {*ClientAddress::Parse("198.51.100.0"), {24, 56}};
  range.range_bits = 24;
  range.range_parts = 4;
  range.foreign_only = true;
  range.incident = "0000-ZZZZ";
  for (const NotDenied why : {NotDenied::kEngineOff, NotDenied::kAllowed}) {
    range.not_denied = why;
    snapshot.clients.push_back(range);
  }
  for (auto make : {&Full, &Bare, &Hostile}) {
    for (const IncidentRow& row : IncidentsOf(make)) snapshot.incidents.push_back(row);
  }
  ModeRow mode;
  mode.scope = kUsualScope;
  for (std::size_t i = 0; i < kEngineCount; ++i) mode.engines.Add(static_cast<Engine>(i));
  snapshot.modes = {mode};
  snapshot.coverage.front().need_debug = 2;
  snapshot.coverage.front().advice.push_back({"", Level::kDebug, {3004}});
  snapshot.rules.push_back({9, "", "", 1, Tick()});
  snapshot.unnamed_proxies = {"192.0.2.1"};
  snapshot.proxies = {"2001:db8::1"};
  snapshot.stories = {FullStory()};
  snapshot.models = {
      {"/etc/apache2/site.model", ModelState::kUsed, 24'000, {}, "", {"a.example"}, {}, SampleTime(), 26},
      {"/srv/shop.model", ModelState::kLearning, 1'200, SampleTime(), "", {"b.example"}, SampleTime(), {}, 0},
      {"/etc/apache2/old.model", ModelState::kNotUsed, 0, {}, "it is damaged", {"c.example"}, {}, {}, 0},
      {"${X}/far.model", ModelState::kUnknown, 0, {}, "the variable is not known", {}, {}, {}, 0}};
  snapshot.share.group = "shop";
  snapshot.share.host = "web1";
  snapshot.share.told = snapshot.share.since = snapshot.share.unsigned_last = snapshot.now;
  snapshot.share.link = store::ShareLink::kTroubled;
  snapshot.share.link_reason = "no answer";
  snapshot.share.peers.resize(1);
  snapshot.share.peers[0].name = "web2";
  snapshot.share.peers[0].state = store::PeerState::kCutOff;
  snapshot.share.peers[0].seen = snapshot.now;
  snapshot.share.peers[0].reason = "it floods";
  snapshot.event_logs = {{"/var/log/apache2/errwatch-events.log", 3, 0, "", Tick()},
                         {"syslog:local6", 0, 2, "its reader or its disk did not keep up", SampleTime()}};
  return snapshot;
}

Snapshot HostileSnapshot() {
  Snapshot snapshot = FullSnapshot();
  snapshot.server = snapshot.state_file = kHostile;
  for (ClientRow& row : snapshot.clients) row.scope = row.remark = kHostile;
  for (AllowedRow& row : snapshot.allowed) row.reason = kHostile;
  for (RuleHitsRow& row : snapshot.rules) row.name = kHostile;
  for (VhostRow& row : snapshot.vhosts) row.name = row.scope = kHostile;
  for (LimitRow& row : snapshot.limits) row.vhost = kHostile;
  for (TargetRow& row : snapshot.targets) row.vhost = row.path = kHostile;
  for (CrowdRow& row : snapshot.crowds) row.vhost = row.target = row.ranges = kHostile;
  snapshot.stories = {HostileStory()};
  for (EventLogRow& row : snapshot.event_logs) row.place = row.reason = kHostile;
  snapshot.share.host = snapshot.share.link_reason = kHostile;
  snapshot.share.peers[0].name = snapshot.share.peers[0].reason = kHostile;
  for (ModelRow& row : *snapshot.models) {
    row.path = row.problem = kHostile;
    row.vhosts = {kHostile};
  }
  snapshot.warnings.push_back(kHostile);
  return snapshot;
}

}  // namespace
}  // namespace errwatch

int main() {
  using namespace errwatch;
  for (auto make : {&Full, &Bare, &Hostile, &Long}) {
    for (const IncidentRow& row : IncidentsOf(make)) Print("event", RenderEvent(row, kEventBytes));
  }
  for (const Snapshot& snapshot : {Snapshot(), SampleSnapshot(), FullSnapshot(), HostileSnapshot()}) {
    Print("status", RenderJson(snapshot));
    Print("clients", RenderClientsJson(snapshot));
    Print("allowed", RenderAllowedJson(snapshot));
    Print("client", RenderOneClientJson(snapshot));
    for (const StoryRows& story : snapshot.stories)
      Print("story", "{\"stories\": [" + StoryJson(story).dump(-1, ' ', true, kReplace) + "]}");
  }
  return 0;
}
