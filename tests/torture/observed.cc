#include "torture/observed.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <set>

#include "store/near_peers.h"
#include "store/segment.h"
#include "store/segment_offsets.h"
#include "unit/memory_region.h"

namespace errwatch::torture {
namespace {

using namespace store;

void Require(bool condition) {
  if (!condition) std::abort();
}

std::string Hex(uint64_t number) {
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4) text += "0123456789abcdef"[number >> shift & 15];
  return text;
}
uint64_t Bits(const SharedWord& word) {
  return static_cast<uint64_t>(std::popcount(word.load(std::memory_order_relaxed)));
}
uint64_t Load(const SharedWord& word) { return word.load(std::memory_order_relaxed); }

void ObserveCounters(const SegmentReader& segment, Tick now, Observed& out) {
  for (std::size_t i = 0; i < kCounterCount; ++i) {
    const auto counter = static_cast<Counter>(i);
    out["counter:" + std::string(Info(counter).name)] = segment.counters().Sum(counter);
  }
  const auto sum = [&](const std::vector<uint64_t>& counts) {
    uint64_t all = 0;
    for (const uint64_t count : counts) all += count;
    return all;
  };
  for (const TimeStep step : {TimeStep::kMinute, TimeStep::kHour}) {
    const std::string name = step == TimeStep::kMinute ? "minutes:" : "hours:";
    for (const Counter counter : kTimedCounters)
      out[name + std::string(Info(counter).name)] = sum(segment.timeline().CountsOf(counter, step, now));
    for (uint8_t i = 0; i < kCategoryCount; ++i)
      out[name + std::to_string(i)] = sum(segment.timeline().CountsOf(static_cast<Category>(i), step, now));
  }
  for (uint8_t i = 0; i < kCategoryCount; ++i)
    out["category:" + std::to_string(i)] = segment.counters().SumCategory(static_cast<Category>(i));
}

void ObserveClients(const SegmentReader& segment, Tick now, Observed& out) {
  std::set<Fingerprint> shown;
  segment.clients().ForEach([&](const ClientView& view) {
    Require(shown.insert(view.fingerprint).second && view.scope < kScopeNames);
    const std::string name = "client:" + Hex(view.fingerprint) + ":";
    out[name + "known"] = 1;
    out[name + "until"] = view.block.Active(now) ? view.block.until.value : 0;
    out[name + "strikes"] = view.block.strikes;
    out[name + "by hand"] = view.block.by_hand;
    out[name + "entries"] = view.entries;
    out[name + "denials"] = view.denials;
    out[name + "any"] = view.any.level;
    for (const Bucket& bucket : view.buckets) {
      if (bucket.tag == 0) continue;
      uint64_t& level = out[name + "tag " + std::to_string(bucket.tag)];
      Require(level == 0);  // a category has one bucket
      level = bucket.level;
    }
  });
}

void ObserveSets(const std::byte* base, const Geometry& geometry, Tick now, Observed& out) {
  const Offsets at = OffsetsOf(geometry);
  const Set* sets = At<const Set>(base, at.sets);
  for (uint32_t i = 0; i < geometry.sets * kWays; ++i) {
    const Set& set = sets[i / kWays];
    const uint64_t owner = Load(set.fingerprints[i % kWays]) << 8 >> 8;
    const ClientWords& client = set.clients[i % kWays];
    if (owner == 0) continue;
    out["shown:" + Hex(owner) + ":shapes"] = Bits(client.shapes);
    out["shown:" + Hex(owner) + ":targets"] = Bits(client.targets);
  }
  for (uint32_t i = 0; i < RangeSets(geometry); ++i) {
    const RangeSet& set = At<const RangeSet>(base, at.ranges)[i];
    for (uint32_t row = 0; row < kWays; ++row) {
      if (Load(set.prints[row]) == 0) continue;
      const std::string name = "row of range:" + Hex(Load(set.prints[row])) + ":";
      for (const SharedWord& word : set.ranges[row].blocked) out[name + "blocked"] += Bits(word);
      for (const SharedWord& word : set.ranges[row].seen) out[name + "seen"] += Bits(word);
    }
  }
  for (uint32_t i = 0; i < geometry.templates; ++i) {
    const TemplateWords& row = At<const TemplateWords>(base, at.templates)[i];
    if (Load(row.key) != 0)
      out["template:" + Hex(Load(row.key))] =
          TicksSince({Load(row.window)}, now) < Templates::kWindow ? Bits(row.clients) : 0;
  }
  for (uint32_t i = 0; i < kProxyPeers; ++i) {
    const ProxyPeerWords& row = At<const ProxyPeerWords>(base, at.peers)[i];
    if (Load(row.print) != 0)
      out["peer:" + Hex(Load(row.print))] = FirstIn(OfThisHour(Load(row.counts), now));
  }
  for (uint32_t i = 0; i < kNearPeers; ++i) {
    const NearPeerWords& row = At<const NearPeerWords>(base, at.near)[i];
    if (Load(row.print) != 0)
      out["near:" + Hex(Load(row.print))] = FirstIn(OfThisHour(Load(row.counts), now));
  }
}

void ObserveRanges(const SegmentReader& segment, Tick now, Observed& out) {
  segment.ranges().ForEachBlocked(now, [&](const RangeView& view) {
    Require(view.scope < kScopeNames && view.bits <= 127 && view.parts <= kRangeParts);
    const std::string name = "range:" + view.address.ToString() + "/" + std::to_string(view.bits) + ":";
    out[name + "until"] = view.block.until.value;
    out[name + "denials"] = view.denials;
  });
  segment.listed().ForEach(now, [&](const ListedView& view) {
    const std::string name = "listed:" + view.address.ToString() + "/" + std::to_string(view.bits) +
                             (view.kind == ListKind::kAllowed ? ":allowed:" : ":blocked:");
    out[name + "until"] = std::max(out[name + "until"], view.until.value);  // it may be there twice
    out[name + "denials"] += view.denials;
  });
}

void ObserveQueue(Segment& segment, IncidentQueue queue, const std::string& name, Tick now, Observed& out) {
  uint64_t lost = 0;
  Tick waited = now;
  for (int round = 0; round < 40; ++round) {
    if (const auto record = segment.incidents().TakeNext(waited, &lost, queue)) {
      Require(static_cast<uint8_t>(record->incident.kind) < kIncidentKindCount);
      ++out[name + ":whole"];
      ++out[name + ":kind " + std::to_string(static_cast<int>(record->incident.kind))];
    }
    waited = {waited.value + IncidentRing::kWriterGrace + 1};
  }
  Require(!segment.incidents().HasUntaken(queue));
  out[name + ":lost"] = lost;
}

void ObserveRecords(Segment& segment, Tick now, Observed& out) {
  for (uint64_t ticket = 0; ticket < segment.incidents().head(); ++ticket)
    out["incidents:whole"] += segment.incidents().Read(ticket).has_value();
  ObserveQueue(segment, {}, "messages", now, out);
  const std::vector<EventLogState> logs = segment.event_logs().All();
  for (uint32_t i = 0; i < logs.size(); ++i) {
    out["event log " + std::to_string(i) + ":written"] = logs[i].written;
    out["event log " + std::to_string(i) + ":dropped"] = logs[i].dropped;
    ObserveQueue(segment, IncidentQueue::OfEventLog(i), "event log " + std::to_string(i), now, out);
  }
  const JournalReader journal = segment.journal();
  for (uint64_t ticket = journal.oldest(); ticket < journal.head(); ++ticket) {
    if (const auto entry = journal.Read(ticket)) {
      ++out["journal:whole"];
      out["journal:quanta"] += entry->quanta;
      out["journal:given"] += journal.GivenIn(ticket) != 0;
    }
  }
  out["journal:claimed"] = journal.claimed();
  out["journal:acknowledged"] = journal.acknowledged();
  segment.stories().ForEach([&](Fingerprint client, const Story& story) {
    Require(story.records.size() <= kStoryRecords);
    const std::string name = "story:" + Hex(client) + ":";
    out[name + "records"] = story.records.size();
    out[name + "denials"] = story.denials;
    for (const StoryRecord& record : story.records) out[name + "answered"] += record.event.status != 0;
  });
}

void ObserveTables(Segment& segment, Tick now, Observed& out) {
  for (const RuleHits& rule : segment.rules().List()) out["rule:" + std::to_string(rule.rule)] += rule.hits;
  for (const KnownTemplate& known : segment.message_templates().List()) {
    out["message:" + std::to_string(known.id)] = known.count;
    out["message:" + std::to_string(known.id) + ":text"] = !known.text.empty();
  }
  for (const KnownBaseline& known : segment.baselines().List(now))
    out["baseline:" + std::to_string(known.kind) + " of " + known.vhost] += known.count;
  segment.crowds().TakeNews(now);
  for (const KnownCrowd& crowd : segment.crowds().List(now)) {
    out["crowd:" + crowd.vhost + ":" + crowd.text + ":known"] += 1;
  }
  if (const auto model = segment.learning_models().Find(5)) {
    const LearntCounts counts = model->counts();
    out["model:requests"] = counts.requests;
    out["model:saved"] = model->saved().value;
  }
  out["proxies"] = segment.proxy_peers().Proxies(now).size();
  out["near proxies"] = segment.near_peers().Proxies(now).size();
  out["crawlers"] = segment.crawler_claims().Verified(now).size();
  const ShareStatus share = segment.share().All();
  out["share:peers"] = share.peers.size();
  out["share:told"] = share.told.value;
  out["scopes"] = static_cast<uint64_t>(!segment.ScopeName(0).empty()) + !segment.ScopeName(1).empty();
}

}  // namespace

