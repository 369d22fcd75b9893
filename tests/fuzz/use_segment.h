// What every process does with shared memory, whoever may have written it: all of it is read and used, and
// what is shown is in range.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/visible_text.h"
#include "model/bucket_tag.h"
#include "model/failed_names.h"
#include "store/accounting.h"
#include "store/segment.h"

namespace errwatch::store {

inline void Require(bool condition) {
  if (!condition) std::abort();
}

inline constexpr Geometry kGeometry{2, 16, 16, 16};
inline constexpr Tick kNow{100'000'000};

inline void CheckClient(const ClientView& view) {
  Require(view.scope < kScopeNames && view.last_seen.value <= kMaxTick && view.block.until.value <= kMaxTick);
  Require(view.block.strikes <= kMaxStrikes && view.block.reason <= 31);
  Require(view.any.tag == 0 || view.any.tag == kAnyTag);
  for (const Bucket& bucket : view.buckets)
    Require(bucket.tag <= kCategoryCount && bucket.level <= kMaxLevel);
}

inline void CheckIncident(const IncidentRecord& record) {
  const Incident& incident = record.incident;
  Require(static_cast<uint8_t>(incident.kind) < kIncidentKindCount);
  Require(static_cast<uint8_t>(incident.category) <= kCategoryCount && incident.scope < kScopeNames);
  Require(!incident.found || static_cast<int>(*incident.found) < kTargetCount);
  for (const std::string_view text :
       {incident.vhost, incident.method, incident.field, incident.excerpt, incident.uri, incident.message}) {
    Require(text.data() >= record.text.data() &&
            text.data() + text.size() <= record.text.data() + record.text.size());
  }
}

inline ClientAddress Client(uint8_t number) {
  const uint8_t bytes[4] = {192, 0, 2, number};
  return ClientAddress::FromIpv4(bytes);
}

inline void UseClients(ClientTable table) {
  for (uint8_t number = 0; number < 24; ++number) {
    const ClientKey key = table.KeyOf(Client(number), 7);
    table.Pour(key, static_cast<uint8_t>(1 + number % kCategoryCount), 3, {5, 1000}, kNow);
    table.Pour(key, kAnyTag, 3, {5, 1000}, kNow);
    table.Touch(key, 1, number, kNow);
    table.CountDenial(key, kNow);
    const BlockKind kind{number % 2 == 0, number % 3 == 0, number % 9 == 0, number % 15 == 0};
    table.Block(key, 1, Limit{{5, 1000}, Milliseconds(-1)}, BlockPolicy{}, kind, kNow, nullptr);
    if (table.BlockByHand(key, 0, {kNow.value + 5}, kNow)) Require(table.FindBlock(key)->Active(kNow));
    if (const auto view = table.Find(key)) CheckClient(*view);
    OwnClasses own;
    table.NoteTarget(key, number, uint64_t{number} << 32, number % 2 == 0, &own, kNow);
    const TrackRecord record = table.NoteFailure(key, kNow);
    Require(record.succeeded <= TrackRecord::kMostSucceeded && record.failed <= TrackRecord::kMostFailed);
    table.NoteSuccess(key, number, kNow);
    table.NoteFailedName(key, 1 + number, kNow);
    Require(table.ForgiveName(key, 1 + number, 1, {5, 1000}, kNow) <= kMostFailures);
    if (number % 3 == 0) table.Unblock(key, kNow);
  }
  uint32_t clients = 0;
  table.ForEach([&](const ClientView& view) {
    ++clients;
    CheckClient(view);
  });
  Require(clients <= table.capacity());
  table.SweepExpired(1, 100, {kNow.value + 100}, CheckClient);
}

inline void UseRing(IncidentRing ring) {
  const uint64_t head = ring.head();
  for (uint64_t ticket = head - 20; ticket != head + 20; ++ticket) {
    if (const auto record = ring.Read(ticket)) CheckIncident(*record);
  }
  uint64_t lost = 0;
  for (uint64_t i = 0; i < 100; ++i) {
    if (const auto record = ring.TakeNext({kNow.value + i * 1000}, &lost)) CheckIncident(*record);
    ring.Append(Incident{});
  }
}

inline void UseProxyPeers(ProxyPeers peers) {
  for (uint8_t i = 0; i < 30; ++i) {
    const Tick now{kNow.value + i * uint64_t{3000}};
    peers.NoteForwarded(Client(1), Client(i), now);
    peers.NoteOwn(Client(i), now);
    peers.TakeShield(Client(i), now);
    peers.StandingOf(Client(i), now);
  }
  peers.Contains(Client(2));
  Require(peers.Proxies(kNow).size() <= kProxyPeers);
  peers.Forget(Client(1));
}

inline void CheckRange(const RangeView& view) {
  Require(view.scope < kScopeNames && view.bits <= 127 && view.parts <= kRangeParts);
  Require(view.block.strikes == 0 && !view.block.foreign_only);
}

inline void UseRanges(Segment& segment) {
  ClientRangeTable ranges = segment.ranges();
  for (uint32_t number = 0; number < 80; ++number) {
    const ClientAddress address = ClientAddress::FromWords(0x20010DB8'00000000 + number, 0);
    const ClientKey key = segment.clients().KeyOf(number % 5 == 0 ? Client(1) : address, 7);
    BlockWord block;
    block.until = {kNow.value + 1000};
    block.detection_only = number % 7 == 0;
    ClientRangeTable::Opened opened;
    const std::size_t count = ranges.NoteBlocked(key, 1, block, block.until, kNow, opened);
    Require(count <= opened.size());
    ranges.NoteSeen(key, kNow);
    ranges.CountDenial(key, kNow);
    segment.FindBlock(key, kNow);
    if (number % 40 == 39) ranges.Unblock(key, kNow, CheckRange);
  }
  ranges.ForEachBlocked(kNow, CheckRange);
  ranges.SweepExpired(1, 100, {kNow.value + 2000}, CheckRange);
}

inline void CheckListed(const ListedView& view) {
  Require(view.scope < kScopeNames && view.bits >= 1 && view.bits <= (view.address.is_ipv4() ? 32 : 127));
  Require(view.reason.size() <= kListedReasonBytes && FirstOf(view.address, view.bits) == view.address);
}

inline void UseListed(Segment& segment) {
  ListedRanges listed = segment.listed();
  for (uint8_t number = 1; number <= 60; ++number) {
    ListedRange range;
    range.kind = number % 3 == 0 ? ListKind::kAllowed : ListKind::kBlocked;
    range.bits = number % 32 + 1U;
    range.address = FirstOf(Client(number), range.bits);
    range.scope = range.kind == ListKind::kAllowed ? 0 : 7;
    const Tick until{kNow.value + 1000};
    const bool entered = listed.Enter(range, until, "a reason", kNow);
    // A length that the memory does not tell of is told by who enters.
    if (entered && range.kind == ListKind::kAllowed) Require(listed.Allows(Client(number), kNow));
    const ClientKey key = segment.clients().KeyOf(Client(number), 7);
    // What is less than a client is not blocked as a range (RangeBits).
    const bool is_range = range.bits <= segment.prefix().ipv4;
    if (entered && is_range && range.kind == ListKind::kBlocked)
      Require(listed.FindBlock(key, kNow).has_value());
    segment.CountDenialOfRange(key, kNow);
  }
  listed.ForEach(kNow, CheckListed);
  listed.SweepExpired({kNow.value + 2000}, CheckListed);
  listed.EndIf([](const ListedView&) { return true; }, kNow, CheckListed);
  bool any = false;
  listed.ForEach(kNow, [&](const ListedView&) { any = true; });
  Require(!any);
}

inline void CheckStory(const std::optional<Story>& story) {
  if (!story) return;
  Require(story->records.size() <= kStoryRecords);
  for (const StoryRecord& record : story->records) {
    const StoryEvent& event = record.event;
    Require(event.kind <= kLastStoredKind && event.time.value <= kMaxTick && event.until.value <= kMaxTick);
    Require(static_cast<uint8_t>(event.category) <= kCategoryCount && event.status < 1024);
    for (const std::string_view text : {event.method, event.vhost, event.uri})
      Require(text.empty() || (text.data() >= record.text.data() &&
                               text.data() + text.size() <= record.text.data() + record.text.size()));
  }
}

inline void UseStories(Segment& segment) {
  ClientStories stories = segment.stories();
  for (uint8_t number = 0; number < 40; ++number) {
    const Fingerprint client = segment.clients().KeyOf(Client(number), 7).fingerprint;
    StoryEvent event;
    event.uri = "/index.html";
    event.time = kNow;
    event.kind = static_cast<StoryKind>(number % (static_cast<uint8_t>(kLastStoredKind) + 1));
    event.until = {kNow.value + number};
    stories.Answer(client, stories.Tell(client, event), 200);
    stories.Answer(client, number, 404);
    stories.CountDenial(client, kNow);
    CheckStory(stories.Find(client));
  }
}

// As a terminal or a page may have it: what stands in the memory may be letters of any language.
inline bool IsShown(const std::string& text) { return MaskedText(text) == text; }

inline void CheckBaselines(const BaselinesReader& baselines) {
  for (const KnownBaseline& known : baselines.List(kNow)) Require(IsShown(known.vhost));
}

inline void CheckCrowds(const CrowdRowsReader& crowds) {
  for (const KnownCrowd& crowd : crowds.List(kNow)) {
    Require(crowd.scope < kScopeNames && crowd.text.size() <= kShownTextBytes);
    Require(IsShown(crowd.vhost) && IsShown(crowd.text));
  }
}

inline void CheckMessageTemplates(const TemplateRowsReader& rows) {
  for (const KnownTemplate& known : rows.List()) {
    Require(known.id != 0 && known.first <= known.last && known.last.value <= kMaxTick);
    Require(static_cast<int>(known.level) < kLevelCount && known.text.size() <= kTemplateTextBytes);
    Require(IsShown(known.text));
  }
}

inline void CheckTimeline(const TimelineReader& timeline) {
  for (const TimeStep step : {TimeStep::kMinute, TimeStep::kHour}) {
    for (const Counter counter : kTimedCounters)
      Require(timeline.CountsOf(counter, step, kNow).size() == Info(step).cells);
    for (uint8_t category = 0; category < kCategoryCount; ++category) {
      for (const uint64_t count : timeline.CountsOf(static_cast<Category>(category), step, kNow))
        Require(count < uint64_t{1} << 36);
    }
  }
}

// As the command line does with a mapping for reading only.
inline void ReadAll(const SegmentReader& segment) {
  segment.clients().ForEach(CheckClient);
  segment.ranges().ForEachBlocked(kNow, CheckRange);
  segment.listed().ForEach(kNow, CheckListed);
  Require(segment.proxy_peers().Proxies(kNow).size() <= kProxyPeers);
  for (uint64_t ticket = 0; ticket < 20; ++ticket) {
    if (const auto record = segment.incidents().Read(ticket)) CheckIncident(*record);
  }
  for (uint8_t number = 0; number < 40; ++number)
    CheckStory(segment.stories().Find(segment.clients().KeyOf(Client(number), 7).fingerprint));
  Require(segment.rules().List().size() <= segment.geometry().rules);
  CheckTimeline(segment.timeline());
  CheckMessageTemplates(segment.message_templates());
  CheckCrowds(segment.crowds());
  CheckBaselines(segment.baselines());
}

inline void UseCrowds(CrowdRows crowds) {
  for (uint64_t client = 1; client <= 30; ++client) {
    CrowdEntry entry;
    entry.kind = static_cast<TargetKind>(client % kTargetKindCount);
    entry.print = client % 7 + 1;
    entry.client = client << 40;
    entry.different = client;
    entry.address = Client(static_cast<uint8_t>(client));
    crowds.Note(entry, kNow);
  }
  Require(crowds.TakeNews(kNow).size() <= kCrowdRows);
  CheckCrowds(crowds);
}

inline void UseBaselines(Baselines baselines) {
  for (TemplateId kind = 1; kind <= 20; ++kind) baselines.Note(kind, "a.example", kind, kNow);
  Require(baselines.Judge(After(kNow, kSlotTime)).size() <= 2 * kBaselineRows);
  CheckBaselines(baselines);
}

inline void UseAll(Segment& segment) {
  UseClients(segment.clients());
  UseRing(segment.incidents());
  segment.rules().Hit(3, kNow);
  segment.rules().ClaimIncident(3, 100, kNow);
  Require(segment.rules().List().size() <= segment.geometry().rules);
  for (uint64_t client = 0; client < 30; ++client)
    segment.templates().Note(client % 3, client, client % 2 == 0, kNow);
  for (LogId id = 1; id <= 30; ++id)
    segment.message_templates().Note(id, id, "AH00128: File does not exist: /a", Level::kInfo, kNow);
  CheckMessageTemplates(segment.message_templates());
  UseCrowds(segment.crowds());
  UseBaselines(segment.baselines());
  UseProxyPeers(segment.proxy_peers());
  UseListed(segment);
  UseRanges(segment);
  UseStories(segment);
  for (std::size_t i = 0; i < kCounterCount; ++i) segment.counters().Sum(static_cast<Counter>(i));
  for (const Counter counter : kTimedCounters) segment.timeline().Note(counter, kNow);
  CheckTimeline(segment.timeline());
  Require(segment.RegisterScope("shop") < kScopeNames);
  for (int i = 0; i < 256; ++i) Require(segment.ScopeName(static_cast<uint8_t>(i)).size() <= kScopeNameBytes);

  const Limits& limits = DefaultLimits();
  const BlockPolicy policy;
  const Charge charge{&limits, &policy, 7, 0, false, true};
  Entry entry;
  entry.uri = "/index.html";
  Classification what;
  what.rule = what.rules[0] = 5;
  what.rule_count = 1;
  for (uint8_t category = 0; category <= kCategoryCount; ++category) {
    what.category = static_cast<Category>(category);
    what.cost = category;
    Account(segment, entry, what, Client(category), charge, nullptr, kNow);
  }
}

}  // namespace errwatch::store
