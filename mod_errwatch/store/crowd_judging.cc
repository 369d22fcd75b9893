// Those functions of CrowdRows that judge, for the watchdog and for replays.
#include <algorithm>
#include <bitset>
#include <utility>

#include "anomaly/majority.h"
#include "model/joined_attack.h"
#include "store/crowd_row.h"
#include "store/crowd_rows.h"

namespace errwatch::store {
namespace {

// Of every atomic operation of this file the ordering is kRelaxedRow: crowd_row.h says why.

// An attack that began earlier is none: damaged memory.
constexpr uint64_t kLongestTicks = TicksIn(Milliseconds(90LL * 24 * 3600 * 1000));

// Whether most of the entries that weigh are of one account (of a form), or came by one form.
bool HasPartner(const CrowdWords& row) {
  const uint32_t age = AgeIn(row.window.load(kRelaxedRow));
  return IsMajority(row.partner.load(kRelaxedRow), CountAt(row.entries.load(kRelaxedRow), age));
}

// What of a form's crowd its account does not explain. Empty: the account has not been counted for as long.
std::optional<Crowd> BeyondAccount(const CrowdWords& form, const Crowd& crowd, const CrowdWords& account) {
  if (BeganIn(account.window.load(kRelaxedRow)) > BeganIn(form.window.load(kRelaxedRow))) return std::nullopt;
  const Crowd explained = CrowdIn(account);
  const auto less = [](uint32_t all, uint32_t part) { return all - std::min(all, part); };
  return Crowd{crowd.kind, less(crowd.entries, explained.entries), less(crowd.strangers, explained.strangers),
               less(crowd.visitors, explained.visitors), less(crowd.different, explained.different)};
}

}  // namespace

// An attack at one account comes by its form, too, and a spray over a form's accounts to each of them: what
// is told of the one is not told of the other. A form that is attacked besides has an attack of its own:
// nobody hides one behind another.
bool CrowdRows::IsPartOfTold(const CrowdWords& row, const Crowd& crowd) const {
  if (crowd.kind != TargetKind::kAccount && crowd.kind != TargetKind::kLogin) return false;
  if (!HasPartner(row)) return false;
  const bool of_account = crowd.kind == TargetKind::kAccount;
  const Part part = PartOf(of_account ? TargetKind::kLogin : TargetKind::kAccount);
  const uint64_t partner = row.partner.load(kRelaxedRow);
  return std::any_of(rows_ + part.first, rows_ + part.first + part.rows, [&](const CrowdWords& other) {
    const uint64_t verdict = other.verdict.load(kRelaxedRow);
    const bool told = IsVoteFor(partner, other.print.load(kRelaxedRow)) && (verdict & kPartOfTold) == 0 &&
                      KindIn(verdict) == AnomalyKind::kBruteForce;
    if (!told || of_account) return told;
    const std::optional<Crowd> beyond = BeyondAccount(row, crowd, other);
    return !beyond || !JudgeCrowd(*beyond);
  });
}

// What was part of another row's attack may be one of its own by now. True: it was told as that.
bool CrowdRows::TakesOwnBeginning(CrowdWords& row, uint64_t verdict, const Crowd& crowd,
                                  std::vector<KnownCrowd>& news) {
  const auto kind = KindIn(verdict);
  if (!kind || JudgeCrowd(crowd) != kind || IsPartOfTold(row, crowd)) return false;
  const Tick begun = BeganIn(row.window.load(kRelaxedRow));
  row.total.store(crowd.entries, kRelaxedRow);
  row.most.store(0, kRelaxedRow);
  if (row.verdict.compare_exchange_strong(verdict, VerdictOf(*kind, begun), kRelaxedRow, kRelaxedRow))
    news.push_back(Known(row, crowd, *kind, begun));
  return true;
}

// Of a target where something goes on.
void CrowdRows::TakeEnd(CrowdWords& row, uint64_t verdict, Tick now, std::vector<KnownCrowd>& news) {
  const auto kind = KindIn(verdict);
  const Tick begun = BeganIn(verdict);
  const uint64_t window = row.window.load(kRelaxedRow);
  const Crowd crowd = CrowdIn(row);
  const bool fresh = TicksSince(BeganIn(window), now) < kCrowdTicks;
  const bool part = (verdict & kPartOfTold) != 0;
  if (part && fresh && TakesOwnBeginning(row, verdict, crowd, news)) return;
  if (kind && fresh && GoesOn(*kind, crowd))
    row.held.store(std::max(row.held.load(kRelaxedRow), row.joined.load(kRelaxedRow)), kRelaxedRow);
  row.most.store(std::max<uint64_t>(row.most.load(kRelaxedRow), crowd.strangers + crowd.visitors),
                 kRelaxedRow);
  const Tick held{row.held.load(kRelaxedRow) & kMaxTick};
  if (kind && (IsBeyondSkew(held, now) || IsBeyondSkew(begun, now))) {
    // The clock was set back: it goes on, by the clock as it is now.
    row.held.store(now.value & kMaxTick, kRelaxedRow);
    row.verdict.compare_exchange_strong(verdict, VerdictOf(*kind, now) | (verdict & kPartOfTold), kRelaxedRow,
                                        kRelaxedRow);
    return;
  }
  if (TicksSince(held, now) < kCrowdTicks) return;
  const bool wild = !kind || TicksSince(begun, now) >= kLongestTicks;
  KnownCrowd known = Known(row, crowd, kind.value_or(AnomalyKind::kBruteForce), begun);
  known.over = true;
  known.networks.clear();  // those of the last ten minutes are whoever came behind the attack
  known.clients = static_cast<uint32_t>(
      std::min<uint64_t>(row.most.load(kRelaxedRow), std::min(known.entries, kMaxAnomalyClients)));
  if (row.verdict.compare_exchange_strong(verdict, 0, kRelaxedRow, kRelaxedRow) && !wild && !part)
    news.push_back(std::move(known));
}

void CrowdRows::TakeBeginning(CrowdWords& row, Tick now, std::vector<KnownCrowd>& news) {
  const Tick last{row.last.load(kRelaxedRow) & kMaxTick};
  if (TicksSince(last, now) >= kCrowdTicks || IsBeyondSkew(last, now)) return;
  // Most targets are few people's: nothing is estimated for them.
  const uint32_t age = AgeIn(row.window.load(kRelaxedRow));
  if (CountAt(row.comers.load(kRelaxedRow), age) < std::min(kLeastStrangers, kLeastVisitors)) return;
  const Crowd crowd = CrowdIn(row);
  const auto kind = JudgeCrowd(crowd);
  if (!kind) return;
  const Tick begun = BeganIn(row.window.load(kRelaxedRow));
  row.total.store(crowd.entries, kRelaxedRow);
  row.held.store(last.value, kRelaxedRow);
  row.let_in.store(0, kRelaxedRow);
  const bool part = IsPartOfTold(row, crowd);
  const uint64_t found = VerdictOf(*kind, begun) | (part ? kPartOfTold : 0);
  uint64_t none = 0;
  if (row.verdict.compare_exchange_strong(none, found, kRelaxedRow, kRelaxedRow) && !part)
    news.push_back(Known(row, crowd, *kind, begun));
}

void CrowdRows::JudgeRow(CrowdWords& row, Tick now, std::vector<KnownCrowd>& news) {
  if (row.print.load(kRelaxedRow) == 0) return;
  const uint64_t verdict = row.verdict.load(kRelaxedRow);
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
