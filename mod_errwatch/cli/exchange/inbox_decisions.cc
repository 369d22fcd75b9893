// Those functions of Inbox that adopt what other hosts decided.
#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>

#include "cli/exchange/inbox.h"
#include "cli/server/handled_client.h"
#include "cli/server/let_in.h"
#include "model/bucket_tag.h"
#include "store/end_of_block.h"

namespace errwatch::cli {
namespace {

using store::ShareCount;

// Of a clock that runs ahead no more than that is believed.
constexpr Milliseconds kLongestDecision{400LL * 24 * 3600 * 1000};
// Of one host in a day; all together four times that.
constexpr uint32_t kMostRangesOfHost = 512, kMostByHandOfHost = 16'000;

}  // namespace

// Each is counted, also where there was nobody to let in. Whom it let in is to be in the log.
void Inbox::CountLetIn(const std::vector<HandledClient>& freed, uint64_t head, bool is_sparing) {
  if (server_.segment().incidents().head() != head) weighty_.push_back(head);
  if (!freed.empty() || !is_sparing) Count(ShareCount::kLetIn, std::max<uint64_t>(freed.size(), 1));
}

// What was blocked after that moment is spared by what lets in.
StaysBlocked Inbox::BlockedSince(Tick time) const {
  return [this, time](const ClientAddress& address, uint8_t range_bits, uint8_t scope) {
    return decisions_.IsBlockedSince(server_.segment().ScopeName(scope), {address, range_bits}, time);
  };
}

// Where the client was not blocked it begins anew, too, as there.
void Inbox::LetInBy(const BlockTarget& target, const Change& change, const std::string& host, Tick now) {
  store::Segment& segment = server_.segment();
  bool is_sparing = false;
  const StaysBlocked since = BlockedSince(change.time);
  const auto stays = [&](const ClientAddress& address, uint8_t range_bits, uint8_t scope) {
    const bool is_later = since(address, range_bits, scope);
    is_sparing = is_sparing || is_later;
    return is_later;
  };
  // What it did here until now is not given any more.
  if (!target.is_range()) decisions_.NoteHeard({target.address, 0}, segment.journal().head());
  const uint64_t head = segment.incidents().head();
  const std::vector<HandledClient> freed = LetInAsElsewhere(segment, target, now, "on " + host, stays);
  CountLetIn(freed, head, is_sparing);
}

void Inbox::LetInAll(const Change& change, const std::string& host, Tick now) {
  if (!IsOfNow(change, now) || !HasLeft(ranges_, kMostRangesOfHost, host, now) ||
      !decisions_.Note(change.kind, change.scope, {}, change.time))
    return Count(ShareCount::kRefused);
  store::Segment& segment = server_.segment();
  decisions_.NoteAllHeard(segment.journal().head());
  const uint64_t head = segment.incidents().head();
  CountLetIn(LetEverybodyInAsElsewhere(segment, now, "on " + host, BlockedSince(change.time)), head, false);
}

// Also where it is over, or was ended: what was decided before that end is over.
void Inbox::Allow(const Change& change, const BlockTarget& target, const std::string& host, bool stands,
                  Tick now) {
  const Tick until = std::min(change.until, After(now, kLongestDecision));
  store::Segment& segment = server_.segment();
  const std::string text = "on " + host;
  const store::ListedRange range{store::ListKind::kAllowed, target.address, target.bits(), 0, 0};
  const bool entered = stands && segment.listed().Enter(range, until, text, now);
  const Tick end = decisions_.AllowedUntil({target.address, target.range_bits});
  const uint64_t head = segment.incidents().head();
  const std::vector<HandledClient> freed =
      LetInAllOfAsElsewhere(segment, target, now, text, BlockedSince(end));
  if (!entered && freed.empty()) return Count(ShareCount::kRefused);
  CountLetIn(freed, head, false);
  if (!entered) return;
  store::Incident incident =
      IncidentByHand(IncidentKind::kAllowed, target.address, target.range_bits, 0, now);
  incident.until = until;
  incident.message = text;
  weighty_.push_back(segment.incidents().Append(incident));
}

void Inbox::Disallow(const BlockTarget& target, const std::string& host, Tick now) {
  store::Segment& segment = server_.segment();
  const std::string text = "on " + host;
  segment.listed().EndIf(
      [&](const store::ListedView& view) {
        return view.kind == store::ListKind::kAllowed && view.address == target.address &&
               view.bits == target.bits();
      },
      now,
      [&](const store::ListedView& view) {
        store::Incident incident =
            IncidentByHand(IncidentKind::kDisallowed, view.address, target.range_bits, view.scope, now);
        incident.message = text;
        weighty_.push_back(segment.incidents().Append(incident));
      });
}

// A host that is stolen would have its traces overwritten before they are in the log, by thousands of blocks
// behind them. Nobody takes incidents where httpd has neither requests nor mod_watchdog: so not for ever.
void Inbox::WaitForLog() {
  store::Segment& segment = server_.segment();
  const store::IncidentRing incidents = segment.incidents();
  constexpr int kMostLooks = 200;
  for (int look = 0; !weighty_.empty() && !segment.journal().IsClosed(); ++look) {
    if (!incidents.IsUntaken(weighty_.front())) {
      weighty_.pop_front();
    } else if (!incidents.IsAtRisk(weighty_.front())) {
      return;
    } else if (look < kMostLooks) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    } else {
      weighty_.clear();
    }
  }
}

