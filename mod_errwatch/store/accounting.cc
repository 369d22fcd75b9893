#include "store/accounting.h"

#include <array>

#include "store/posting.h"

namespace errwatch::store {
namespace {

// What counts each time is charged beside the category that names the entry: else a guesser hides behind a
// payload that he sends along with every guess, and that counts once.
constexpr std::array kCountedBeside = {Category::kAuthFailure, Category::kResourceExhaustion};

}  // namespace

void AccountClaim(Segment& segment, const Entry& entry, const ClientAddress& client, const Charge& charge,
                  Tick now) noexcept {
  if (!charge.verify_crawlers || entry.agent.empty()) return;
  Classification what;  // of no rule
  what.category = Category::kBotProxy;
  Posting(segment, entry, what, client, charge, now).PostClaim();
}

void CountWork(Counters counters, const Classification& what) noexcept {
  counters.Add(Counter::kSteps, what.steps);
  if (what.unread) counters.Add(Counter::kUnread);
}

void AccountEarly(Segment& segment, const Entry& entry, const Classification& what,
                  const ClientAddress& client, const Charge& charge, RequestLedger& request,
                  Tick now) noexcept {
  if (client.empty() || what.cost == 0 || Info(what.category).repeats != Repeats::kSameTarget) return;
  Posting(segment, entry, what, client, charge, now).PostEarly(request);
}

void AccountAnswer(Segment& segment, const ClientAddress& client, uint64_t scope,
                   const RequestLedger& request, uint16_t status) noexcept {
  if (request.told[0] == 0) return;
  const Fingerprint fingerprint = segment.clients().KeyOf(client, scope).fingerprint;
  for (const StoryTicket ticket : request.told) segment.stories().Answer(fingerprint, ticket, status);
}

Outcome Account(Segment& segment, const Entry& entry, const Classification& what, const ClientAddress& client,
                const Charge& charge, RequestLedger* request, Tick now) noexcept {
  RequestLedger alone;
  RequestLedger& ledger = request != nullptr ? *request : alone;
  Outcome outcome = Posting(segment, entry, what, client, charge, now).Post(ledger);
  for (const Category category : kCountedBeside) {
    if (client.empty() || what.cost == 0 || !what.also.Has(category) || outcome.blocked) continue;
    Classification beside = what;
    beside.category = category;
    const uint32_t says_so = category == Category::kAuthFailure ? what.failure_rule : what.load_rule;
    if (says_so != 0) beside.rule = says_so;
    beside.cost = Info(category).default_cost;
    const Outcome more = Posting(segment, entry, beside, client, charge, now).PostBeside(ledger, what.rule);
    if (more.blocked || !outcome.poured) outcome = more;
  }
  return outcome;
}

}  // namespace errwatch::store
