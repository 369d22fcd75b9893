// Where the parts of the region lie that segment_layout.h draws: for segment.cc and segment_scopes.cc alone.
#pragma once

#include <cstddef>
#include <type_traits>

#include "store/baseline_layout.h"
#include "store/client_ranges.h"
#include "store/counters.h"
#include "store/crowd_layout.h"
#include "store/journal_layout.h"
#include "store/model_layout.h"
#include "store/segment_layout.h"
#include "store/segment_parts.h"
#include "store/share_layout.h"
#include "store/story_layout.h"
#include "store/template_layout.h"
#include "store/timeline.h"

namespace errwatch::store {

constexpr std::size_t LineUp(std::size_t bytes) { return (bytes + 63) / 64 * 64; }
constexpr std::size_t PageUp(std::size_t bytes) { return (bytes + kPageBytes - 1) / kPageBytes * kPageBytes; }
// As many as there are fill pages, so that what follows begins on one, too.
static_assert(kMinRows * sizeof(IncidentSlot) % kPageBytes == 0 && sizeof(ListedSet) == kPageBytes &&
              kPageBytes % sizeof(Set) == 0 && RangeSets(Geometry()) * sizeof(RangeSet) % kPageBytes == 0);

constexpr Offsets OffsetsOf(const Geometry& geometry) {
  Offsets at{};
  at.counters = LineUp(sizeof(Header));
  at.rules = at.counters + kStripes * sizeof(CounterStripe);
  at.templates = LineUp(at.rules + geometry.rules * sizeof(RuleWords));
  at.peers = LineUp(at.templates + geometry.templates * sizeof(TemplateWords));
  at.claims = LineUp(at.peers + kProxyPeers * sizeof(ProxyPeerWords));
  at.near = LineUp(at.claims + kCrawlerClaims * sizeof(ClaimWords));
  at.good_ranges = LineUp(at.near + kNearPeers * sizeof(NearPeerWords));
  at.timeline = LineUp(at.good_ranges + 2 * GoodRangeWords(geometry) * sizeof(SharedWord));
  at.message_templates = LineUp(at.timeline + sizeof(TimelineWords));
  at.crowds = LineUp(at.message_templates + kTemplateSets * sizeof(TemplateSet));
  at.baselines = LineUp(at.crowds + kCrowdRows * sizeof(CrowdWords));
  at.models = LineUp(at.baselines + sizeof(BaselineTable));
  at.journal = LineUp(at.models + sizeof(ModelTable));
  at.share = LineUp(at.journal + sizeof(JournalWords));
  at.incidents = PageUp(at.share + sizeof(ShareWords));
  at.stories = at.incidents + geometry.incidents * sizeof(IncidentSlot);
  at.listed = PageUp(at.stories + StorySets(geometry) * sizeof(StorySet));
  at.ranges = at.listed + kListedSets * sizeof(ListedSet);
  at.sets = at.ranges + RangeSets(geometry) * sizeof(RangeSet);
  at.end = at.sets + geometry.sets * sizeof(Set);
  return at;
}

// The part of a region that begins at `offset`: plain numbers, which need not be made (shared_word.h).
// Regions are aligned to 64 bytes, and offsets to what lies there.
template <typename T>
T* At(std::byte* base, std::size_t offset) {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);
  return static_cast<T*>(static_cast<void*>(base + offset));
}
template <typename T>
const T* At(const std::byte* base, std::size_t offset) {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);
  return static_cast<const T*>(static_cast<const void*>(base + offset));
}

}  // namespace errwatch::store
