#include "pages/take_snapshot.h"

#include <algorithm>
#include <tuple>

#include "base/time_text.h"
#include "base/version.h"
#include "model/bucket_tag.h"
#include "model/client_range.h"
#include "model/tag_name.h"
#include "model/unnamed_proxy.h"
#include "pages/block_effect.h"
#include "pages/crowd_view.h"
#include "pages/leading_clients.h"
#include "pages/range_rows.h"
#include "pages/share_view.h"
#include "pages/snapshot_warnings.h"
#include "pages/take_incident.h"
#include "pages/timeline_view.h"
#include "pages/top_targets.h"
#include "store/incident_code.h"

namespace errwatch::store {
namespace {

double ShareOf(const ScoreView& score) { return score.capacity == 0 ? 0 : score.score / score.capacity; }

std::optional<ScoreView> ScoreOf(const Bucket& bucket, const Limits& limits, Tick now) {
  const Limit* limit = LimitOf(bucket.tag, limits);
  if (limit == nullptr) return std::nullopt;
  const Bucket leaked = Leaked(bucket, limit->shape, now);
  if (leaked.level == 0) return std::nullopt;
  return ScoreView{std::string(TagName(bucket.tag)), static_cast<double>(leaked.level) / kQuantaPerUnit,
                   limit->shape.capacity};
}

std::vector<ScoreView> ScoresOf(const ClientView& client, const Limits& limits, Tick now) {
  std::vector<ScoreView> scores;
  const auto add = [&](const Bucket& bucket) {
    if (auto score = ScoreOf(bucket, limits, now)) scores.push_back(std::move(*score));
  };
  add(client.any);
  for (const Bucket& bucket : client.buckets) add(bucket);
  std::stable_sort(scores.begin(), scores.end(),
                   [](const ScoreView& a, const ScoreView& b) { return ShareOf(a) > ShareOf(b); });
  return scores;
}

struct Standing {
  double share = 0;  // the highest that one of its scores has of its limit
  bool has_score = false;
};

Standing StandingOf(const ClientView& client, const Limits& limits, Tick now) {
  Standing standing;
  const auto consider = [&](const Bucket& bucket) {
    const Limit* limit = LimitOf(bucket.tag, limits);
    if (limit == nullptr) return;
    const double level = Leaked(bucket, limit->shape, now).level;
    standing.has_score = standing.has_score || level != 0;
    if (limit->shape.capacity != 0) standing.share = std::max(standing.share, level / limit->shape.capacity);
  };
  consider(client.any);
  for (const Bucket& bucket : client.buckets) consider(bucket);
  return standing;
}

Rank RankOf(const ClientView& client, const BlockEffect& effect, double share, ClientOrder order) {
  Rank rank;
  rank.seen = client.last_seen.value;
  if (effect.lasts()) rank.block = effect.denied ? 2 : 1;
  if (order == ClientOrder::kDenials) rank.share = client.denials;
  if (order == ClientOrder::kEntries) rank.share = client.entries;
  if (order == ClientOrder::kUsual && rank.block == 0) rank.share = share;
  return rank;
}

void Count(const BlockEffect& effect, uint32_t& denied, Snapshot& snapshot) {
  denied += effect.denied;
  snapshot.would_be_denied += effect.would_be_denied;
  snapshot.not_denied += effect.not_denied != NotDenied::kDoesNotApply;
}

// Of one scope: with the mode of the server and its allow list.
BlockEffect EffectOf(const SegmentReader& segment, const BlockWord& block, const ClientAddress& client,
                     uint8_t scope, const SnapshotOptions& options, Tick now) {
  if (!block.Active(now)) return {};
  const bool allowed = segment.listed().Allows(client, now) ||
                       (options.is_allowed && options.is_allowed(client, segment.ScopeName(scope)));
  return EffectOf(block, segment.EnginesOf(scope), allowed, now);
}

bool LastsLonger(const ClientRow& a, const ClientRow& b) {
  return std::tie(b.blocked_until, a.address.address, a.range_bits) <
         std::tie(a.blocked_until, b.address.address, b.range_bits);
}

// The one that lasts longest first.
void FillRanges(const SegmentReader& segment, const SnapshotOptions& options, Tick now, Snapshot& snapshot) {
  std::vector<ClientRow>& rows = snapshot.clients;
  const auto add = [&](ClientRow row, const BlockWord& block, uint8_t scope) {
    const BlockEffect effect = EffectOf(block, segment.EnginesOf(scope), false, now);
    Count(effect, snapshot.blocked_ranges, snapshot);
    if (IsListed(options, effect.denied, effect.would_be_denied, row.last_seen))
      rows.push_back(std::move(row));
  };
  segment.ranges().ForEachBlocked(
      now, [&](const RangeView& range) { add(RowOf(segment, range, now), range.block, range.scope); });
  segment.listed().ForEach(now, [&](const ListedView& listed) {
    if (listed.kind == ListKind::kBlocked) add(RowOf(segment, listed, now), BlockOf(listed), listed.scope);
  });
  snapshot.listed += static_cast<uint32_t>(rows.size());
  std::sort(rows.begin(), rows.end(), LastsLonger);
  rows.resize(std::min(rows.size(), options.clients));
}

void FillAllowed(const SegmentReader& segment, const SnapshotOptions& options, Tick now, Snapshot& snapshot) {
  segment.listed().ForEach(now, [&](const ListedView& listed) {
    if (listed.kind != ListKind::kAllowed) return;
    ++snapshot.allowed_ranges;
    snapshot.allowed.push_back(AllowedRowOf(segment, listed));
  });
  std::sort(snapshot.allowed.begin(), snapshot.allowed.end(), [](const AllowedRow& a, const AllowedRow& b) {
    return std::tie(b.until, a.address.address, a.range_bits) <
           std::tie(a.until, b.address.address, b.range_bits);
  });
  snapshot.allowed.resize(std::min(snapshot.allowed.size(), options.allowed));
}

void FillClients(const SegmentReader& segment, const Limits& limits, const SnapshotOptions& options, Tick now,
                 Snapshot& snapshot) {
  std::unordered_set<Fingerprint> joiners;
  if (options.listed == Listed::kJoined) joiners = JoinersOf(segment.stories());
  Leaders leaders(options.clients - std::min(options.clients, snapshot.clients.size()));
  segment.clients().ForEach([&](const ClientView& client) {
    if (!client.HasEvidence()) {
      ++snapshot.table_visitors;
      return;
    }
    ++snapshot.table_clients;
    const BlockEffect effect = EffectOf(segment, client.block, client.address, client.scope, options, now);
    Count(effect, snapshot.blocked_clients, snapshot);
    const Standing standing = StandingOf(client, limits, now);
    if (!effect.lasts()) ++(standing.has_score ? snapshot.scored_clients : snapshot.quiet_clients);
    const bool joins = joiners.contains(client.fingerprint);
    if (!IsListed(options, effect.denied, effect.would_be_denied, client.last_seen, joins)) return;
    ++snapshot.listed;
    leaders.Offer(RankOf(client, effect, standing.share, options.order), client);
  });
  snapshot.table_capacity = segment.clients().capacity();
  leaders.ForEachHighestFirst([&](const ClientView& client) {
    snapshot.clients.push_back(RowOf(segment, client, limits, options, now));
  });
}

// Newest first; single entries are for the event log. Looks at each slot once, whatever the head claims.
void FillIncidents(const SegmentReader& segment, const SnapshotOptions& options, Snapshot& snapshot) {
  const IncidentRingReader ring = segment.incidents();
  const uint64_t head = ring.head();
  for (uint64_t back = 1; back <= segment.geometry().incidents && back <= head; ++back) {
    const bool full = snapshot.incidents.size() >= options.incidents;
    if (full && snapshot.anomalies.size() >= options.anomalies) return;
    const auto record = ring.Read(head - back);
    if (!record || record->incident.kind == IncidentKind::kEntry) continue;
    const bool is_anomaly = record->incident.anomaly && snapshot.anomalies.size() < options.anomalies;
    if (is_anomaly) snapshot.anomalies.push_back(RowOf(segment, *record, options.rule_name));
    if (!full) snapshot.incidents.push_back(RowOf(segment, *record, options.rule_name));
  }
}

void FillTargets(const SegmentReader& segment, std::size_t most, Snapshot& snapshot) {
  if (most == 0) return;
  TopTargets targets;
  segment.stories().ForEach(
      [&targets](Fingerprint client, const Story& story) { targets.Add(client, story); });
  const IncidentRingReader ring = segment.incidents();
  const uint64_t head = ring.head();
  for (uint64_t back = 1; back <= segment.geometry().incidents && back <= head; ++back) {
    const auto record = ring.Read(head - back);
    if (!record || record->incident.client.empty()) continue;
    const Incident& incident = record->incident;
    const uint64_t scope = ScopeHash(segment.ScopeName(incident.scope));
    targets.Add(segment.clients().KeyOf(incident.client, scope).fingerprint, incident);
  }
  snapshot.targets = targets.Rows(most);
}

void FillCounters(const SegmentReader& segment, Snapshot& snapshot) {
  const CountersReader counters = segment.counters();
  for (std::size_t i = 0; i < kCounterCount; ++i) {
    const auto counter = static_cast<Counter>(i);
    const CounterInfo& info = Info(counter);
    snapshot.counters.push_back({std::string(info.name), std::string(info.text), counters.Sum(counter)});
  }
  for (uint8_t i = 0; i < kCategoryCount; ++i) {
    const auto category = static_cast<Category>(i);
    const CategoryInfo& info = errwatch::Info(category);
    snapshot.categories.push_back(
        {std::string(info.name), std::string(info.text), counters.SumCategory(category)});
  }
}

void FillRules(const SegmentReader& segment, const SnapshotOptions& options, Snapshot& snapshot) {
  for (const RuleHits& hits : segment.rules().List()) {
    RuleHitsRow row;
    row.id = hits.rule;
    row.hits = hits.hits;
    row.last_hit = hits.last_hit;
    if (options.rule_name) row.name = options.rule_name(hits.rule);
    snapshot.rules.push_back(std::move(row));
  }
}

void FillEventLogs(const SegmentReader& segment, Snapshot& snapshot) {
  for (const EventLogState& log : segment.event_logs().All())
    snapshot.event_logs.push_back(
        {log.name, log.written, log.dropped, TextOf(log.reason, log.error), log.last_drop});
}

void FillProxies(const SegmentReader& segment, Language language, Tick now, Snapshot& snapshot) {
  for (const ClientAddress& proxy : segment.near_peers().Proxies(now)) {
    const std::string address = proxy.ToString();
    snapshot.warnings.push_back(UnnamedProxyAdvice(address, language));
    snapshot.unnamed_proxies.push_back(address);
  }
  for (const ClientAddress& proxy : segment.proxy_peers().Proxies(now))
    snapshot.proxies.push_back(proxy.ToString());
}

}  // namespace

bool IsListed(const SnapshotOptions& options, bool denied, bool would_be_denied, Tick last_seen, bool joins) {
  if (last_seen < options.seen_since) return false;
  switch (options.listed) {
    case Listed::kAll:
      return true;
    case Listed::kDenied:
      return denied;
    case Listed::kWouldBeDenied:
      return would_be_denied;
    case Listed::kJoined:
      return joins;
  }
  return true;
}

std::vector<ModeRow> ModesOf(const SegmentReader& segment) {
  std::vector<ModeRow> modes;
  for (uint8_t scope = 0; scope < kScopeNames; ++scope) {
    const EnginesInUse engines = segment.EnginesOf(scope);
    // A name that is left from another configuration has none.
    if (engines.known()) modes.push_back({segment.ScopeName(scope), engines});
  }
  return modes;
}

ClientRow RowOf(const SegmentReader& segment, const ClientView& client, const Limits& limits,
                const SnapshotOptions& options, Tick now) {
  ClientRow row;
  row.address = {client.address, segment.prefix()};
  row.scope = segment.ScopeName(client.scope);
  const bool active = client.block.Active(now);
  SetEffect(EffectOf(segment, client.block, client.address, client.scope, options, now), row);
  row.by_hand = client.block.by_hand;
  row.foreign_only = active && client.block.foreign_only;
  if (active) {
    row.blocked_until = client.block.until;
    row.incident = CodeOf(segment.hash_key(), client.address, client.block.until).data();
  }
  if (client.block.until != Tick())
    row.reason = ReasonName(client.block.reason, client.block.by_hand, ByHand::kWords);
  row.strikes = client.block.strikes;
  row.last_seen = client.last_seen;
  row.last_rule = client.last_rule;
  row.entries = client.entries;
  row.denials = client.denials;
  row.scores = ScoresOf(client, limits, now);
  row.joined = JoinedBy(segment.stories(), client.fingerprint);
  return row;
}

Snapshot TakeSnapshot(const SegmentReader& segment, const Limits& limits, const SnapshotOptions& options,
                      Tick now) {
  Snapshot snapshot;
  snapshot.version = kVersion;
  snapshot.now = now;
  snapshot.started = segment.created();
  snapshot.order = options.order;
  snapshot.modes = ModesOf(segment);
  FillCounters(segment, snapshot);
  snapshot.minutes = ViewOf(segment.timeline(), TimeStep::kMinute, now);
  snapshot.hours = ViewOf(segment.timeline(), TimeStep::kHour, now);
  FillRanges(segment, options, now, snapshot);
  FillAllowed(segment, options, now, snapshot);
  FillClients(segment, limits, options, now, snapshot);
  FillIncidents(segment, options, snapshot);
  FillTargets(segment, options.targets, snapshot);
  FillRules(segment, options, snapshot);
  FillEventLogs(segment, snapshot);
  snapshot.share = segment.share().AsOf(now);
  snapshot.crowds = CrowdsOf(segment, now);
  AddCrowds(options.language, snapshot);
  AddWarnings(segment.counters(), options.language, snapshot);
  for (std::string& warning : ShareWarnings(snapshot.share, now, options.language))
    snapshot.warnings.push_back(std::move(warning));
  FillProxies(segment, options.language, now, snapshot);
  return snapshot;
}

}  // namespace errwatch::store
