#include "httpd/reporter.h"

#include <algorithm>
#include <string>

#include "httpd/configs.h"
#include "pages/take_snapshot.h"
#include "store/accounting.h"

#include "base/time_text.h"
#include "httpd/prelude.h"

APLOG_USE_MODULE(errwatch);

namespace errwatch::httpd {
namespace {

using store::Counter;
using store::IncidentKind;

// Incidents a call looks at, half a microsecond each.
constexpr int kMostTaken = 1024;
// Sets a sweep looks at, one cache line each: half a million clients a second at a few milliseconds.
constexpr uint32_t kSetsPerSweep = 65'536;

std::string Evidence(const IncidentRow& row) {
  std::string text;
  if (row.rule != 0)
    text += ", rule " + std::to_string(row.rule) + (row.rule_name.empty() ? "" : " (" + row.rule_name + ")");
  if (!row.uri.empty()) text += ", last request \"" + row.method + " " + row.uri + "\"";
  if (!row.vhost.empty()) text += " on " + row.vhost;
  if (!row.message.empty()) text += ", entry \"" + row.message + "\"";
  return text;
}

std::string Score(const IncidentRow& row) {
  return row.limit + " " + std::to_string(row.score) + "/" + std::to_string(row.capacity);
}

std::string Until(const IncidentRow& row) {
  const int64_t seconds = DurationOf(TicksSince(row.time, row.until)).count() / 1000;
  return std::to_string(seconds) + " s until " + FormatTime(row.until);
}

struct Message {
  int level = 0;
  std::string text;
};

// The stable numbers of docs/messages.md.
Message MessageOf(IncidentKind kind, const IncidentRow& row) {
  switch (kind) {
    case IncidentKind::kBlock:
      return {APLOG_WARNING, "EW0101: client " + row.client + " blocked for " + Until(row) + ": " +
                                 Score(row) + ", strike " + std::to_string(row.strikes) + Evidence(row)};
    case IncidentKind::kExpired:
      return {APLOG_NOTICE, "EW0102: client " + row.client + " let back in: its block ran out"};
    case IncidentKind::kUnblocked:
      return {APLOG_NOTICE, "EW0102: client " + row.client + " let back in by an administrator"};
    case IncidentKind::kDetection: {
      const bool would_block = row.until.value != 0;
      return {APLOG_WARNING, "EW0103: client " + row.client +
                                 (would_block ? " would have been blocked for " + Until(row)
                                              : std::string(" reached a limit that does not block")) +
                                 ": " + Score(row) + Evidence(row)};
    }
    case IncidentKind::kServer:
      return {APLOG_WARNING, "EW0104: " + row.category + " that no client is charged with" + Evidence(row)};
    case IncidentKind::kWidespread:
      return {APLOG_WARNING,
              "EW0105: many clients cause the same entry at once (" + row.category +
                  "): a fault of this server or a distributed attack; not charged to each of them" +
                  Evidence(row)};
    case IncidentKind::kBlockedByHand:
      return {APLOG_NOTICE,
              "EW0106: client " + row.client + " blocked by an administrator for " + Until(row)};
    case IncidentKind::kEntry:
      break;  // events only
  }
  return {};
}

void Report(Runtime& runtime, const store::IncidentRecord& record) {
  const IncidentKind kind = record.incident.kind;
  const ServerConfig* config = ConfigOf(runtime.main_server);
  const auto rule_name = [config](uint32_t id) {
    return config == nullptr ? std::string() : RuleName(*config, id);
  };
  const IncidentRow row = store::RowOf(*runtime.segment, record, rule_name);
  const Message message = MessageOf(kind, row);
  if (!message.text.empty())
    ap_log_error(APLOG_MARK, message.level, 0, runtime.main_server, "%s", message.text.c_str());
}

}  // namespace

void ReportIncidents(Runtime& runtime, int most) {
  store::IncidentRing incidents = runtime.segment->incidents();
  int messages = 0;
  for (int i = 0; i < kMostTaken && messages < most && incidents.HasUntaken(); ++i) {
    uint64_t lost = 0;
    const auto record = incidents.TakeNext(Now(), &lost);
    if (lost != 0) runtime.segment->counters().Add(Counter::kIncidentsLost, lost);
    if (!record) return;
    if (record->incident.kind == IncidentKind::kEntry) continue;  // for the event log only
    ++messages;
    Report(runtime, *record);
  }
}

void SweepExpiredBlocks(Runtime& runtime) {
  static uint32_t next_set = 0;  // one caller: the watchdog's thread
  store::ClientTable clients = runtime.segment->clients();
  const uint32_t count = std::min(clients.sets(), kSetsPerSweep);
  const Tick now = Now();
  clients.SweepExpired(next_set, count, now, [&](const store::ClientView& client) {
    runtime.segment->counters().Add(Counter::kExpired);
    if (client.block.detection_only) return;  // nobody was kept out
    runtime.segment->incidents().Append(store::EndOfBlock(client.address, client.scope, client.block, now));
  });
  next_set = (next_set + count) % clients.sets();
}

}  // namespace errwatch::httpd