// The list and the table are this host's own, and no other is to fill them, nor all others together, whatever
// they call themselves; so much is given in a day. An honest group comes to no part of it.
bool Inbox::HasLeft(Share& share, uint32_t most_of_host, const std::string& host, Tick now) {
  constexpr uint64_t kDay = 24 * 3600 * 100;  // ticks
  constexpr uint32_t kHostsAtTheirMost = 4;
  const BucketShape of_host{most_of_host, kDay}, of_all{most_of_host * kHostsAtTheirMost, kDay};
  if (share.of_hosts.size() > store::kOtherHostRows) share.of_hosts.clear();
  Bucket& host_level = share.of_hosts[host];
  host_level = Leaked(host_level, of_host, now);
  share.of_all = Leaked(share.of_all, of_all, now);
  const auto is_full = [](const Bucket& bucket, const BucketShape& shape) {
    return bucket.level + kQuantaPerUnit > shape.capacity * kQuantaPerUnit;
  };
  if (is_full(host_level, of_host) || is_full(share.of_all, of_all)) return false;
  host_level.level += kQuantaPerUnit;
  share.of_all.level += kQuantaPerUnit;
  return true;
}

bool Inbox::HasPlaceFor(const Change& change, const BlockTarget& target, const std::string& host, Tick now) {
  const bool is_listed = change.kind == store::JournalKind::kAllow ||
                         (change.kind == store::JournalKind::kBlock && target.is_range());
  if (is_listed) return HasLeft(ranges_, kMostRangesOfHost, host, now);
  if (change.kind != store::JournalKind::kBlock || change.tag != 0) return true;
  const uint32_t part_of_table = std::min(server_.segment().clients().capacity() / 16, kMostByHandOfHost);
  return HasLeft(by_hand_, part_of_table, host, now);
}

bool Inbox::BlocksHere(const Change& change) const {
  const ScopeLimits& limits = limits_.Of(change.scope);
  const Limit* const own = LimitOf(change.tag, limits.limits);
  return own != nullptr && own->shape.capacity != 0 && BlockLength(limits.block, *own, 0).count() != 0;
}