Observed Observe(std::span<const std::byte> memory, Tick now) {
  static MemoryRegion copy(memory.size());
  Require(copy.bytes().size() == memory.size());
  std::memcpy(copy.bytes().data(), memory.data(), memory.size());
  Result<Segment> attached = Segment::Attach(copy.bytes());
  Require(attached.ok());
  Segment& segment = attached.value();
  Observed out;
  ObserveCounters(segment, now, out);
  ObserveClients(segment, now, out);
  ObserveSets(copy.bytes().data(), segment.geometry(), now, out);
  ObserveRanges(segment, now, out);
  ObserveRecords(segment, now, out);
  ObserveTables(segment, now, out);
  return out;
}

namespace {

uint64_t In(const Observed& numbers, const std::string& name) {
  const auto found = numbers.find(name);
  return found == numbers.end() ? 0 : found->second;
}

bool HasPart(std::string_view name, std::string_view parts) {
  while (!parts.empty()) {
    const std::size_t end = std::min(parts.find('|'), parts.size());
    if (name.find(parts.substr(0, end)) != std::string_view::npos) return true;
    parts.remove_prefix(std::min(end + 1, parts.size()));
  }
  return false;
}

// There or not.
constexpr std::string_view kStates = ":known|:until|:by hand|:text|strikes|proxies|crawlers|scopes|share:";
// A record that is not whole is lost, and so is the older one in whose place it lies.
constexpr std::string_view kRecords = "messages:|event log|incidents:|journal:|:records|:answered";

}  // namespace

