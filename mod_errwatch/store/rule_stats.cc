#include "store/rule_stats.h"

#include <algorithm>
#include <bit>

#include "model/known_targets.h"
#include "store/siphash.h"

namespace errwatch::store {
namespace {

constexpr uint32_t kMaxProbes = 16;
constexpr uint32_t kTemplateProbes = 4;
constexpr uint64_t kBeforeWasMany = uint64_t{1} << 63;

// Multiplication by the golden ratio (Knuth, TAOCP 6.4) spreads rule ids that follow one another.
uint32_t SpreadOut(uint32_t id) { return id * 2654435769U >> 8; }

// The word in a row of words that holds `id`, or that was free and holds it now;
// nullptr when all that may be tried are others'.
template <typename WordAt>
SharedWord* FindOrInsert(uint64_t id, uint32_t probes, WordAt word_at) {
  for (uint32_t i = 0; i < probes; ++i) {
    SharedWord& word = word_at(i);
    // relaxed, all: an id says nothing about other memory; the fields beside it are valid as zeros
    uint64_t found = word.load(std::memory_order_relaxed);
    if (found == id) return &word;
    if (found != 0) continue;
    if (word.compare_exchange_strong(found, id, std::memory_order_relaxed, std::memory_order_relaxed) ||
        found == id)
      return &word;
  }
  return nullptr;
}

// How many different visitors met with this lately, the client among them if it is one.
int VisitorsOf(SharedWord& visitors, uint64_t client, bool visitor, Tick now) {
  // relaxed, both: a count orders nothing but itself
  uint64_t seen = visitors.load(std::memory_order_relaxed);
  if (!visitor) return TargetCount(seen, now, kOwnShapes);
  const uint64_t noted = NoteTarget(seen, client << 8, now, kOwnShapes).word;  // fingerprints are 56 bits
  if (noted != seen)
    visitors.compare_exchange_strong(seen, noted, std::memory_order_relaxed, std::memory_order_relaxed);
  return TargetCount(noted, now, kOwnShapes);
}

}  // namespace

RuleWords* RuleStats::RowOf(uint32_t rule) noexcept {
  if (rule == 0) return nullptr;
  const uint32_t mask = capacity_ - 1;
  RuleWords* row = nullptr;
  const SharedWord* id = FindOrInsert(rule, kMaxProbes, [&](uint32_t i) -> SharedWord& {
    row = &rows_[(SpreadOut(rule) + i) & mask];
    return row->id;
  });
  if (id != nullptr) return row;
  counters_.Add(Counter::kRulesUncounted);
  return nullptr;
}

void RuleStats::Hit(uint32_t rule, Tick now) noexcept {
  RuleWords* row = RowOf(rule);
  if (row == nullptr) return;
  // relaxed, both: for display
  row->hits.fetch_add(1, std::memory_order_relaxed);
  row->last_hit.store(now.value, std::memory_order_relaxed);
}

bool RuleStats::ClaimIncident(uint32_t rule, uint64_t quiet, Tick now) noexcept {
  RuleWords* row = RowOf(rule);
  if (row == nullptr) return false;
  // relaxed, both: only the winner of the compare-and-swap matters. A time in the far future is not believed.
  uint64_t last = row->last_incident.load(std::memory_order_relaxed);
  const bool quiet_still = last != 0 && (last > now.value ? last - now.value : now.value - last) < quiet;
  return !quiet_still &&
         row->last_incident.compare_exchange_strong(last, std::max<uint64_t>(now.value, 1),
                                                    std::memory_order_relaxed, std::memory_order_relaxed);
}

std::vector<RuleHits> RuleStatsReader::List() const {
  std::vector<RuleHits> list;
  for (uint32_t i = 0; i < capacity_; ++i) {
    // relaxed, all: for display
    const auto rule = static_cast<uint32_t>(rows_[i].id.load(std::memory_order_relaxed));
    if (rule == 0) continue;
    list.push_back({rule,
                    rows_[i].hits.load(std::memory_order_relaxed),
                    {rows_[i].last_hit.load(std::memory_order_relaxed) & kMaxTick}});
  }
  std::stable_sort(list.begin(), list.end(), [](const RuleHits& a, const RuleHits& b) {
    return a.hits != b.hits ? a.hits > b.hits : a.rule < b.rule;
  });
  return list;
}

TemplateWords* Templates::RowOf(uint64_t key, Tick now) noexcept {
  const uint32_t mask = capacity_ - 1;
  const auto start = static_cast<uint32_t>(key);
  for (uint32_t i = 0; i < kTemplateProbes; ++i) {
    TemplateWords& row = rows_[(start + i) & mask];
    // relaxed, here and below: counts of a row may be off by a client or two when rows change hands; nothing
    // else depends on them
    if (row.key.load(std::memory_order_relaxed) == key) return &row;
  }
  for (uint32_t i = 0; i < kTemplateProbes; ++i) {
    TemplateWords& row = rows_[(start + i) & mask];
    uint64_t found = row.key.load(std::memory_order_relaxed);
    if (found != 0 && TicksSince({row.window.load(std::memory_order_relaxed)}, now) < kStale) continue;
    if (row.key.compare_exchange_strong(found, key, std::memory_order_relaxed, std::memory_order_relaxed)) {
      // The window is old, so its clients are dropped by Note.
      row.reported.store(0, std::memory_order_relaxed);
      row.visitors.store(0, std::memory_order_relaxed);
      return &row;
    }
    if (found == key) return &row;
  }
  counters_.Add(Counter::kTemplatesUncounted);
  return nullptr;
}

Templates::Spread Templates::Note(uint64_t key, uint64_t client, bool visitor, Tick now) noexcept {
  TemplateWords* row = RowOf(key == 0 ? 1 : key, now);
  if (row == nullptr) return Spread::kFew;
  // relaxed, all of this function: see RowOf
  uint64_t began = row->window.load(std::memory_order_relaxed);
  const uint64_t age = TicksSince({began}, now);
  if (age >= kWindow || began > now.value + kWindow) {
    const uint64_t seen = row->clients.load(std::memory_order_relaxed);
    const bool was_many = age < 2 * kWindow && std::popcount(seen & ~kBeforeWasMany) >= kManyClients;
    // First the clients, then the window:
    // a process that dies in between leaves a window without clients, not one with too many.
    row->clients.store(was_many ? kBeforeWasMany : 0, std::memory_order_relaxed);
    row->window.compare_exchange_strong(began, now.value, std::memory_order_relaxed,
                                        std::memory_order_relaxed);
  }
  const uint64_t bit = uint64_t{1} << client % 63;
  const uint64_t clients = row->clients.fetch_or(bit, std::memory_order_relaxed) | bit;
  const bool many = (clients & kBeforeWasMany) != 0 || std::popcount(clients) >= kManyClients;
  if (VisitorsOf(row->visitors, client, visitor, now) < kManyVisitors && !many) return Spread::kFew;
  uint64_t reported = row->reported.load(std::memory_order_relaxed);
  const bool first =
      (reported == 0 || TicksSince({reported}, now) >= kStale) &&
      row->reported.compare_exchange_strong(reported, std::max<uint64_t>(now.value, 1),
                                            std::memory_order_relaxed, std::memory_order_relaxed);
  return first ? Spread::kManyFirst : Spread::kMany;
}

}  // namespace errwatch::store
