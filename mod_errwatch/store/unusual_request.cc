#include "store/unusual_request.h"

#include "store/incident_text.h"

namespace errwatch::store {
void TellUnusual(Segment& segment, const Entry& entry, const UnusualRequest& request,
                 const ClientAddress& client, const Charge& charge, Tick now) noexcept {
  Counters counters = segment.counters();
  counters.Add(Counter::kUnusual);
  const Fingerprint fingerprint = segment.clients().KeyOf(client, charge.scope).fingerprint;
  const ShortText<kTargetBytes> uri = TargetOf(entry.uri, entry.args);
  StoryEvent event;
  event.kind = StoryKind::kUnusual;
  event.category = Category::kAnomaly;
  event.flags = kStoryAnswered;
  event.status = entry.status;
  event.count = static_cast<uint32_t>(request.bits);
  event.time = now;
  event.method = entry.method;
  event.vhost = entry.vhost;
  event.uri = uri.view();
  segment.stories().Tell(fingerprint, event);
  if (!segment.unusual_told().Take(fingerprint, now)) return counters.Add(Counter::kUnusualUntold);
  Incident incident;
  incident.kind = IncidentKind::kAnomaly;
  incident.category = Category::kAnomaly;
  incident.scope = charge.scope_index;
  incident.status = entry.status;
  incident.time = now;
  incident.client = client;
  incident.anomaly = Anomaly{AnomalyKind::kUnusualRequest, static_cast<uint32_t>(request.bits),
                             static_cast<uint32_t>(request.threshold), 1, now};
  incident.vhost = entry.vhost;
  incident.method = entry.method;
  incident.uri = uri.view();
  incident.message = request.reasons;
  incident.unique_id = entry.unique_id;
  segment.incidents().Append(incident);
  counters.Add(Counter::kIncidents);
}

}  // namespace errwatch::store