Bounds BoundsOf(const Observed& first, const Observed& second, const Observed* before) {
  std::set<std::string> names;
  for (const Observed* one : {&first, &second, before == nullptr ? &first : before})
    for (const auto& [name, number] : *one) names.insert(name);
  Bounds bounds;
  for (const std::string& name : names) {
    const uint64_t a = In(first, name), b = In(second, name);
    auto& [least, most] = bounds[name];
    least = std::min(a, b);
    most = std::max(a, b);
    if (HasPart(name, kStates)) continue;
    if (before != nullptr) {
      const uint64_t was = In(*before, name), added = a > was ? a - was : was - a;
      least -= std::min(least, added);
      most += added;
    }
    if (!HasPart(name, kRecords)) continue;
    least -= std::min<uint64_t>(least, 1);
    ++most;
  }
  return bounds;
}

std::string OutsideOf(const Observed& found, const Bounds& bounds, std::string_view but) {
  const auto tell = [](const std::string& name, uint64_t number, uint64_t least, uint64_t most) {
    return name + " is " + std::to_string(number) + ", not " + std::to_string(least) +
           (least == most ? "" : " to " + std::to_string(most));
  };
  for (const auto& [name, bound] : bounds) {
    const uint64_t number = In(found, name);
    if ((number < bound.first || number > bound.second) && !HasPart(name, but))
      return tell(name, number, bound.first, bound.second);
  }
  for (const auto& [name, number] : found) {
    if (!bounds.contains(name) && number > (HasPart(name, kRecords) ? 1U : 0U) && !HasPart(name, but))
      return tell(name, number, 0, 0);
  }
  return {};
}

}  // namespace errwatch::torture
