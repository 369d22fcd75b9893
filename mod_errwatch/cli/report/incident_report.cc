#include "cli/report/incident_report.h"

#include <algorithm>
#include <set>

namespace errwatch::cli {
namespace {

constexpr int64_t kLeadUs = int64_t{60} * 1'000'000;

template <typename Number, typename Of>
Number Sum(const std::vector<Incident>& incidents, Of of) {
  Number sum = 0;
  for (const Incident& incident : incidents) sum += static_cast<Number>(of(incident));
  return sum;
}

}  // namespace

std::string_view SourceKindName(SourceKind kind) {
  switch (kind) {
    case SourceKind::kErrorLog:
      return "error_log";
    case SourceKind::kJsonl:
      return "jsonl";
    case SourceKind::kAccessLog:
      return "access_log";
    case SourceKind::kEventLog:
      return "event_log";
    case SourceKind::kState:
      return "state";
  }
  return {};
}

std::string IncidentReport::Client(const ClientAddress& client) const {
  return anonymizer ? anonymizer->Client(client) : client.ToString(rules->settings.prefix.value);
}

std::string IncidentReport::User(std::string_view name) const {
  return anonymizer ? anonymizer->User(name) : std::string(name);
}

std::string IncidentReport::Foreign(std::string_view text) const {
  return anonymizer ? anonymizer->Text(text) : std::string(text);
}

AnomalyEvent IncidentReport::Shown(AnomalyEvent event) const {
  if (!anonymizer) return event;
  // An attack on an account names it, and nothing else.
  const bool is_account = event.category == Category::kAuthFailure && event.uri.empty();
  event.message = is_account && !event.message.empty() ? User(event.message) : Foreign(event.message);
  event.uri = Foreign(event.uri);
  event.networks.clear();
  return event;
}

std::size_t IncidentReport::Clients() const {
  std::set<ClientAddress> clients;
  for (const Incident& incident : incidents) {
    for (const IncidentClient& client : incident.clients) clients.insert(client.address);
  }
  return clients.size();
}

std::size_t IncidentReport::Signs() const {
  return Sum<std::size_t>(incidents, [](const Incident& incident) { return incident.sum.signs_seen; });
}

std::size_t IncidentReport::LikelySigns() const {
  return Sum<std::size_t>(incidents, [](const Incident& incident) { return incident.LikelySigns(); });
}

std::size_t IncidentReport::BlockedClients() const {
  return Sum<std::size_t>(incidents, [](const Incident& incident) { return incident.blocked_clients; });
}

uint64_t IncidentReport::Entries() const {
  return Sum<uint64_t>(incidents, [](const Incident& incident) { return incident.sum.entries; });
}

uint64_t IncidentReport::AfterBlock() const {
  return Sum<uint64_t>(incidents, [](const Incident& incident) { return incident.sum.after_block; });
}

bool IncidentReport::Recorded() const {
  return std::any_of(incidents.begin(), incidents.end(), [](const Incident& incident) {
    return std::any_of(incident.sum.blocks.begin(), incident.sum.blocks.end(),
                       [](const BlockSpan& block) { return block.recorded; });
  });
}

int64_t IncidentReport::BeganUs() const {
  int64_t began = kNoTime;
  for (const Incident& incident : incidents) {
    const int64_t first = incident.sum.first_us;
    if (first != kNoTime && (began == kNoTime || first < began)) began = first;
  }
  return began == kNoTime ? kNoTime : began - kLeadUs;
}

}  // namespace errwatch::cli
