#include "pages/take_client.h"

#include <string>
#include <utility>

#include "base/version.h"
#include "model/client_range.h"
#include "pages/range_rows.h"
#include "pages/take_incident.h"
#include "pages/take_story.h"
#include "store/client_key.h"

namespace errwatch::store {
namespace {

// Whether it is the client itself, or a range that it is in.
bool IsOf(const ShownClient& shown, bool is_range, const ClientAddress& client, ClientPrefix prefix) {
  if (shown.empty()) return false;
  return shown.address == client.Masked(is_range ? shown.prefix : prefix);
}

}  // namespace

Snapshot TakeClientSnapshot(const SegmentReader& segment, const ClientAddress& client, const Limits& limits,
                            const SnapshotOptions& options, Tick now) {
  Snapshot snapshot;
  snapshot.version = kVersion;
  snapshot.now = now;
  snapshot.started = segment.created();
  snapshot.modes = ModesOf(segment);
  if (client.empty()) return snapshot;
  const auto add = [&](ClientRow row) {
    if (IsListed(options, row.blocked, row.detection_only, row.last_seen))
      snapshot.clients.push_back(std::move(row));
  };
  const ClientTableReader clients = segment.clients();
  for (uint8_t scope = 0; scope < kScopeNames; ++scope) {
    const std::string name = segment.ScopeName(scope);
    if (name.empty()) continue;
    const auto view = clients.Find(clients.KeyOf(client, ScopeHash(name)));
    if (view && view->HasEvidence()) add(RowOf(segment, *view, limits, options, now));
  }
  segment.ranges().ForEachBlocked(now, [&](const RangeView& range) {
    if (client.Masked(PrefixOfRange(range.bits)) == range.address) add(RowOf(segment, range, now));
  });
  segment.listed().ForEach(now, [&](const ListedView& listed) {
    if (!Holds(listed.address, listed.bits, client, client.is_ipv4() ? 32 : 128)) return;
    if (listed.kind == ListKind::kBlocked) {
      add(RowOf(segment, listed, now));
    } else {
      snapshot.allowed.push_back(AllowedRowOf(segment, listed));
    }
  });
  const IncidentRingReader ring = segment.incidents();
  const uint64_t head = ring.head();
  for (uint64_t back = 1; back <= segment.geometry().incidents && back <= head; ++back) {
    if (snapshot.incidents.size() >= options.incidents) break;
    const auto record = ring.Read(head - back);
    if (!record || record->incident.kind == IncidentKind::kEntry) continue;
    IncidentRow row = RowOf(segment, *record, options.rule_name);
    if (IsOf(row.client, row.is_range, client, segment.prefix()))
      snapshot.incidents.push_back(std::move(row));
  }
  snapshot.stories = TakeStories(segment, client, options.rule_name);
  for (StoryRows& story : snapshot.stories) AddIncidents(snapshot.incidents, story);
  return snapshot;
}

}  // namespace errwatch::store
