#include "store/success.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "model/bucket_tag.h"
#include "model/failed_names.h"
#include "model/judgement.h"
#include "store/accounting.h"
#include "store/incident_text.h"
#include "store/login_name.h"

namespace errwatch::store {
namespace {

void ReportTakeover(Segment& segment, const Entry& entry, std::string_view name, const ClientAddress& client,
                    const Charge& charge, uint32_t failures, Tick now) noexcept {
  Incident incident;
  incident.kind = IncidentKind::kTakeover;
  incident.category = Category::kAuthFailure;
  incident.scope = charge.scope_index;
  incident.score = failures;
  incident.status = entry.status;
  incident.time = now;
  incident.client = client;
  incident.vhost = entry.vhost;
  incident.method = entry.method;
  const ShortText<kTargetBytes> path = TargetOf(entry.uri, {});
  incident.uri = path.view();
  incident.message = name;
  incident.request_log_id = entry.request_log_id;
  incident.unique_id = entry.unique_id;
  segment.incidents().Append(incident);
  segment.counters().Add(Counter::kIncidents);
  segment.counters().Add(Counter::kTakeovers);
}

void TellForgiven(Segment& segment, const Entry& entry, const ClientKey& key, uint32_t failures,
                  Tick now) noexcept {
  const ShortText<kTargetBytes> path = TargetOf(entry.uri, {});
  StoryEvent event;
  event.kind = StoryKind::kForgiven;
  event.category = Category::kAuthFailure;
  event.flags = kStoryAnswered;
  event.count = failures;
  event.status = entry.status;
  event.time = now;
  event.method = entry.method;
  event.vhost = entry.vhost;
  event.uri = path.view();
  segment.stories().TellMore(key.fingerprint, event);
}

uint32_t Forgive(Segment& segment, const Entry& entry, const ClientKey& key, const Charge& charge,
                 uint32_t name, uint32_t most, std::string_view shown, Tick now) noexcept {
  ClientTable clients = segment.clients();
  const uint32_t failures = clients.ForgiveName(key, name, TagOf(Category::kAuthFailure),
                                                (*charge.limits)[Category::kAuthFailure].shape, now, most,
                                                ForeignShape(*charge.limits));
  if (failures != 0) {
    segment.counters().Add(Counter::kForgiven);
    TellForgiven(segment, entry, key, failures, now);
  }
  if (failures >= kTakeoverFailures)
    ReportTakeover(segment, entry, shown, key.address, charge, failures, now);
  return failures;
}

}  // namespace

uint32_t ForgivePassed(Segment& segment, const Entry& entry, const ClientAddress& client,
                       const Charge& charge, Tick now) noexcept {
  const std::optional<uint32_t> form = PassedFormOf(entry, segment.hash_key());
  if (!form) return 0;
  const ClientKey key = segment.clients().KeyOf(client, charge.scope);
  return Forgive(segment, entry, key, charge, *form, kForgivenByForm, entry.uri, now);
}

uint32_t AccountSuccess(Segment& segment, const Entry& entry, const ClientAddress& client,
                        const Charge& charge, Tick now) noexcept {
  ClientTable clients = segment.clients();
  const ClientKey key = clients.KeyOf(client, charge.scope);
  const std::optional<TrackRecord> record = clients.NoteSuccess(key, charge.scope_index, now);
  ClientRangeTable ranges = segment.ranges();
  ranges.NoteSeen(key, now);
  if ((record && record->Good()) || entry.authenticated) ranges.NoteGood(key, now);
  AccountClaim(segment, entry, client, charge, now);
  uint32_t failures = 0;
  if (entry.authenticated && !entry.user.empty())
    failures = Forgive(segment, entry, key, charge, NameHash(entry.user, entry.vhost, segment.hash_key()),
                       kMostFailures, entry.user, now);
  return std::max(failures, ForgivePassed(segment, entry, client, charge, now));
}

}  // namespace errwatch::store
