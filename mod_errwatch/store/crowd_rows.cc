#include "store/crowd_rows.h"

#include <algorithm>
#include <bitset>
#include <utility>

#include "anomaly/majority.h"
#include "model/joined_attack.h"
#include "store/probed_rows.h"
#include "store/shown_text.h"

namespace errwatch::store {
namespace {

constexpr uint32_t kCrowdProbes = 4;
constexpr uint64_t kCrowdTicks = TicksIn(kCrowdTime);
// A target that hardly anybody came to gives way as soon.
constexpr uint64_t kFewTicks = 60 * 100;  // ticks
constexpr uint64_t kFew = 4;
// An attack that began earlier is none: damaged memory.
constexpr uint64_t kLongestTicks = TicksIn(Milliseconds(90LL * 24 * 3600 * 1000));
constexpr uint64_t kPartOfTold = uint64_t{1} << (kTickBits + 8);  // of a verdict
constexpr int kAgeAt = 64 - kAgeBits;
constexpr uint64_t kCount = (uint64_t{1} << kAgeAt) - 1;

// relaxed, every operation of this file: counts and marks of one row order nothing but themselves. A row that
// changes hands may count an entry or two of its former owner's; the ages of its words keep the rest out.
constexpr auto kRelaxed = std::memory_order_relaxed;

uint32_t AgeIn(uint64_t window) { return static_cast<uint32_t>(window >> kTickBits) & kAgeMask; }
Tick BeganIn(uint64_t window) { return {window & kMaxTick}; }
uint64_t CountAt(uint64_t word, uint32_t age) { return word >> kAgeAt == age ? word & kCount : 0; }

// 0 = none; wild numbers are none.
std::optional<AnomalyKind> KindIn(uint64_t verdict) {
  const uint64_t kind = verdict >> kTickBits & 0xFF;
  return kind == 0 || kind > kAnomalyKindCount ? std::nullopt
                                               : std::optional(static_cast<AnomalyKind>(kind - 1));
}

uint64_t VerdictOf(AnomalyKind kind, Tick begun) {
  return begun.value | uint64_t{static_cast<uint8_t>(kind) + 1U} << kTickBits;
}

void Count(SharedWord& word, uint32_t age) {
  uint64_t before = word.load(kRelaxed);
  for (int i = 0; i < 8; ++i) {
    const uint64_t after = uint64_t{age} << kAgeAt | (CountAt(before, age) + 1);
    if (word.compare_exchange_weak(before, after, kRelaxed, kRelaxed)) return;
  }
}

void Vote(SharedWord& word, uint64_t partner) {
  uint64_t before = word.load(kRelaxed);
  for (int i = 0; i < 8; ++i) {
    const uint64_t after = Voted(before, partner);
    if (after == before || word.compare_exchange_weak(before, after, kRelaxed, kRelaxed)) return;
  }
}

NetworkWords NetworksIn(const CrowdWords& row) {
  NetworkWords words;
  for (std::size_t i = 0; i < words.size(); ++i) words[i] = row.networks[i].load(kRelaxed);
  return words;
}

void NoteNetworkIn(CrowdWords& row, const ClientAddress& address) {
  const NetworkWords words = NetworksIn(row);
  const NetworkChange change = NoteNetwork(words, NetworkWordOf(address));
  // Who loses the race has not counted: nothing is ever counted twice.
  for (std::size_t i = 0; i < kNetworks; ++i) {
    if (change.at < kNetworks && i != change.at) continue;
    uint64_t before = words[i];
    const uint64_t after = change.at < kNetworks ? change.word : LessOne(before);
    row.networks[i].compare_exchange_strong(before, after, kRelaxed, kRelaxed);
  }
}

// Names of accounts and paths are soon made up: they must not push out each other, and not the sites.
struct Part {
  uint32_t first, rows;
};
constexpr Part PartOf(TargetKind kind) {
  switch (kind) {
    case TargetKind::kAccount:
      return {0, 256};
    case TargetKind::kLogin:
      return {256, 128};
    case TargetKind::kPath:
      return {384, 64};
    case TargetKind::kSite:
    case TargetKind::kLoad:
      break;
  }
  return {448, 64};  // two for each virtual host
}
static_assert(PartOf(TargetKind::kLoad).first + PartOf(TargetKind::kLoad).rows == kCrowdRows);

bool IsStale(const CrowdWords& row, Tick now) {
  const uint64_t window = row.window.load(kRelaxed);
  if (row.verdict.load(kRelaxed) != 0) return false;
  const bool few = CountAt(row.comers.load(kRelaxed), AgeIn(window)) < kFew;
  const Tick last{row.last.load(kRelaxed) & kMaxTick};
  return IsBeyondSkew(last, now) || TicksSince(last, now) >= (few ? kFewTicks : kCrowdTicks);
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

Crowd CrowdIn(const CrowdWords& row) {
  const uint32_t age = AgeIn(row.window.load(kRelaxed));
  Crowd crowd;
  const uint64_t kind = row.about.load(kRelaxed) & 0xFF;
  crowd.kind = static_cast<TargetKind>(std::min<uint64_t>(kind, kTargetKindCount - 1));
  crowd.entries =
      static_cast<uint32_t>(std::min<uint64_t>(CountAt(row.entries.load(kRelaxed), age), UINT32_MAX));
  // Estimates may be too high: nobody came without an entry.
  const auto most =
      static_cast<uint32_t>(std::min<uint64_t>(CountAt(row.comers.load(kRelaxed), age), UINT32_MAX));
  crowd.strangers = std::min(CountOf(row.strangers, age), most);
  crowd.visitors = std::min(CountOf(row.visitors, age), most);
  crowd.different = std::min(CountOf(row.different, age), most);
  return crowd;
}

// Whether most of the entries that weigh are of one account (of a form), or came by one form.
bool HasPartner(const CrowdWords& row) {
  const uint32_t age = AgeIn(row.window.load(kRelaxed));
  return IsMajority(row.partner.load(kRelaxed), CountAt(row.entries.load(kRelaxed), age));
}

// `crowd`: what is in the row, estimated once.
KnownCrowd Known(const CrowdWords& row, const Crowd& crowd, AnomalyKind kind, Tick begun) {
  const uint64_t about = row.about.load(kRelaxed);
  KnownCrowd known;
  known.kind = kind;
  known.category = kCategoryByNumber[about >> 8 & 0xFF];
  known.scope = static_cast<uint8_t>(std::min<uint64_t>(about >> 16 & 0xFF, kScopeNames - 1));
  const uint64_t total = row.total.load(kRelaxed);
  known.entries =
      static_cast<uint32_t>(std::min<uint64_t>(std::max<uint64_t>(total, crowd.entries), UINT32_MAX));
  known.clients = std::min({crowd.strangers + crowd.visitors, known.entries, kMaxAnomalyClients});
  known.begun = begun;
  known.last = {row.last.load(kRelaxed) & kMaxTick};
  known.vhost = ShownText(row.vhost);
  known.text = ShownText(row.text);
  known.networks = MainNetworks(NetworksIn(row), crowd.entries);
  return known;
}

}  // namespace

std::vector<KnownCrowd> CrowdRowsReader::List(Tick now) const {
  std::vector<KnownCrowd> list;
  for (uint32_t i = 0; i < kCrowdRows; ++i) {
    const uint64_t verdict = rows_[i].verdict.load(kRelaxed);
    const auto kind = KindIn(verdict);
    if (rows_[i].print.load(kRelaxed) == 0 || !kind || IsBeyondSkew(BeganIn(verdict), now)) continue;
    if ((verdict & kPartOfTold) != 0) continue;
    list.push_back(Known(rows_[i], CrowdIn(rows_[i]), *kind, BeganIn(verdict)));
  }
  std::ranges::sort(list, [](const KnownCrowd& a, const KnownCrowd& b) { return a.begun > b.begun; });
  return list;
}

std::optional<Tick> CrowdRowsReader::NextEnd() const noexcept {
  std::optional<Tick> next;
  for (uint32_t i = 0; i < kCrowdRows; ++i) {
    if (rows_[i].verdict.load(kRelaxed) == 0 || rows_[i].print.load(kRelaxed) == 0) continue;
    const Tick end = After({rows_[i].held.load(kRelaxed) & kMaxTick}, kCrowdTime);
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
  if (!place.taken_over) return &row;
  row.about.store(uint64_t{static_cast<uint8_t>(entry.kind)} | uint64_t{Info(entry.category).number} << 8 |
                      uint64_t{entry.scope} << 16,
                  kRelaxed);
  for (SharedWord* word : {&row.verdict, &row.total, &row.joined, &row.held, &row.most, &row.partner})
    word->store(0, kRelaxed);
  KeepText(entry.vhost, row.vhost);
  KeepText(entry.text, row.text);
  for (SharedWord& word : row.networks) word.store(0, kRelaxed);
  // Last: from here on the counts of the former owner are of another age.
  const uint64_t window = row.window.load(kRelaxed);
  row.window.store((now.value & kMaxTick) | uint64_t{(AgeIn(window) + 1) & kAgeMask} << kTickBits, kRelaxed);
  return &row;
}

// Begins a new time when the last one is over.
uint32_t CrowdRows::AgeAt(CrowdWords& row, Tick now) noexcept {
  uint64_t window = row.window.load(kRelaxed);
  const Tick began = BeganIn(window);
  if (TicksSince(began, now) < kCrowdTicks && !IsBeyondSkew(began, now)) return AgeIn(window);
  const uint32_t next = (AgeIn(window) + 1) & kAgeMask;
  const uint64_t begun = (now.value & kMaxTick) | uint64_t{next} << kTickBits;
  if (!row.window.compare_exchange_strong(window, begun, kRelaxed, kRelaxed)) return AgeIn(window);
  for (SharedWord& word : row.networks) word.store(0, kRelaxed);
  row.partner.store(0, kRelaxed);
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
  if (row->last.load(kRelaxed) != now.value) row->last.store(now.value & kMaxTick, kRelaxed);
  const auto kind = KindIn(row->verdict.load(kRelaxed));
  if (!kind) return kind;
  if (entry.weighs) row->total.fetch_add(1, kRelaxed);
  // Known visitors have no part in an attack, and strangers none in a fault: they do not keep it going.
  const bool takes_part = IsAttack(*kind) ? !entry.visitor && entry.weighs : entry.visitor;
  if (takes_part) row->joined.store(now.value & kMaxTick, kRelaxed);
  return kind;
}

// An attack at one account comes by its form, too, and a spray over a form's accounts to each of them: what
// is told of the one is not told of the other.
bool CrowdRows::IsPartOfTold(const CrowdWords& row, const Crowd& crowd) const {
  if (crowd.kind != TargetKind::kAccount && crowd.kind != TargetKind::kLogin) return false;
  if (!HasPartner(row)) return false;
  const bool of_account = crowd.kind == TargetKind::kAccount;
  const Part part = PartOf(of_account ? TargetKind::kLogin : TargetKind::kAccount);
  const uint64_t partner = row.partner.load(kRelaxed);
  return std::any_of(rows_ + part.first, rows_ + part.first + part.rows, [partner](const CrowdWords& other) {
    const uint64_t verdict = other.verdict.load(kRelaxed);
    return IsVoteFor(partner, other.print.load(kRelaxed)) && (verdict & kPartOfTold) == 0 &&
           KindIn(verdict) == AnomalyKind::kBruteForce;
  });
}

// What was part of another row's attack may be one of its own by now. True: it was told as that.
bool CrowdRows::TakesOwnBeginning(CrowdWords& row, uint64_t verdict, const Crowd& crowd,
                                  std::vector<KnownCrowd>& news) {
  const auto kind = KindIn(verdict);
  if (!kind || JudgeCrowd(crowd) != kind || IsPartOfTold(row, crowd)) return false;
  const Tick begun = BeganIn(row.window.load(kRelaxed));
  row.total.store(crowd.entries, kRelaxed);
  row.most.store(0, kRelaxed);
  if (row.verdict.compare_exchange_strong(verdict, VerdictOf(*kind, begun), kRelaxed, kRelaxed))
    news.push_back(Known(row, crowd, *kind, begun));
  return true;
}

// Of a target where something goes on.
void CrowdRows::TakeEnd(CrowdWords& row, uint64_t verdict, Tick now, std::vector<KnownCrowd>& news) {
  const auto kind = KindIn(verdict);
  const Tick begun = BeganIn(verdict);
  const uint64_t window = row.window.load(kRelaxed);
  const Crowd crowd = CrowdIn(row);
  const bool fresh = TicksSince(BeganIn(window), now) < kCrowdTicks;
  const bool part = (verdict & kPartOfTold) != 0;
  if (part && fresh && TakesOwnBeginning(row, verdict, crowd, news)) return;
  if (kind && fresh && GoesOn(*kind, crowd))
    row.held.store(std::max(row.held.load(kRelaxed), row.joined.load(kRelaxed)), kRelaxed);
  row.most.store(std::max<uint64_t>(row.most.load(kRelaxed), crowd.strangers + crowd.visitors), kRelaxed);
  const Tick held{row.held.load(kRelaxed) & kMaxTick};
  if (TicksSince(held, now) < kCrowdTicks && !IsBeyondSkew(held, now)) return;
  const bool wild = !kind || TicksSince(begun, now) >= kLongestTicks;
  KnownCrowd known = Known(row, crowd, kind.value_or(AnomalyKind::kBruteForce), begun);
  known.over = true;
  known.clients = static_cast<uint32_t>(
      std::min<uint64_t>(row.most.load(kRelaxed), std::min(known.entries, kMaxAnomalyClients)));
  if (row.verdict.compare_exchange_strong(verdict, 0, kRelaxed, kRelaxed) && !wild && !part)
    news.push_back(std::move(known));
}

void CrowdRows::TakeBeginning(CrowdWords& row, Tick now, std::vector<KnownCrowd>& news) {
  const Tick last{row.last.load(kRelaxed) & kMaxTick};
  if (TicksSince(last, now) >= kCrowdTicks || IsBeyondSkew(last, now)) return;
  // Most targets are few people's: nothing is estimated for them.
  const uint32_t age = AgeIn(row.window.load(kRelaxed));
  if (CountAt(row.comers.load(kRelaxed), age) < std::min(kLeastStrangers, kLeastVisitors)) return;
  const Crowd crowd = CrowdIn(row);
  const auto kind = JudgeCrowd(crowd);
  if (!kind) return;
  const Tick begun = BeganIn(row.window.load(kRelaxed));
  row.total.store(crowd.entries, kRelaxed);
  row.held.store(last.value, kRelaxed);
  const bool part = IsPartOfTold(row, crowd);
  const uint64_t found = VerdictOf(*kind, begun) | (part ? kPartOfTold : 0);
  uint64_t none = 0;
  if (row.verdict.compare_exchange_strong(none, found, kRelaxed, kRelaxed) && !part)
    news.push_back(Known(row, crowd, *kind, begun));
}

void CrowdRows::JudgeRow(CrowdWords& row, Tick now, std::vector<KnownCrowd>& news) {
  if (row.print.load(kRelaxed) == 0) return;
  const uint64_t verdict = row.verdict.load(kRelaxed);
  verdict != 0 ? TakeEnd(row, verdict, now, news) : TakeBeginning(row, now, news);
}

std::vector<KnownCrowd> CrowdRows::TakeNews(Tick now) {
  std::vector<KnownCrowd> news;
  // Where both show in the same second: of many accounts the form is told, else the account.
  constexpr Part kForms = PartOf(TargetKind::kLogin);
  std::bitset<kCrowdRows> judged;
  for (uint32_t i = kForms.first; i < kForms.first + kForms.rows; ++i) {
    if (HasPartner(rows_[i])) continue;
    judged.set(i);
    JudgeRow(rows_[i], now, news);
  }
  for (uint32_t i = 0; i < kCrowdRows; ++i)
    if (!judged.test(i)) JudgeRow(rows_[i], now, news);
  return news;
}

}  // namespace errwatch::store
