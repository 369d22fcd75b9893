#include "store/crowd_rows.h"

#include <algorithm>
#include <utility>

#include "anomaly/majority.h"
#include "model/joined_attack.h"
#include "store/crowd_row.h"
#include "store/probed_rows.h"
#include "store/shown_text.h"

namespace errwatch::store {
namespace {

// Of every atomic operation of this file the ordering is kRelaxedRow: crowd_row.h says why.

constexpr uint32_t kCrowdProbes = 4;
// A target that hardly anybody came to gives way as soon.
constexpr uint64_t kFewTicks = 60 * 100;  // ticks
constexpr uint64_t kFew = 4;

void Count(SharedWord& word, uint32_t age) {
  uint64_t before = word.load(kRelaxedRow);
  for (int i = 0; i < 8; ++i) {
    const uint64_t after = uint64_t{age} << kCrowdAgeAt | (CountAt(before, age) + 1);
    if (word.compare_exchange_weak(before, after, kRelaxedRow, kRelaxedRow)) return;
  }
}

void Vote(SharedWord& word, uint64_t partner) {
  uint64_t before = word.load(kRelaxedRow);
  for (int i = 0; i < 8; ++i) {
    const uint64_t after = Voted(before, partner);
    if (after == before || word.compare_exchange_weak(before, after, kRelaxedRow, kRelaxedRow)) return;
  }
}

void NoteNetworkIn(CrowdWords& row, const ClientAddress& address) {
  const NetworkWords words = NetworksIn(row);
  const NetworkChange change = NoteNetwork(words, NetworkWordOf(address));
  // Who loses the race has not counted: nothing is ever counted twice.
  for (std::size_t i = 0; i < kNetworks; ++i) {
    if (change.at < kNetworks && i != change.at) continue;
    uint64_t before = words[i];
    const uint64_t after = change.at < kNetworks ? change.word : LessOne(before);
    row.networks[i].compare_exchange_strong(before, after, kRelaxedRow, kRelaxedRow);
  }
}

bool IsStale(const CrowdWords& row, Tick now) {
  const uint64_t window = row.window.load(kRelaxedRow);
  if (row.verdict.load(kRelaxedRow) != 0) return false;
  const bool few = CountAt(row.comers.load(kRelaxedRow), AgeIn(window)) < kFew;
  const Tick last{row.last.load(kRelaxedRow) & kMaxTick};
  return IsBeyondSkew(last, now) || TicksSince(last, now) >= (few ? kFewTicks : kCrowdTicks);
}

constexpr uint64_t MadeFor(uint64_t print) { return print >> 32 << 32; }

// Not so where whoever took it over was killed before it had made it ready: what stands there is of a former
// owner.
bool IsReady(const CrowdWords& row) {
  const uint64_t made_for = MadeFor(row.about.load(kRelaxedRow));
  return made_for == 0 ? row.window.load(kRelaxedRow) != 0 : made_for == MadeFor(row.print.load(kRelaxedRow));
}

template <TargetKind kKind>
Place<CrowdWords> FindOrTakeIn(CrowdWords* rows, uint64_t print, Tick now) {
  constexpr Part kPart = PartOf(kKind);
  return ProbedRows<kPart.rows, kCrowdProbes>::FindOrTake(
      rows + kPart.first, print, [now](const CrowdWords& row) { return IsStale(row, now); });
}

Place<CrowdWords> FindOrTake(CrowdWords* rows, const CrowdEntry& entry, Tick now) {
  switch (entry.kind) {
    case TargetKind::kAccount:
      return FindOrTakeIn<TargetKind::kAccount>(rows, entry.print, now);
    case TargetKind::kLogin:
      return FindOrTakeIn<TargetKind::kLogin>(rows, entry.print, now);
    case TargetKind::kPath:
      return FindOrTakeIn<TargetKind::kPath>(rows, entry.print, now);
    case TargetKind::kSite:
    case TargetKind::kLoad:
      break;
  }
  return FindOrTakeIn<TargetKind::kSite>(rows, entry.print, now);
}

}  // namespace

std::vector<KnownCrowd> CrowdRowsReader::List(Tick now) const {
  std::vector<KnownCrowd> list;
  for (uint32_t i = 0; i < kCrowdRows; ++i) {
    const uint64_t verdict = rows_[i].verdict.load(kRelaxedRow);
    const auto kind = KindIn(verdict);
    if (rows_[i].print.load(kRelaxedRow) == 0 || !kind || IsBeyondSkew(BeganIn(verdict), now)) continue;
    if ((verdict & kPartOfTold) != 0) continue;
    list.push_back(Known(rows_[i], CrowdIn(rows_[i]), *kind, BeganIn(verdict)));
  }
  std::ranges::sort(list, [](const KnownCrowd& a, const KnownCrowd& b) { return a.begun > b.begun; });
  return list;
}

std::optional<Tick> CrowdRowsReader::NextEnd() const noexcept {
  std::optional<Tick> next;
  for (uint32_t i = 0; i < kCrowdRows; ++i) {
    if (rows_[i].verdict.load(kRelaxedRow) == 0 || rows_[i].print.load(kRelaxedRow) == 0) continue;
    const Tick end = After({rows_[i].held.load(kRelaxedRow) & kMaxTick}, kCrowdTime);
    if (!next || end < *next) next = end;
  }
  return next;
}

CrowdWords* CrowdRows::RowOf(const CrowdEntry& entry, Tick now) noexcept {
  const Place<CrowdWords> place = FindOrTake(rows_, entry, now);
  if (place.row == nullptr) {
    counters_.Add(Counter::kTargetsUncounted);
    return nullptr;
  }
  CrowdWords& row = *place.row;
  if (!place.taken_over && IsReady(row)) return &row;
  row.about.store(MadeFor(~entry.print), kRelaxedRow);  // nobody's, where there was none
  for (SharedWord* word :
       {&row.verdict, &row.total, &row.joined, &row.held, &row.most, &row.partner, &row.let_in})
    word->store(0, kRelaxedRow);
  KeepText(entry.vhost, row.vhost);
  KeepText(entry.text, row.text);
  for (SharedWord& word : row.networks) word.store(0, kRelaxedRow);
  // From here on the counts of the former owner are of another age.
  const uint64_t window = row.window.load(kRelaxedRow);
  row.window.store((now.value & kMaxTick) | uint64_t{(AgeIn(window) + 1) & kAgeMask} << kTickBits,
                   kRelaxedRow);
  // Last. release: who sees that it is ready sees all of it.
  row.about.store(uint64_t{static_cast<uint8_t>(entry.kind)} | uint64_t{Info(entry.category).number} << 8 |
                      uint64_t{entry.scope} << 16 | uint64_t{entry.is_path} << 24 | MadeFor(entry.print),
                  std::memory_order_release);
  return &row;
}

// Begins a new time when the last one is over.
uint32_t CrowdRows::AgeAt(CrowdWords& row, Tick now) noexcept {
  uint64_t window = row.window.load(kRelaxedRow);
  const Tick began = BeganIn(window);
  if (TicksSince(began, now) < kCrowdTicks && !IsBeyondSkew(began, now)) return AgeIn(window);
  const uint32_t next = (AgeIn(window) + 1) & kAgeMask;
  const uint64_t begun = (now.value & kMaxTick) | uint64_t{next} << kTickBits;
  if (!row.window.compare_exchange_strong(window, begun, kRelaxedRow, kRelaxedRow)) return AgeIn(window);
  for (SharedWord& word : row.networks) word.store(0, kRelaxedRow);
  row.partner.store(0, kRelaxedRow);
  return next;
}

std::optional<AnomalyKind> CrowdRows::Note(const CrowdEntry& entry, Tick now) noexcept {
  CrowdWords* const row = RowOf(entry, now);
  if (row == nullptr) return std::nullopt;
  const uint32_t age = AgeAt(*row, now);
  Count(row->comers, age);
  if (entry.weighs) {
    Count(row->entries, age);
    Vote(row->partner, entry.partner);
  }
  NoteClient(entry.visitor ? row->visitors : row->strangers, entry.client, age);
  if (entry.different != 0) NoteHash(row->different, entry.different, age);
  NoteNetworkIn(*row, entry.address);
  if (row->last.load(kRelaxedRow) != now.value) row->last.store(now.value & kMaxTick, kRelaxedRow);
  const uint64_t verdict = row->verdict.load(kRelaxedRow);
  const auto kind = KindIn(verdict);
  if (!kind) return kind;
  if (entry.weighs) row->total.fetch_add(1, kRelaxedRow);
  // Known visitors have no part in an attack, and strangers none in a fault: they do not keep it going.
  const bool takes_part = IsAttack(*kind) ? !entry.visitor && entry.weighs : entry.visitor;
  if (takes_part) row->joined.store(now.value & kMaxTick, kRelaxedRow);
  // What nobody is told of has no consequence: of a part it is the other row that says who joins.
  return (verdict & kPartOfTold) != 0 ? std::nullopt : kind;
}

std::optional<AnomalyKind> CrowdRows::TakeLogIn(uint64_t account, uint64_t client, bool visitor) noexcept {
  constexpr Part kPart = PartOf(TargetKind::kAccount);
  const Place<CrowdWords> place = ProbedRows<kPart.rows, kCrowdProbes>::Find(rows_ + kPart.first, account);
  if (place.row == nullptr) return std::nullopt;
  // Also what is told of its form: the account is one of those that are attacked.
  const auto kind = KindIn(place.row->verdict.load(kRelaxedRow));
  if (kind != AnomalyKind::kBruteForce) return std::nullopt;
  constexpr int kStrangersAt = 56, kVisitorsAt = 60;
  constexpr uint64_t kWho = (uint64_t{1} << kStrangersAt) - 1;
  static_assert(kMostLogInsTold < 16);
  uint64_t before = place.row->let_in.load(kRelaxedRow);
  const int at = visitor ? kVisitorsAt : kStrangersAt;
  const bool was_last = before >> kStrangersAt != 0 && (before & kWho) == (client & kWho);
  if (was_last || (before >> at & 15) >= kMostLogInsTold) return std::nullopt;
  // Who loses the race is told when it comes again.
  const uint64_t after = ((before & ~kWho) + (uint64_t{1} << at)) | (client & kWho);
  if (!place.row->let_in.compare_exchange_strong(before, after, kRelaxedRow, kRelaxedRow))
    return std::nullopt;
  return kind;
}

}  // namespace errwatch::store