void Inbox::Block(const Change& change, const BlockTarget& target, uint8_t scope, const std::string& host,
                  Tick now) {
  const Tick until = std::min(change.until, After(now, kLongestDecision));
  if (!guard_) guard_.emplace(server_, now);  // it looks at the machine
  if (IsNeverDenied(target, change.scope, now) || guard_->AgainstBlocking(target, change.scope))
    return Count(ShareCount::kRefused);
  // What a limit here does not block for is not blocked for here. Ranges are by hand alone.
  if (change.tag != 0 && (target.is_range() || !BlocksHere(change))) return Count(ShareCount::kRefused);
  const std::string text = "on " + host;
  store::Segment& segment = server_.segment();
  const uint64_t hash = store::ScopeHash(change.scope);
  if (change.tag != 0) {
    const ScopeLimits& limits = limits_.Of(change.scope);
    Limit limit = *LimitOf(change.tag, limits.limits);
    limit.block = DurationOf(TicksSince(now, until));
    BlockPolicy as_long = limits.block;
    as_long.factor = 1;  // as long as there
    const store::ClientKey key = segment.clients().KeyOf(target.address, hash);
    if (!segment.clients().Insert(key, scope, now)) return Count(ShareCount::kRefused);
    return BlockClient(key, scope, change, limit, as_long, 0, "as decided " + text, now);
  }
  const bool entered =
      target.is_range()
          ? segment.listed().Enter(
                {store::ListKind::kBlocked, target.address, target.range_bits, hash, scope}, until, text, now)
          : segment.clients().BlockByHand(segment.clients().KeyOf(target.address, hash), scope, until, now);
  if (!entered) return Count(ShareCount::kRefused);
  if (target.is_range())
    segment.counters().Add(store::Counter::kBlockedByHand);  // of others the table counts
  store::Incident incident =
      IncidentByHand(IncidentKind::kBlockedByHand, target.address, target.range_bits, scope, now);
  incident.until = until;
  incident.message = text;
  segment.incidents().Append(incident);
  Count(ShareCount::kBlocked);
}

// The block before this one ran out, and no sweep has come by since.
void Inbox::TellEnd(const store::ClientKey& key, uint8_t scope, const store::BlockWord& ended, Tick now) {
  store::Segment& segment = server_.segment();
  segment.counters().Add(store::Counter::kExpired);
  if (ended.detection_only) return;
  segment.incidents().Append(store::EndOfBlock(key.address, scope, ended, now));
  segment.stories().TellMore(key.fingerprint, store::StoryOfEnd(ended, now));
}

void Inbox::BlockClient(const store::ClientKey& key, uint8_t scope, const Change& why, const Limit& limit,
                        const BlockPolicy& policy, uint32_t level, const std::string& text, Tick now) {
  store::Segment& segment = server_.segment();
  if (BlockLength(policy, limit, 0).count() == 0) return;  // such a limit only tells
  store::BlockKind kind;
  kind.detection_only = segment.EnginesOf(scope).DetectAtMost();
  kind.at_peer = why.at_peer;
  store::BlockWord block, ended;
  if (segment.clients().Block(key, why.tag, limit, policy, kind, now, &block, &ended) !=
      store::BlockChange::kOpened)
    return;
  if (ended.until.value != 0) TellEnd(key, scope, ended, now);
  store::Incident incident;
  incident.kind = kind.detection_only ? IncidentKind::kDetection : IncidentKind::kBlock;
  incident.category = CategoryOfTag(why.tag).value_or(Category::kBenign);
  incident.limit = why.tag;
  incident.scope = scope;
  incident.strikes = block.strikes;
  incident.score = (level + kQuantaPerUnit - 1) / kQuantaPerUnit;
  // 0: its limit was reached there, and nobody here knows how far.
  incident.capacity = level == 0 ? 0 : limit.shape.capacity;
  incident.time = now;
  incident.until = block.until;
  incident.client = key.address;
  incident.message = text;
  segment.incidents().Append(incident);
  segment.counters().Add(store::Counter::kIncidents);
  const store::Counter counter = kind.detection_only ? store::Counter::kDetections : store::Counter::kBlocks;
  segment.counters().Add(counter);
  segment.timeline().Note(counter, now);
  Count(ShareCount::kBlocked);
}

}  // namespace errwatch::cli
