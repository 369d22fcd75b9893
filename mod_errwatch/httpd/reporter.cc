#include "httpd/reporter.h"

#include <algorithm>
#include <string>

#include "httpd/configs.h"
#include "model/incident_kind.h"
#include "pages/incident_message.h"
#include "pages/take_incident.h"
#include "store/end_of_block.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {
namespace {

using store::Counter;

// Incidents a call looks at, half a microsecond each.
constexpr int kMostTaken = 1024;
// Sets a sweep looks at, one cache line each: half a million clients a second at a few milliseconds.
constexpr uint32_t kSetsPerSweep = 65'536;

void Report(Runtime& runtime, const store::IncidentRecord& record) {
  const ServerConfig* config = ConfigOf(runtime.main_server);
  const auto rule_name = [config](uint32_t id) {
    return config == nullptr ? std::string() : RuleName(*config, id);
  };
  const IncidentRow row = store::RowOf(*runtime.segment, record, rule_name);
  const IncidentKindInfo& kind = Info(row.kind);
  const std::string message = IncidentMessage(row);
  if (!message.empty())
    ap_log_error(APLOG_MARK, static_cast<int>(kind.level), 0, runtime.main_server, "%s", message.c_str());
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
    runtime.segment->stories().TellMore(client.fingerprint, store::StoryOfEnd(client.block, now));
  });
  runtime.segment->ranges().SweepExpired(next_set, count, now, [&](const store::RangeView& range) {
    runtime.segment->counters().Add(Counter::kExpired);
    if (!range.block.detection_only) runtime.segment->incidents().Append(store::EndOfBlock(range, now));
  });
  runtime.segment->listed().SweepExpired(now, [&](const store::ListedView& listed) {
    if (listed.kind == store::ListKind::kBlocked) runtime.segment->counters().Add(Counter::kExpired);
    runtime.segment->incidents().Append(store::EndOfListed(listed, runtime.segment->prefix(), now));
  });
  next_set = (next_set + count) % clients.sets();
}

}  // namespace errwatch::httpd
