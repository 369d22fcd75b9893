#include "store/segment.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "store/segment_offsets.h"

namespace errwatch::store {
namespace {

constexpr bool IsRowCount(uint32_t rows) {
  return std::has_single_bit(rows) && rows >= kMinRows && rows <= kMaxRows;
}

// The part of the header that never changes, in private memory.
struct FixedHeader {
  std::array<char, 8> magic;
  uint32_t layout_version;
  uint32_t header_bytes;
  Geometry geometry;
  HashKey hash_key;
  ClientPrefix prefix;
  std::array<uint8_t, 6> reserved;
  uint64_t created;
};
static_assert(sizeof(FixedHeader) == offsetof(Header, ring), "copied as bytes");
static_assert(offsetof(FixedHeader, created) == offsetof(Header, created), "copied as bytes");

// Names the first thing that does not fit; empty when all does.
std::string WhatDoesNotFit(const FixedHeader& header, std::size_t region_bytes) {
  if (header.magic != kMagic) return "it does not begin with the signature of a state file";
  if (header.layout_version != kLayoutVersion) {
    return "its layout version is " + std::to_string(header.layout_version) + ", this program's is " +
           std::to_string(kLayoutVersion);
  }
  if (header.header_bytes != sizeof(Header))
    return "its header has " + std::to_string(header.header_bytes) + " bytes";
  if (!IsValid(header.geometry)) return "its table sizes are impossible";
  if (RegionBytes(header.geometry) > region_bytes) {
    return "it should have " + std::to_string(RegionBytes(header.geometry)) + " bytes and has " +
           std::to_string(region_bytes);
  }
  if (!header.prefix.IsPossible()) return "its client prefix is impossible";
  return "";
}

std::string WhatIsWrongWith(std::span<const std::byte> region) {
  if (region.size() < sizeof(Header)) return "it has only " + std::to_string(region.size()) + " bytes";
  if (reinterpret_cast<std::uintptr_t>(region.data()) % 64 != 0) return "it is not aligned to 64 bytes";
  return "";
}

// Word by word, so that no compiler reads any of it a second time where the copy is used.
FixedHeader LoadFixedHeader(const std::byte* region) {
  std::array<uint64_t, sizeof(FixedHeader) / sizeof(uint64_t)> copy;
  const auto* words = At<SharedWord>(region, 0);
  // relaxed: written before anybody else saw it; what is there now says nothing about other memory
  for (std::size_t i = 0; i < copy.size(); ++i) copy[i] = words[i].load(std::memory_order_relaxed);
  return std::bit_cast<FixedHeader>(copy);
}

}  // namespace

Geometry GeometryFor(uint32_t clients) {
  const uint64_t sets = std::bit_ceil((uint64_t{clients} + kWays - 1) / kWays);
  Geometry geometry;
  geometry.sets = static_cast<uint32_t>(std::min<uint64_t>(sets, kMaxSets));
  geometry.incidents = 4096;  // also what the event log can be behind
  geometry.rules = 4096;
  geometry.templates = 4096;
  return geometry;
}

bool IsValid(const Geometry& geometry) {
  return std::has_single_bit(geometry.sets) && geometry.sets <= kMaxSets && IsRowCount(geometry.incidents) &&
         IsRowCount(geometry.rules) && IsRowCount(geometry.templates);
}

std::size_t RegionBytes(const Geometry& geometry) { return OffsetsOf(geometry).end; }

Result<Segment> Segment::Format(std::span<std::byte> region, const Geometry& geometry, const HashKey& key,
                                ClientPrefix prefix, Tick now) {
  if (std::string wrong = WhatIsWrongWith(region); !wrong.empty()) return Error{wrong};
  FixedHeader header{};
  header.magic = kMagic;
  header.layout_version = kLayoutVersion;
  header.header_bytes = sizeof(Header);
  header.geometry = geometry;
  header.hash_key = key;
  header.prefix = prefix;
  header.created = now.value & kMaxTick;
  if (std::string misfit = WhatDoesNotFit(header, region.size()); !misfit.empty()) return Error{misfit};
  std::memcpy(region.data(), &header, sizeof header);
  return Attach(region);
}

Result<Segment> Segment::Attach(std::span<std::byte> region) {
  Result<SegmentReader> reader = SegmentReader::Attach(region);
  if (!reader) return reader.failure();
  return Segment(reader.value(), region.data());
}

Result<SegmentReader> SegmentReader::Attach(std::span<const std::byte> region) {
  if (std::string wrong = WhatIsWrongWith(region); !wrong.empty()) return Error{wrong};
  // One copy is checked and used: the region may change meanwhile.
  const FixedHeader header = LoadFixedHeader(region.data());
  if (std::string misfit = WhatDoesNotFit(header, region.size()); !misfit.empty()) return Error{misfit};
  SegmentReader segment;
  segment.base_ = region.data();
  segment.geometry_ = header.geometry;
  segment.parts_ = OffsetsOf(header.geometry);
  segment.key_ = header.hash_key;
  segment.prefix_ = header.prefix;
  segment.created_ = {header.created & kMaxTick};
  return segment;
}

ClientTableReader SegmentReader::clients() const {
  return ClientTableReader(At<Set>(base_, parts_.sets), geometry_, key_, prefix_);
}
CountersReader SegmentReader::counters() const {
  return CountersReader(At<CounterStripe>(base_, parts_.counters));
}
EventLogsReader SegmentReader::event_logs() const { return EventLogsReader(&At<Header>(base_, 0)->ring); }

IncidentRingReader SegmentReader::incidents() const {
  return IncidentRingReader(At<IncidentSlot>(base_, parts_.incidents), geometry_.incidents,
                            &At<Header>(base_, 0)->ring);
}
RuleStatsReader SegmentReader::rules() const {
  return RuleStatsReader(At<RuleWords>(base_, parts_.rules), geometry_.rules);
}
ProxyPeersReader SegmentReader::proxy_peers() const {
  return ProxyPeersReader(At<ProxyPeerWords>(base_, parts_.peers), key_);
}

CrawlerClaimsReader SegmentReader::crawler_claims() const {
  return CrawlerClaimsReader(At<ClaimWords>(base_, parts_.claims), key_, prefix_);
}

NearPeersReader SegmentReader::near_peers() const {
  return NearPeersReader(At<NearPeerWords>(base_, parts_.near), key_);
}

TimelineReader SegmentReader::timeline() const {
  return TimelineReader(At<TimelineWords>(base_, parts_.timeline));
}

BaselinesReader SegmentReader::baselines() const {
  return BaselinesReader(At<BaselineTable>(base_, parts_.baselines));
}

ShareReader SegmentReader::share() const { return ShareReader(At<ShareWords>(base_, parts_.share)); }

JournalReader SegmentReader::journal() const {
  return JournalReader(At<JournalWords>(base_, parts_.journal));
}

CrowdRowsReader SegmentReader::crowds() const {
  return CrowdRowsReader(At<CrowdWords>(base_, parts_.crowds));
}

TemplateRowsReader SegmentReader::message_templates() const {
  return TemplateRowsReader(At<TemplateSet>(base_, parts_.message_templates));
}

LearningModelsReader SegmentReader::learning_models() const {
  return LearningModelsReader(*At<ModelTable>(base_, parts_.models));
}

ClientRangesReader SegmentReader::ranges() const {
  return ClientRangesReader({At<RangeSet>(base_, parts_.ranges), RangeSets(geometry_)},
                            &At<Header>(base_, 0)->ranges, key_, prefix_);
}

ListedRangesReader SegmentReader::listed() const {
  return ListedRangesReader(At<ListedSet>(base_, parts_.listed), At<Header>(base_, 0)->listed.data(), key_);
}

ClientStoriesReader SegmentReader::stories() const {
  return ClientStoriesReader({At<StorySet>(base_, parts_.stories), StorySets(geometry_)});
}

std::optional<HeldBlock> SegmentReader::FindBlock(const ClientKey& key, Tick now) const noexcept {
  const std::optional<BlockWord> own = clients().FindBlock(key);
  const bool denied = own && own->Active(now) && !own->detection_only && !own->foreign_only;
  if (!denied || !own->by_hand) {
    const std::optional<BlockOfRange> of_range = FindRangeBlock(key, now);
    // What denies goes before what only detects, and what an administrator said before all.
    const bool stands = own && own->Active(now) && !own->detection_only;
    const bool goes_first = of_range && (denied ? of_range->by_hand : !(of_range->detection_only && stands));
    if (goes_first) return HeldBlock{*of_range, true, of_range->bits};
  }
  if (!own) return std::nullopt;
  return HeldBlock{*own, false, 0};
}

void Segment::CountDenialOfRange(const ClientKey& key, Tick now) noexcept {
  if (std::as_const(*this).listed().FindBlock(key, now)) return listed().CountDenial(key, now);
  ranges().CountDenial(key, now);
}

FileState SegmentReader::file_state() const {
  // relaxed: it orders nothing
  return UnpackFileState(At<Header>(base_, 0)->file.condition.load(std::memory_order_relaxed));
}

Tick SegmentReader::models_read() const {
  // relaxed: it orders nothing
  return {At<Header>(base_, 0)->file.models_read.load(std::memory_order_relaxed) & kMaxTick};
}

EnginesInUse SegmentReader::EnginesOf(uint8_t scope_index) const {
  const auto& words = At<Header>(base_, 0)->file.engines;
  EnginesInUse engines;
  // relaxed: it orders nothing
  for (std::size_t i = 0; i < words.size(); ++i) {
    if ((words[i].load(std::memory_order_relaxed) >> scope_index % kScopeNames & 1U) != 0)
      engines.Add(static_cast<Engine>(i));
  }
  return engines;
}

ClientTable Segment::clients() {
  return ClientTable(At<Set>(base_, parts_.sets), geometry_, key_, prefix_, counters());
}
Counters Segment::counters() { return Counters(At<CounterStripe>(base_, parts_.counters)); }
EventLogs Segment::event_logs() { return EventLogs(&At<Header>(base_, 0)->ring); }

IncidentRing Segment::incidents() {
  return IncidentRing(At<IncidentSlot>(base_, parts_.incidents), geometry_.incidents,
                      &At<Header>(base_, 0)->ring);
}
RuleStats Segment::rules() {
  return RuleStats(At<RuleWords>(base_, parts_.rules), geometry_.rules, counters());
}
Templates Segment::templates() {
  return Templates(At<TemplateWords>(base_, parts_.templates), geometry_.templates, counters());
}
ProxyPeers Segment::proxy_peers() {
  return ProxyPeers(At<ProxyPeerWords>(base_, parts_.peers), key_, counters());
}

TemplateRows Segment::message_templates() {
  return TemplateRows(At<TemplateSet>(base_, parts_.message_templates));
}

NearPeers Segment::near_peers() { return NearPeers(At<NearPeerWords>(base_, parts_.near), key_, counters()); }
ClientRangeTable Segment::ranges() {
  const GoodRanges good(At<SharedWord>(base_, parts_.good_ranges), GoodRangeWords(geometry_), hash_key());
  return ClientRangeTable({At<RangeSet>(base_, parts_.ranges), RangeSets(geometry_)},
                          &At<Header>(base_, 0)->ranges, hash_key(), prefix(), good, counters());
}
ListedRanges Segment::listed() {
  return ListedRanges(At<ListedSet>(base_, parts_.listed), At<Header>(base_, 0)->listed.data(), hash_key(),
                      counters());
}
ClientStories Segment::stories() {
  return ClientStories({At<StorySet>(base_, parts_.stories), StorySets(geometry_)});
}
CrawlerClaims Segment::crawler_claims() {
  return CrawlerClaims(At<ClaimWords>(base_, parts_.claims), key_, prefix_, counters());
}

Timeline Segment::timeline() { return Timeline(At<TimelineWords>(base_, parts_.timeline)); }

Baselines Segment::baselines() { return Baselines(At<BaselineTable>(base_, parts_.baselines), counters()); }

Share Segment::share() { return Share(At<ShareWords>(base_, parts_.share)); }
Journal Segment::journal() { return Journal(At<JournalWords>(base_, parts_.journal)); }

OtherHosts Segment::other_hosts() {
  return OtherHosts(At<JournalWords>(base_, parts_.journal)->others.data(), hash_key());
}

CrowdRows Segment::crowds() { return CrowdRows(At<CrowdWords>(base_, parts_.crowds), counters()); }

LearningModels Segment::learning_models() { return LearningModels(*At<ModelTable>(base_, parts_.models)); }
UnusualTold Segment::unusual_told() { return UnusualTold(*At<ModelTable>(base_, parts_.models)); }

void Segment::SetFileState(const FileState& state) {
  // relaxed: it orders nothing
  At<Header>(base_, 0)->file.condition.store(Pack(state), std::memory_order_relaxed);
}

void Segment::SetModelsRead(Tick now) {
  // relaxed: it orders nothing
  At<Header>(base_, 0)->file.models_read.store(now.value & kMaxTick, std::memory_order_relaxed);
}

void Segment::SetEngines(std::span<const EnginesInUse> by_scope) {
  auto& words = At<Header>(base_, 0)->file.engines;
  for (std::size_t i = 0; i < words.size(); ++i) {
    uint64_t bits = 0;
    for (std::size_t scope = 0; scope < std::min<std::size_t>(by_scope.size(), kScopeNames); ++scope)
      bits |= uint64_t{by_scope[scope].Has(static_cast<Engine>(i))} << scope;
    // relaxed: it orders nothing
    words[i].store(bits, std::memory_order_relaxed);
  }
}

}  // namespace errwatch::store
