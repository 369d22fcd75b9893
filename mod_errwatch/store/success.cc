#include "store/success.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "model/bucket_tag.h"
#include "model/failed_names.h"
#include "model/joined_attack.h"
#include "model/judgement.h"
#include "model/path_shape.h"
#include "store/accounting.h"
#include "store/incident_text.h"
#include "store/login_name.h"
#include "store/target_print.h"

namespace errwatch::store {
namespace {

void ReportTakeover(Segment& segment, const Entry& entry, std::string_view name, const ClientAddress& client,
                    const Charge& charge, uint32_t failures, std::optional<AnomalyKind> attack,
                    Tick now) noexcept {
  Incident incident;
  if (attack) incident.joined = JoinedAttack{*attack, charge.under_attack};
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

// As whom somebody logged in, or by which form.
struct Name {
  uint32_t hash = 0;     // that its failures are noted for
  uint32_t most = 0;     // how many of them it forgives
  uint64_t account = 0;  // print of the target; 0: which account it is nobody knows
  std::string_view shown;
};

// Many share an attack at the account that was logged in as. Who is known here and made no mistake is told of
// apart: mostly that is its owner's everyday, and it must not use up what is told of others.
std::optional<AnomalyKind> AttackAt(Segment& segment, const ClientKey& key, const Charge& charge,
                                    uint64_t account, bool failed, Tick now) noexcept {
  if (!charge.anomalies || account == 0) return std::nullopt;
  const bool known = !failed && segment.clients().RecordOf(key, now).Known();
  return segment.crowds().TakeLogIn(account, key.fingerprint, known);
}

uint32_t Forgive(Segment& segment, const Entry& entry, const ClientKey& key, const Charge& charge,
                 const Name& name, Tick now) noexcept {
  ClientTable clients = segment.clients();
  const uint32_t failures = clients.ForgiveName(key, name.hash, TagOf(Category::kAuthFailure),
                                                (*charge.limits)[Category::kAuthFailure].shape, now,
                                                name.most, ForeignShape(*charge.limits));
  if (failures != 0) {
    segment.counters().Add(Counter::kForgiven);
    segment.journal().Note({JournalKind::kForgive,
                            charge.scope_index,
                            TagOf(Category::kAuthFailure),
                            0,
                            std::min(failures, name.most) * kQuantaPerUnit,
                            now,
                            {},
                            key.address});
    TellForgiven(segment, entry, key, failures, now);
  }
  const std::optional<AnomalyKind> attack = AttackAt(segment, key, charge, name.account, failures != 0, now);
  if (failures >= kTakeoverFailures || attack)
    ReportTakeover(segment, entry, name.shown, key.address, charge, failures, attack, now);
  return failures;
}

}  // namespace

uint32_t ForgivePassed(Segment& segment, const Entry& entry, const ClientAddress& client,
                       const Charge& charge, Tick now) noexcept {
  const std::optional<uint32_t> form = PassedFormOf(entry, segment.hash_key());
  if (!form) return 0;
  const ClientKey key = segment.clients().KeyOf(client, charge.scope);
  Name name{*form, kForgivenByForm, 0, entry.uri};
  // A page that is the answer may say that the password was wrong, and it may be another form's.
  if (entry.guess.account != 0 && entry.status >= 300)
    name.account = TargetPrint(segment.hash_key(), TargetKind::kAccount, charge.scope, entry.vhost,
                               PathShape(entry.uri).view(), entry.guess.account);
  return Forgive(segment, entry, key, charge, name, now);
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
  if (entry.authenticated && !entry.user.empty()) {
    const HashKey& hash_key = segment.hash_key();
    const uint64_t account =
        TargetPrint(hash_key, TargetKind::kAccount, charge.scope, entry.vhost, entry.user);
    failures =
        Forgive(segment, entry, key, charge,
                {NameHash(entry.user, entry.vhost, hash_key), kMostFailures, account, entry.user}, now);
  }
  return std::max(failures, ForgivePassed(segment, entry, client, charge, now));
}

}  // namespace errwatch::store
