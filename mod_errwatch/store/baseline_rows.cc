#include "store/baseline_rows.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "model/guess.h"
#include "store/probed_rows.h"
#include "store/shown_text.h"

namespace errwatch::store {
namespace {

constexpr uint32_t kBaselineProbes = 8;
// A kind of entry that comes no more, and one that came a few times.
constexpr uint64_t kForgottenTicks = TicksIn(Milliseconds(60LL * 24 * 3600 * 1000));
constexpr uint64_t kFewForgottenTicks = TicksIn(Milliseconds(24LL * 3600 * 1000));
constexpr uint64_t kFewEntries = 16;

// relaxed, every operation of this file: counts and what was learned from them order nothing but themselves,
// and each word is valid by itself.
constexpr auto kRelaxedOrder = std::memory_order_relaxed;

uint64_t Get(const SharedWord& word) { return word.load(kRelaxedOrder); }
void Put(SharedWord& word, uint64_t value) { word.store(value, kRelaxedOrder); }

uint64_t PrintOf(TemplateId kind, std::string_view vhost) {
  const uint64_t print = AddToPrint(AddToPrint(kEmptyPrint, vhost), kind) * 0x9E3779B97F4A7C15;
  return std::max<uint64_t>(print ^ print >> 32, 1);
}

uint32_t CountOfSlot(const BaselineRow& row, uint64_t slot) {
  const uint64_t word = Get(row.slots[slot % kOpenSlots]);
  return word >> 32 == (slot & UINT32_MAX) ? static_cast<uint32_t>(word) : 0;
}

// A count stays what it is at its most.
void CountInSlot(BaselineRow& row, uint64_t slot) {
  SharedWord& word = row.slots[slot % kOpenSlots];
  uint64_t before = Get(word);
  for (int i = 0; i < 8; ++i) {
    const bool same = before >> 32 == (slot & UINT32_MAX);
    if (same && static_cast<uint32_t>(before) == UINT32_MAX) return;
    const uint64_t after = same ? before + 1 : (slot & UINT32_MAX) << 32 | 1;
    if (word.compare_exchange_weak(before, after, kRelaxedOrder, kRelaxedOrder)) return;
  }
}

uint32_t HourAge(Tick now) { return static_cast<uint32_t>(SlotOf(now) / kSlotsAnHour) & kAgeMask; }

// Of a kind that may be new all clients are counted, from its first entry to when that is decided; else those
// of the hour.
uint32_t ClientsAge(const BaselineRow& row, Tick now) {
  return HourAge(Get(row.told_new) == 0 ? Tick{Get(row.first) & kMaxTick} : now);
}

using BaselineFloats = std::array<float, kBaselineWords * 2>;
static_assert(sizeof(Baseline) == kBaselineNumbers * sizeof(float));

Baseline Learned(const BaselineRow& row) {
  BaselineFloats floats;
  for (std::size_t i = 0; i < row.learned.size(); ++i) {
    const uint64_t word = Get(row.learned[i]);
    floats[2 * i] = std::bit_cast<float>(static_cast<uint32_t>(word));
    floats[2 * i + 1] = std::bit_cast<float>(static_cast<uint32_t>(word >> 32));
  }
  Baseline baseline;
  std::memcpy(static_cast<void*>(&baseline), floats.data(), sizeof baseline);
  return Sound(baseline);
}

void Keep(const Baseline& baseline, BaselineRow& row) {
  BaselineFloats floats{};
  std::memcpy(floats.data(), &baseline, sizeof baseline);
  for (std::size_t i = 0; i < row.learned.size(); ++i)
    Put(row.learned[i], uint64_t{std::bit_cast<uint32_t>(floats[2 * i])} |
                            uint64_t{std::bit_cast<uint32_t>(floats[2 * i + 1])} << 32);
}

// Not so where whoever took it over was killed before it had made it ready: what stands there is of a former
// owner.
bool IsReady(const BaselineRow& row) {
  const uint64_t made_for = Get(row.made_for);
  return made_for == 0 ? Get(row.first) != 0 : made_for == Get(row.print);
}

bool GivesWay(const BaselineRow& row, Tick now) {
  const Tick last{Get(row.last) & kMaxTick};
  const bool few = Get(row.count) < kFewEntries;
  return IsBeyondSkew(last, now) || TicksSince(last, now) >= (few ? kFewForgottenTicks : kForgottenTicks);
}

BaselineNews NewsOf(const BaselineRow& row, AnomalyKind what, uint64_t seen, uint32_t expected, Tick begun,
                    uint32_t age) {
  BaselineNews news;
  news.what = what;
  news.kind = Get(row.kind);
  news.vhost = ShownText(row.vhost);
  news.seen = static_cast<uint32_t>(std::min<uint64_t>(seen, UINT32_MAX));
  news.expected = expected;
  // An estimate may be too high, and the hour has more entries than what this is about. For how many clients
  // brought what has risen for many hours nobody keeps count.
  const bool of_many_hours = what == AnomalyKind::kRise || what == AnomalyKind::kRamp;
  news.clients = of_many_hours ? 0 : std::min(CountOf(row.clients, age), news.seen);
  news.begun = begun;
  return news;
}

}  // namespace

Tick BaselinesReader::begun() const noexcept { return {Get(table_->head.begun) & kMaxTick}; }

std::vector<KnownBaseline> BaselinesReader::List(Tick now) const {
  std::vector<KnownBaseline> list;
  for (const BaselineRow& row : table_->rows) {
    if (Get(row.print) == 0 || !IsReady(row)) continue;
    const Baseline learned = Learned(row);
    KnownBaseline known;
    known.kind = Get(row.kind);
    known.vhost = ShownText(row.vhost);
    known.count = Get(row.count);
    known.first = {Get(row.first) & kMaxTick};
    known.last = {Get(row.last) & kMaxTick};
    known.usual_an_hour = double{ExpectedIn(learned, SlotOf(now))} * kSlotsAnHour;
    known.learned = learned.slots >= static_cast<float>(kLearnTime / kSlotTime);
    list.push_back(std::move(known));
  }
  std::ranges::stable_sort(list,
                           [](const KnownBaseline& a, const KnownBaseline& b) { return a.count > b.count; });
  return list;
}

BaselineRow* Baselines::RowOf(TemplateId kind, std::string_view vhost, Tick now) noexcept {
  const uint64_t print = PrintOf(kind, vhost);
  const auto place = ProbedRows<kBaselineRows, kBaselineProbes>::FindOrTake(
      table_->rows.data(), print, [&](const BaselineRow& row) { return GivesWay(row, now); });
  if (place.row == nullptr) {
    counters_.Add(Counter::kBaselinesUncounted);
    return nullptr;
  }
  if (!place.taken_over && IsReady(*place.row)) return place.row;
  BaselineRow& row = *place.row;
  Put(row.made_for, ~print);  // nobody's, where there was none
  Put(row.kind, kind);
  Put(row.first, now.value & kMaxTick);
  Put(row.last, now.value & kMaxTick);
  Put(row.count, 0);
  Put(row.told_new, 0);
  Put(row.judged, SlotOf(now) - 1);
  for (SharedWord& word : row.slots) Put(word, 0);
  for (SharedWord& word : row.learned) Put(word, 0);
  for (SharedWord& word : row.clients) Put(word, 0);
  KeepText(vhost, row.vhost);
  // release: who sees that it is ready sees all of it
  row.made_for.store(print, std::memory_order_release);
  return &row;
}

void Baselines::Note(TemplateId kind, std::string_view vhost, uint64_t client, Tick now) noexcept {
  BaselineRow* const row = kind == 0 ? nullptr : RowOf(kind, vhost, now);
  if (row == nullptr) return;
  CountInSlot(*row, SlotOf(now));
  row->count.fetch_add(1, kRelaxedOrder);
  if (client != 0) NoteClient(row->clients, client, ClientsAge(*row, now));
  if (Get(row->last) != now.value) Put(row->last, now.value & kMaxTick);
}

// While nobody judges nothing is learned: until enough was, such a time does not count.
void Baselines::PassGap(Tick now) noexcept {
  const Tick judged{Get(table_->head.judged) & kMaxTick};
  Put(table_->head.judged, now.value & kMaxTick);
  if (judged.value == 0 || IsBeyondSkew(judged, now) || judged < begun()) return;
  const uint64_t gap = TicksSince(judged, now);
  const bool learns = TicksSince(begun(), judged) < TicksIn(kLearnTime);
  if (learns && gap > kOpenSlots * TicksIn(kSlotTime)) Put(table_->head.begun, begun().value + gap);
}

std::vector<BaselineNews> Baselines::Judge(Tick now) {
  std::vector<BaselineNews> news;
  const Tick begun_before = begun();
  if (begun_before == Tick() || IsBeyondSkew(begun_before, now))
    Put(table_->head.begun, now.value & kMaxTick);
  PassGap(now);
  const Tick accepted{Get(table_->head.accepted) & kMaxTick};
  const uint64_t over = SlotOf(now);  // slots before it
  const bool tells_new = TicksSince(begun(), now) >= TicksIn(kLearnTime);
  for (BaselineRow& row : table_->rows) {
    if (Get(row.print) == 0 || !IsReady(row)) continue;
    uint64_t slot = Get(row.judged) + 1;
    if (slot >= over && slot <= over + 2) continue;
    // Where nobody judged for long, or the clock was set, what is not known is not learned.
    if (slot + kOpenSlots <= over || slot > over) slot = over - 1;
    Baseline baseline = Learned(row);
    if (accepted.value != 0 && BeginOfSlot(slot) <= accepted) {
      errwatch::Accept(baseline);
      Put(row.told_new, std::max<uint64_t>(Get(row.told_new), accepted.value));
    }
    for (; slot < over; ++slot) {
      const auto found =
          AddSlot(baseline, slot, CountOfSlot(row, slot), static_cast<uint32_t>(kLearnTime / kSlotTime));
      if (!found) continue;
      news.push_back(NewsOf(row, found->kind, found->seen, found->expected,
                            BeginOfSlot(slot + 1 - std::min<uint64_t>(found->slots, slot)),
                            ClientsAge(row, BeginOfSlot(slot))));
      news.back().judged = BeginOfSlot(slot + 1);
    }
    Keep(baseline, row);
    Put(row.judged, over - 1);
    if (Get(row.told_new) != 0 || Get(row.count) < kLeastOfNewKind) continue;
    const Tick first{Get(row.first) & kMaxTick};
    if (tells_new && TicksSince(begun(), first) >= TicksIn(kLearnTime))
      news.push_back(NewsOf(row, AnomalyKind::kNewTemplate, Get(row.count), 0, first, HourAge(first)));
    Put(row.told_new, std::max<uint64_t>(now.value, 1));
  }
  return news;
}

void Baselines::Accept(Tick now) noexcept { Put(table_->head.accepted, now.value & kMaxTick); }

}  // namespace errwatch::store
