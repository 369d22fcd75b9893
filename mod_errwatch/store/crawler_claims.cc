#include "store/crawler_claims.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "store/probed_rows.h"
#include "store/siphash.h"

namespace errwatch::store {
namespace {

using Rows = ProbedRows<kCrawlerClaims, 4>;

constexpr int kTagShift = kTickBits;
constexpr int kIndexShift = kTagShift + 16;
constexpr uint64_t kCharged = uint64_t{1} << 61;
constexpr int kKindShift = 62;
constexpr uint64_t kTagMask = 0xFFFF;

enum Kind : uint64_t { kKindAsked, kKindVerified, kKindFalse, kKindUndecided };

constexpr Kind KindOf(uint64_t state) { return static_cast<Kind>(state >> kKindShift); }
// Rows are found by the low bits of the hash.
constexpr uint64_t TagOfPrint(uint64_t print) { return print >> 48; }
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

// Also false when it says that it lasts longer than anything does: the clock was set back, or the memory is spoilt.
constexpr bool Lasts(uint64_t state, Tick now) {
  const Tick until{state & kMaxTick};
  return until > now && until <= After(now, LifeOf(KindOf(state)));
}

}  // namespace

uint64_t CrawlerClaims::PrintOf(const ClientAddress& client, const Crawler& crawler) const noexcept {
  constexpr std::size_t kMostAgentBytes = 64;
  const ClientAddress masked = client.Masked(prefix_);
  std::array<uint8_t, 16 + kMostAgentBytes> bytes{};
  std::memcpy(bytes.data(), masked.bytes().data(), 16);
  std::memcpy(bytes.data() + 16, crawler.agent.data(), std::min(crawler.agent.size(), kMostAgentBytes));
  const uint64_t print = SipHash(key_, bytes.data(), bytes.size());
  return print == 0 ? 1 : print;
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
  const uint64_t print = PrintOf(client, crawler);
  const uint64_t tag = TagOfPrint(print);
  // relaxed, all: hash and state are compared with each other
  const auto has_run_out = [now](const ClaimWords& row) {
    const uint64_t state = row.state.load(std::memory_order_relaxed);
    return TagOfState(state) != TagOfPrint(row.print.load(std::memory_order_relaxed)) || !Lasts(state, now);
  };
  const Place<ClaimWords> place = Rows::FindOrTake(rows_, print, has_run_out);
  if (place.row == nullptr) {
    counters_.Add(Counter::kCrawlerQuestionsDropped);
    return {};
  }
  const uint64_t state = place.row->state.load(std::memory_order_relaxed);
  if (!place.taken_over && TagOfState(state) == tag && Lasts(state, now))
    return {ClaimOf(KindOf(state)), place.number, state};
  Write(*place.row, client,
        StateOf(kKindAsked, crawlers.IndexOf(crawler), tag, After(now, LifeOf(kKindAsked))));
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
  const auto index = static_cast<uint8_t>(question.state >> kIndexShift);
  if (index >= crawlers.all().size()) return std::nullopt;
  question.crawler = &crawlers.all()[index];
  if (!question.crawler->verifiable()) return std::nullopt;
  // relaxed, all: the hash tells whether they belong together
  question.client = ClientAddress::FromWords(row.address_high.load(std::memory_order_relaxed),
                                             row.address_low.load(std::memory_order_relaxed));
  const uint64_t print = PrintOf(question.client, *question.crawler);
  if (row.print.load(std::memory_order_relaxed) != print || TagOfState(question.state) != TagOfPrint(print))
    return std::nullopt;
  return question;
}

bool CrawlerClaims::Answer(const Question& question, CrawlerClaim claim, Tick now) noexcept {
  if (question.row >= kCrawlerClaims) return false;
  const Kind kind = claim == CrawlerClaim::kVerified ? kKindVerified
                    : claim == CrawlerClaim::kFalse  ? kKindFalse
                                                     : kKindUndecided;
  uint64_t asked = question.state;
  const uint64_t answer =
      StateOf(kind, static_cast<uint8_t>(asked >> kIndexShift), TagOfState(asked), After(now, LifeOf(kind)));
  // relaxed: the state says nothing about other memory; its tag tells whose it is
  return rows_[question.row].state.compare_exchange_strong(asked, answer, std::memory_order_relaxed,
                                                           std::memory_order_relaxed);
}

}  // namespace errwatch::store
