#include "store/crowd_telling.h"

#include <string>
#include <vector>

namespace errwatch::store {

std::size_t TellCrowds(Segment& segment, Tick now) {
  const std::vector<KnownCrowd> news = segment.crowds().TakeNews(now);
  IncidentRing incidents = segment.incidents();
  for (const KnownCrowd& crowd : news) {
    Incident incident;
    incident.kind = IncidentKind::kAnomaly;
    incident.category = crowd.category;
    incident.scope = crowd.scope;
    incident.time = now;
    incident.anomaly =
        Anomaly{crowd.over ? AnomalyKind::kOver : crowd.kind, crowd.entries, 0, crowd.clients, crowd.begun};
    incident.vhost = crowd.vhost;
    (crowd.is_path ? incident.uri : incident.message) = crowd.text;
    incident.excerpt = crowd.networks;
    incidents.Append(incident);
    segment.counters().Add(Counter::kIncidents);
  }
  return news.size();
}

}  // namespace errwatch::store
