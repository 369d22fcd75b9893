#include "cli/scan/bucket_states.h"

#include <algorithm>

#include "model/bucket_tag.h"
#include "model/judgement.h"

namespace errwatch::cli {
namespace {

// What a bucket is measured by, and what people call it.
struct Measure {
  uint8_t tag = 0;
  std::string name;
  Limit limit;
};

std::vector<Measure> MeasuresOf(const RulesInForce& rules, Category own) {
  std::vector<Measure> measures;
  const auto add = [&](Category category) {
    measures.push_back({TagOf(category), std::string(CategoryName(category)), rules.limits[category]});
  };
  add(own);
  for (uint8_t i = 0; i < kCategoryCount; ++i) {
    const auto category = static_cast<Category>(i);
    if (category != own && category != Category::kBenign) add(category);
  }
  Limit foreign = rules.limits.any;
  foreign.shape = ForeignShape(rules.limits);
  measures.push_back({kForeignTag, "what foreign pages cause", foreign});
  Limit crawl = rules.limits.any;
  crawl.shape = kCrawlShape;
  measures.push_back({kCrawlTag, "crawl", crawl});
  measures.push_back({kAnyTag, std::string(kAnyName), rules.limits.any});
  return measures;
}

uint32_t LevelIn(const std::optional<store::ClientView>& client, uint8_t tag, const BucketShape& shape,
                 Tick now) {
  if (!client) return 0;
  if (tag == kAnyTag) return Leaked(client->any, shape, now).level;
  for (const Bucket& bucket : client->buckets) {
    if (bucket.tag == tag) return Leaked(bucket, shape, now).level;
  }
  return 0;
}

// Entries that pour as much until the bucket is full. As Pour() itself counts, so that rounding is the same.
uint32_t MoreUntilFull(uint32_t level, uint32_t quanta, const BucketShape& shape) {
  const Tick now{1};
  Bucket bucket{1, level, now};
  for (uint32_t entries = 1; entries <= kMaxCapacity * kQuantaPerUnit && quanta != 0; ++entries) {
    const Poured poured = Pour(bucket, 1, quanta, shape, now);
    if (poured.overflow) return entries;
    bucket = poured.bucket;
  }
  return 0;
}

}  // namespace

std::vector<BucketState> BucketStates(const RulesInForce& rules, const Classification& what,
                                      const EntryInLog& entry) {
  std::vector<BucketState> states;
  const uint32_t strikes = entry.before ? StrikesNow(entry.before->block.strikes, entry.before->block.until,
                                                     rules.settings.block.value, entry.now)
                                        : 0;
  for (const Measure& measure : MeasuresOf(rules, what.category)) {
    const BucketShape& shape = measure.limit.shape;
    if (shape.capacity == 0) continue;
    const uint32_t before = LevelIn(entry.before, measure.tag, shape, entry.now);
    const uint32_t after = LevelIn(entry.after, measure.tag, shape, entry.now);
    BucketState state;
    state.overflow = entry.block && entry.block->limit == measure.name;
    const bool always = measure.tag == TagOf(what.category) || measure.tag == kAnyTag;
    if (!always && after <= before && !state.overflow) continue;
    state.name = measure.name;
    state.shape = shape;
    state.before = static_cast<double>(before) / kQuantaPerUnit;
    state.after = state.overflow ? entry.block->score : static_cast<double>(after) / kQuantaPerUnit;
    // Of one that poured nothing: about something else each, with nothing that speaks for the client.
    const uint32_t quanta = after > before ? after - before : uint32_t{what.cost} << kQuantaPerUnitLog2;
    if (!state.overflow) state.more = MoreUntilFull(after, quanta, shape);
    state.block = BlockLength(rules.settings.block.value, measure.limit, strikes);
    states.push_back(std::move(state));
  }
  return states;
}

std::string WhyNotPoured(const RulesInForce& rules, const Classification& what, const EntryInLog& entry,
                         const std::vector<BucketState>& buckets) {
  if (what.category == Category::kBenign) return "evidence of nothing";
  if (what.cost == 0) return "the rule costs the client nothing";
  switch (entry.effect.identity) {
    case IdentityKind::kNone:
      return "the entry names no client";
    case IdentityKind::kProxy:
      return rules.settings.trusted_proxies.empty() ? "the client brings everybody's requests: it is a proxy"
                                                    : "the client is a trusted proxy";
    case IdentityKind::kOwn:
      return "the client is the server itself";
    case IdentityKind::kAllowed:
      return "the client is on the allow list";
    case IdentityKind::kBackend:  // no log tells
    case IdentityKind::kClient:
      break;
  }
  if (buckets.empty()) return "neither the category nor any has a limit";
  if (entry.effect.denied) return "the client is blocked";
  if (entry.effect.untimed) return "no line has a time so far, and limits count within a window of time";
  if (entry.effect.outcome.widespread) return "many clients cause the same entry: it is measured apart";
  const bool poured = std::ranges::any_of(
      buckets, [](const BucketState& bucket) { return bucket.after > bucket.before || bucket.overflow; });
  if (poured || entry.effect.outcome.blocked) return "";
  return "the client has shown as much before, or what speaks for it outweighs this";
}

}  // namespace errwatch::cli
