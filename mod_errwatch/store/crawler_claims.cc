#include "store/crawler_claims.h"

#include <array>
#include <span>
#include <string>

#include "store/probed_rows.h"
#include "store/siphash.h"

namespace errwatch::store {
namespace {

using ClaimRows = ProbedRows<kCrawlerClaims, 4>;

constexpr int kTagShift = kTickBits;
constexpr int kIndexShift = kTagShift + 16;
constexpr uint64_t kCharged = uint64_t{1} << 61;
constexpr int kKindShift = 62;
constexpr uint64_t kTagMask = 0xFFFF;

enum Kind : uint64_t { kKindAsked, kKindVerified, kKindFalse, kKindUndecided };

constexpr Kind KindOf(uint64_t state) { return static_cast<Kind>(state >> kKindShift); }
constexpr uint8_t IndexOfState(uint64_t state) { return static_cast<uint8_t>(state >> kIndexShift); }
constexpr uint64_t TagOfState(uint64_t state) { return state >> kTagShift & kTagMask; }

constexpr uint64_t StateOf(Kind kind, uint8_t index, uint64_t tag, Tick until) {
  return until.value | tag << kTagShift | uint64_t{index} << kIndexShift | kind << kKindShift;
}

constexpr Milliseconds LifeOf(Kind kind) {
  switch (kind) {
    case kKindVerified:
      return CrawlerClaims::kVerified;
    case kKindFalse:
      return CrawlerClaims::kFalse;
    case kKindUndecided:
      return CrawlerClaims::kUndecided;
    case kKindAsked:
      break;
  }
  return CrawlerClaims::kAsked;
}

constexpr CrawlerClaim ClaimOf(Kind kind) {
  return kind == kKindVerified ? CrawlerClaim::kVerified
         : kind == kKindFalse  ? CrawlerClaim::kFalse
                               : CrawlerClaim::kAnnounced;
}

// Also false when it says that it lasts longer than anything does: the clock was set back, or the memory is
// spoilt.
constexpr bool Lasts(uint64_t state, Tick now) {
  const Tick until{state & kMaxTick};
  return until > now && !IsBeyondSkew(until, After(now, LifeOf(KindOf(state))));
}

// Null where the list has no such place.
const Crawler* CrawlerIn(uint64_t state, const CrawlerList& crawlers) {
  const std::span<const Crawler> all = crawlers.all();
  return IndexOfState(state) < all.size() ? &all[IndexOfState(state)] : nullptr;
}

}  // namespace

uint64_t CrawlerClaimsReader::PrintOf(const ClientAddress& client) const noexcept {
  const ClientAddress masked = client.Masked(prefix_);
  return SipPrint(key_, masked.bytes().data(), masked.bytes().size());
}

std::vector<ClientAddress> CrawlerClaimsReader::Verified(Tick now) const {
  std::vector<ClientAddress> clients;
  for (const ClaimWords& row : std::span(rows_, kCrawlerClaims)) {
    // acquire: the address is at least as new as the state
    const uint64_t state = row.state.load(std::memory_order_acquire);
    if (KindOf(state) != kKindVerified || !Lasts(state, now)) continue;
    // relaxed, all: the hash tells whether they belong together
    const ClientAddress client = ClientAddress::FromWords(row.address_high.load(std::memory_order_relaxed),
                                                          row.address_low.load(std::memory_order_relaxed));
    if (row.print.load(std::memory_order_relaxed) == PrintOf(client)) clients.push_back(client);
  }
  return clients;
}

uint64_t CrawlerClaims::TagOf(uint64_t print, const Crawler& crawler) const noexcept {
  std::array<uint64_t, 2> chained{print, 0};
  for (const std::string& domain : crawler.domains) {
    chained[1] = SipHash(key_, domain.data(), domain.size());
    chained[0] = SipHash(key_, chained.data(), sizeof chained);
  }
  return SipHash(key_, chained.data(), sizeof chained) & kTagMask;
}

bool CrawlerClaims::TakeCharge(const Known& known) noexcept {
  if (known.claim != CrawlerClaim::kFalse || (known.state & kCharged) != 0) return false;
  uint64_t uncharged = known.state;
  // relaxed: the word alone decides who is the first
  return rows_[known.row].state.compare_exchange_strong(uncharged, uncharged | kCharged,
                                                        std::memory_order_relaxed, std::memory_order_relaxed);
}

void CrawlerClaims::Write(ClaimWords& row, const ClientAddress& client, uint64_t state) noexcept {
  // relaxed, then release: who sees the state sees the address that was written before it
  row.address_high.store(client.high(), std::memory_order_relaxed);
  row.address_low.store(client.low(), std::memory_order_relaxed);
  row.state.store(state, std::memory_order_release);
}

CrawlerClaims::Known CrawlerClaims::Ask(const ClientAddress& client, const CrawlerList& crawlers,
                                        const Crawler& crawler, Tick now) noexcept {
  const uint64_t print = PrintOf(client);
  const uint64_t tag = TagOf(print, crawler);
  // relaxed, both: what a state is worth beside this hash is looked at below
  const auto has_run_out = [now](const ClaimWords& row) {
    return !Lasts(row.state.load(std::memory_order_relaxed), now);
  };
  const Place<ClaimWords> place = ClaimRows::FindOrTake(rows_, print, has_run_out);
  if (place.row == nullptr) {
    counters_.Add(Counter::kCrawlerQuestionsDropped);
    return {};
  }
  const uint64_t state = place.row->state.load(std::memory_order_relaxed);
  if (!place.taken_over && Lasts(state, now)) {
    if (TagOfState(state) == tag) return {ClaimOf(KindOf(state)), place.number, state};
    // Of another operator. Who lied once lies again; else it waits for its turn.
    const Crawler* other = CrawlerIn(state, crawlers);
    if (other != nullptr && TagOfState(state) == TagOf(print, *other))
      return KindOf(state) == kKindFalse ? Known{CrawlerClaim::kFalse, place.number, state} : Known{};
  }
  const uint64_t asked = StateOf(kKindAsked, crawlers.IndexOf(crawler), tag, After(now, LifeOf(kKindAsked)));
  place.row->address_high.store(client.high(), std::memory_order_relaxed);
  place.row->address_low.store(client.low(), std::memory_order_relaxed);
  // release: as in Write. In place of what was read alone: who asks at the same moment, and is slower, must
  // not take back the answer that the other has got by then.
  uint64_t read = state;
  place.row->state.compare_exchange_strong(read, asked, std::memory_order_release, std::memory_order_relaxed);
  return {};
}

std::optional<CrawlerClaims::Question> CrawlerClaims::At(uint32_t row_number, const CrawlerList& crawlers,
                                                         Tick now) const noexcept {
  if (row_number >= kCrawlerClaims) return std::nullopt;
  ClaimWords& row = rows_[row_number];
  Question question;
  question.row = row_number;
  // acquire: the address is at least as new as the state
  question.state = row.state.load(std::memory_order_acquire);
  if (KindOf(question.state) != kKindAsked || !Lasts(question.state, now)) return std::nullopt;
  question.crawler = CrawlerIn(question.state, crawlers);
  if (question.crawler == nullptr || !question.crawler->verifiable()) return std::nullopt;
  // relaxed, all: the hash tells whether they belong together
  question.client = ClientAddress::FromWords(row.address_high.load(std::memory_order_relaxed),
                                             row.address_low.load(std::memory_order_relaxed));
  const uint64_t print = PrintOf(question.client);
  if (row.print.load(std::memory_order_relaxed) != print ||
      TagOfState(question.state) != TagOf(print, *question.crawler))
    return std::nullopt;
  return question;
}

bool CrawlerClaims::Answer(const Question& question, CrawlerClaim claim, Tick now) noexcept {
  if (question.row >= kCrawlerClaims) return false;
  const Kind kind = claim == CrawlerClaim::kVerified ? kKindVerified
                    : claim == CrawlerClaim::kFalse  ? kKindFalse
                                                     : kKindUndecided;
  uint64_t asked = question.state;
  const uint64_t answer = StateOf(kind, IndexOfState(asked), TagOfState(asked), After(now, LifeOf(kind)));
  // relaxed: the state says nothing about other memory; its tag tells whose it is
  return rows_[question.row].state.compare_exchange_strong(asked, answer, std::memory_order_relaxed,
                                                           std::memory_order_relaxed);
}

}  // namespace errwatch::store
