// Those functions of Posting that look at crowds: whom an entry's client has joined, and what follows.
#include <algorithm>

#include "anomaly/networks.h"
#include "model/bucket_tag.h"
#include "model/login_refusal.h"
#include "model/path_shape.h"
#include "store/hash_parts.h"
#include "store/login_name.h"
#include "store/posting.h"
#include "store/suspicion.h"

namespace errwatch::store {
namespace {

// What it costs says whether an entry is a recognised attack, or something that was met too often.
constexpr uint16_t kLeastCostOfAttack = 4;

bool KnowsPassword(const Entry& entry, const Classification& what) {
  if (what.guessed) return entry.guess.secret != 0;
  return TriesCredentials(entry, what) && !TriesNoPassword(entry.log_id);
}

}  // namespace

uint64_t Posting::PrintOf(TargetKind kind, std::string_view text, uint64_t account) const {
  const uint64_t print = HashParts(key_of_hashes_)
                             .Add(uint32_t{static_cast<uint8_t>(kind)})
                             .Add(charge_.scope)
                             .Add(entry_.vhost)
                             .Add(text)
                             .Add(account)
                             .Hash();
  return std::max<uint64_t>(print, 1);
}

// True: it has joined what is an attack by now.
bool Posting::NoteCrowd(CrowdEntry seen, std::string_view text, uint64_t account) {
  seen.client = key_.fingerprint;
  seen.address = client_;
  // One host has as many addresses as it wants in its IPv6 network: of strangers that is one.
  if (!seen.visitor && !client_.is_ipv4())
    seen.client = std::max<uint64_t>(HashParts(key_of_hashes_).Add(NetworkWordOf(client_)).Hash(), 1);
  seen.category = what_.category;
  seen.scope = charge_.scope_index;
  seen.vhost = entry_.vhost;
  seen.text = text;
  seen.print = PrintOf(seen.kind, text, account);
  const std::optional<AnomalyKind> goes_on = crowds_.Note(seen, now_);
  return goes_on && IsAttack(*goes_on);
}

// The server's own, which costs nobody anything: who meets it tells how many it hits.
void Posting::NoteFault() {
  if (entry_.uri.empty()) return;
  CrowdEntry seen;
  seen.kind = TargetKind::kPath;
  seen.visitor = clients_.RecordOf(key_, now_).Known();
  NoteCrowd(seen, PathShape(entry_.uri).view(), 0);
}

// Its targets: the account and the form of a failed log-in; the site that is attacked or loaded; the path of
// what may be the server's fault.
bool Posting::JoinsAttack(const TrackRecord& record, bool weighs) {
  CrowdEntry seen;
  seen.visitor = record.Known();
  seen.weighs = weighs;
  bool joins = false;
  if (what_.category == Category::kAuthFailure) {
    if (KnowsPassword(entry_, what_)) seen.different = hashes_.target;
    // Of an account that stands in a body only its hash is known: the form is shown for it.
    const PathShape form(entry_.uri);
    const uint64_t hashed = entry_.user.empty() ? entry_.guess.account : 0;
    const std::string_view user = hashed != 0 ? form.view() : entry_.user;
    uint64_t account = 0;
    // A line of a log mostly tells of no path: all log-ins of the site are no target.
    if (!entry_.uri.empty()) seen.partner = PrintOf(TargetKind::kLogin, form.view(), 0);
    if (!entry_.user.empty() || hashed != 0) {
      seen.kind = TargetKind::kAccount;
      account = PrintOf(seen.kind, user, hashed);
      joins = NoteCrowd(seen, user, hashed);
    }
    seen.kind = TargetKind::kLogin;
    seen.partner = account;
    if (!entry_.uri.empty()) joins = NoteCrowd(seen, form.view(), 0) || joins;
  } else if (what_.category == Category::kResourceExhaustion) {
    seen.kind = TargetKind::kLoad;
    seen.different = hashes_.shape;
    joins = NoteCrowd(seen, {}, 0);
  } else if (what_.cost >= kLeastCostOfAttack) {
    seen.kind = TargetKind::kSite;
    seen.different = hashes_.shape;
    joins = NoteCrowd(seen, {}, 0);
  } else if (MayBeTheServer(what_.category) && !entry_.uri.empty()) {
    seen.kind = TargetKind::kPath;
    NoteCrowd(seen, PathShape(entry_.uri).view(), 0);
  }
  return joins && weighs && !seen.visitor;
}

// One wrong password is everybody's, and one odd link may be another site's doing: something has to stand
// against the client before. Who asks too often for what is slow may be a visitor like others: a client's own
// part of a limit has to be behind it.
void Posting::PourOfJoiner(RequestLedger& request, uint32_t quanta) {
  const Limit& limit = (*charge_.limits)[what_.category];
  const Limit& any = charge_.limits->any;
  const UnderAttack& under_attack = charge_.under_attack;
  if (under_attack.joiners == Joiners::kTighten) {
    const uint64_t more = uint64_t{quanta} * under_attack.factor;
    return Pour(request, static_cast<uint32_t>(std::min<uint64_t>(more, UINT16_MAX)));
  }
  if (under_attack.joiners == Joiners::kReport) return Pour(request, quanta);
  const bool own = limit.shape.capacity != 0;
  const uint8_t tag = own ? TagOf(what_.category) : kAnyTag;
  const auto before = clients_.Find(key_);
  const bool again = before && WasChargedLately(*before, tag, now_);
  Pour(request, quanta);
  if (!again || outcome_.blocked || request.record.succeeded != 0) return;
  if (what_.category == Category::kResourceExhaustion) {
    const auto client = clients_.Find(key_);
    if (!client || !IsSuspect(*client, *charge_.limits, now_)) return;
  }
  if (!own && any.shape.capacity == 0) return;
  counters_.Add(Counter::kJoinersBlocked);
  const Limit& full = own ? limit : any;
  Overflow(tag, full, full.shape.capacity << kQuantaPerUnitLog2);
}

}  // namespace errwatch::store
