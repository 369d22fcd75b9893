#include "httpd/crawler_check.h"

#include <algorithm>

namespace errwatch::httpd {
namespace {

using store::Counter;
using store::CrawlerClaims;

constexpr Milliseconds kMostWait{250};
// At once: nobody who claims to be a thousand crawlers makes this server flood a resolver.
constexpr std::size_t kMostUnderWay = 32;

Counter CounterOf(CrawlerClaim claim) {
  return claim == CrawlerClaim::kVerified ? Counter::kCrawlersVerified
         : claim == CrawlerClaim::kFalse  ? Counter::kCrawlersFalse
                                          : Counter::kCrawlersUndecided;
}

}  // namespace

Status CrawlerCheck::Open(const std::string& resolver) {
  auto lookups = ReverseLookups::Open(resolver);
  if (!lookups) return lookups.failure();
  lookups_ = std::move(lookups).value();
  return Ok{};
}

void CrawlerCheck::PutNewQuestions(Tick now) {
  const CrawlerClaims claims = segment_.crawler_claims();
  // Begins where it left off, so that nobody who fills the first rows keeps the others from being asked.
  for (uint32_t i = 0; i < store::kCrawlerClaims && asked_.size() < kMostUnderWay; ++i) {
    const uint32_t row = next_row_;
    next_row_ = (next_row_ + 1) % store::kCrawlerClaims;
    const auto under_way = [row](const CrawlerClaims::Question& other) { return other.row == row; };
    if (std::ranges::any_of(asked_, under_way)) continue;
    const auto question = claims.At(row, crawlers_, now);
    if (!question) continue;
    asked_.push_back(*question);
    lookups_->Ask(row, question->client, *question->crawler);
  }
}

void CrawlerCheck::WriteDown(const ReverseLookups::Answer& answer, Tick now) {
  const auto question = std::ranges::find(asked_, answer.id, &CrawlerClaims::Question::row);
  if (question == asked_.end()) return;
  if (segment_.crawler_claims().Answer(*question, answer.claim, now))
    segment_.counters().Add(CounterOf(answer.claim));
  asked_.erase(question);
}

void CrawlerCheck::Run(Tick now) {
  if (lookups_ == nullptr) return;
  PutNewQuestions(now);
  if (lookups_->under_way() == 0) return;
  for (const ReverseLookups::Answer& answer : lookups_->Take(kMostWait)) WriteDown(answer, now);
}

}  // namespace errwatch::httpd
