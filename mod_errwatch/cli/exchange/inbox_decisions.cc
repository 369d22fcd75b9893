// Those functions of Inbox that adopt what other hosts decided.
#include <algorithm>
#include <optional>

#include "cli/exchange/inbox.h"
#include "cli/server/handled_client.h"
#include "cli/server/let_in.h"
#include "model/bucket_tag.h"

namespace errwatch::cli {
namespace {

using store::ShareCount;

// Of a clock that runs ahead no more than that is believed.
constexpr Milliseconds kLongestDecision{400LL * 24 * 3600 * 1000};

}  // namespace

void Inbox::LetInOf(const BlockTarget& target, const Change& change, const std::string& host, Tick now) {
  store::Segment& segment = server_.segment();
  if (!target.is_range()) {
    const store::ClientKey key = segment.clients().KeyOf(target.address, store::ScopeHash(change.scope));
    const std::optional<store::HeldBlock> held = segment.FindBlock(key, now);
    // Where it was not blocked it begins anew, too, as there. Letting in looks at the whole table.
    if (!held || !held->word.Active(now)) return void(segment.clients().Unblock(key, now));
  }
  Count(ShareCount::kLetIn, LetIn(segment, target, now, "on " + host).size());
}

void Inbox::Allow(const Change& change, const BlockTarget& target, const std::string& host, Tick now) {
  const Tick until = std::min(change.until, After(now, kLongestDecision));
  store::Segment& segment = server_.segment();
  const std::string text = "on " + host;
  const store::ListedRange range{store::ListKind::kAllowed, target.address, target.bits(), 0, 0};
  if (AgainstWidth(target) || !HasRangesLeft(host) || !segment.listed().Enter(range, until, text, now))
    return Count(ShareCount::kRefused);
  store::Incident incident =
      IncidentByHand(IncidentKind::kAllowed, target.address, target.range_bits, 0, now);
  incident.until = until;
  incident.message = text;
  segment.incidents().Append(incident);
  LetInAllOf(segment, target, now, text);
  Count(ShareCount::kLetIn);
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
        segment.incidents().Append(incident);
      });
}

// The list is this host's own, and no other is to fill it.
bool Inbox::HasRangesLeft(const std::string& host) {
  constexpr uint32_t kMostOfHost = 512;
  uint32_t& ranges = ranges_[host];
  return ranges < kMostOfHost && ++ranges != 0;
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
  if (target.is_range() && !HasRangesLeft(host)) return Count(ShareCount::kRefused);
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
  store::Incident incident =
      IncidentByHand(IncidentKind::kBlockedByHand, target.address, target.range_bits, scope, now);
  incident.until = until;
  incident.message = text;
  segment.incidents().Append(incident);
  Count(ShareCount::kBlocked);
}

void Inbox::BlockClient(const store::ClientKey& key, uint8_t scope, const Change& why, const Limit& limit,
                        const BlockPolicy& policy, uint32_t level, const std::string& text, Tick now) {
  store::Segment& segment = server_.segment();
  if (BlockLength(policy, limit, 0).count() == 0) return;  // such a limit only tells
  store::BlockKind kind;
  kind.detection_only = segment.EnginesOf(scope).DetectAtMost();
  kind.at_peer = why.at_peer;
  store::BlockWord block;
  if (segment.clients().Block(key, why.tag, limit, policy, kind, now, &block) != store::BlockChange::kOpened)
    return;
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
  segment.counters().Add(kind.detection_only ? store::Counter::kDetections : store::Counter::kBlocks);
  Count(ShareCount::kBlocked);
}

}  // namespace errwatch::cli
