// Those functions of Posting that look at crowds: whom an entry's client has joined, and what follows.
#include <algorithm>

#include "anomaly/networks.h"
#include "model/bucket_tag.h"
#include "model/joined_attack.h"
#include "model/login_refusal.h"
#include "model/path_shape.h"
#include "store/hash_parts.h"
#include "store/login_name.h"
#include "store/posting.h"
#include "store/suspicion.h"
#include "store/target_print.h"

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
  return TargetPrint(key_of_hashes_, kind, charge_.scope, entry_.vhost, text, account);
}

// The attack that it has joined, if it is one by now.
std::optional<AnomalyKind> Posting::NoteCrowd(CrowdEntry seen, std::string_view text) {
  seen.client = key_.fingerprint;
  seen.address = client_;
  // One host has as many addresses as it wants in its IPv6 network: of strangers that is one.
  if (!seen.visitor && !client_.is_ipv4())
    seen.client = std::max<uint64_t>(HashParts(key_of_hashes_).Add(NetworkWordOf(client_)).Hash(), 1);
  seen.category = what_.category;
  seen.scope = charge_.scope_index;
  seen.vhost = entry_.vhost;
  seen.text = text;
  const std::optional<AnomalyKind> goes_on = crowds_.Note(seen, now_);
  return goes_on && IsAttack(*goes_on) ? goes_on : std::nullopt;
}

// The server's own, which costs nobody anything: who meets it tells how many it hits.
void Posting::NoteFault() {
  if (entry_.uri.empty()) return;
  CrowdEntry seen;
  seen.visitor = clients_.RecordOf(key_, now_).Known();
  NoteFaultOf(seen);
}

void Posting::NoteFaultOf(CrowdEntry seen) {
  const PathShape shape(entry_.uri);
  seen.kind = TargetKind::kPath;
  seen.is_path = true;
  seen.print = PrintOf(seen.kind, shape.view(), 0);
  NoteCrowd(seen, shape.view());
}

// Its targets: the account and the form of a failed log-in; the site that is attacked or loaded; the path of
// what may be the server's fault.
void Posting::NoteTargets(const TrackRecord& record, bool weighs) {
  CrowdEntry seen;
  seen.visitor = record.Known();
  seen.weighs = weighs;
  std::array<uint64_t, 2> targets{};
  std::optional<AnomalyKind> joins;
  uint64_t joined = 0;
  const auto note = [&](std::size_t at, std::string_view text) {
    targets[at] = seen.print;
    const std::optional<AnomalyKind> goes_on = NoteCrowd(seen, text);
    if (joins || !goes_on) return;
    joins = goes_on;
    joined = seen.print;
  };
  if (what_.category == Category::kAuthFailure) {
    if (KnowsPassword(entry_, what_)) seen.different = hashes_.target;
    // Of an account that stands in a body only its hash is known: the form is shown for it.
    const PathShape form(entry_.uri);
    const uint64_t hashed = entry_.user.empty() ? entry_.guess.account : 0;
    const std::string_view user = hashed != 0 ? form.view() : entry_.user;
    // A line of a log mostly tells of no path: all log-ins of the site are no target.
    const uint64_t login = entry_.uri.empty() ? 0 : PrintOf(TargetKind::kLogin, form.view(), 0);
    const bool named = !entry_.user.empty() || hashed != 0;
    const uint64_t account = named ? PrintOf(TargetKind::kAccount, user, hashed) : 0;
    if (named) {
      seen.kind = TargetKind::kAccount;
      seen.print = account;
      seen.partner = login;
      seen.is_path = hashed != 0;
      note(0, user);
    }
    if (login != 0) {
      seen.kind = TargetKind::kLogin;
      seen.print = login;
      seen.partner = account;
      seen.is_path = true;
      note(1, form.view());
    }
  } else if (what_.category == Category::kResourceExhaustion || what_.cost >= kLeastCostOfAttack) {
    const bool load = what_.category == Category::kResourceExhaustion;
    seen.kind = load ? TargetKind::kLoad : TargetKind::kSite;
    seen.print = PrintOf(seen.kind, {}, 0);
    seen.different = hashes_.shape;
    note(0, {});
  } else if (MayBeTheServer(what_.category) && !entry_.uri.empty()) {
    NoteFaultOf(seen);
  }
  if (!weighs || seen.visitor) return;
  outcome_.targets = targets;
  outcome_.joins = joins;
  outcome_.joined_target = joined;
}

// One wrong password is everybody's, and one odd link may be another site's doing: something has to stand
// against the client before, else it weighs as ever.
void Posting::PourOfJoiner(RequestLedger& request, uint32_t quanta) {
  const Limit& limit = (*charge_.limits)[what_.category];
  const uint8_t tag = limit.shape.capacity != 0 ? TagOf(what_.category) : kAnyTag;
  const UnderAttack& terms = charge_.under_attack;
  const auto before = terms.joiners == Joiners::kReport ? std::optional<ClientView>() : clients_.Find(key_);
  if (!before || !WasChargedLately(*before, tag, now_)) return Pour(request, quanta);
  if (terms.joiners == Joiners::kTighten) {
    pays_for_joining_ = true;
    const uint64_t more = uint64_t{quanta} * terms.factor;
    return Pour(request, static_cast<uint32_t>(std::min<uint64_t>(more, UINT16_MAX)));
  }
  Pour(request, quanta);
  if (!outcome_.blocked && request.record.succeeded == 0) BlockJoiner(tag);
}

// Who asks too often for what is slow may be a visitor like others: a client's own part of a limit has to be
// behind it.
void Posting::BlockJoiner(uint8_t tag) {
  const Limit* limit = LimitOf(tag, *charge_.limits);
  if (limit == nullptr || limit->shape.capacity == 0) return;
  const std::optional<ClientView> client = clients_.Find(key_);
  if (!client) return;
  if (what_.category == Category::kResourceExhaustion && !IsSuspect(*client, *charge_.limits, now_)) return;
  counters_.Add(Counter::kJoinersBlocked);
  pays_for_joining_ = true;
  Overflow(tag, *limit, LevelOf(*client, tag, limit->shape, now_));
}

}  // namespace errwatch::store
