#include "store/posting.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "model/bucket_tag.h"
#include "model/request_headers.h"
#include "store/circumstances.h"
#include "store/evidence.h"
#include "store/login_name.h"

namespace errwatch::store {
namespace {

// The mildest answer that there may be.
Entry Answered(Entry entry) {
  entry.status = 200;
  return entry;
}

}  // namespace

void Posting::CountHits() {
  const std::size_t count = std::min<std::size_t>(what_.rule_count, what_.rules.size());
  bool named = false;
  for (std::size_t i = 0; i < count; ++i) {
    rules_.Hit(what_.rules[i], now_);
    named = named || what_.rules[i] == what_.rule;
  }
  if (!named) rules_.Hit(what_.rule, now_);
  if (what_.limited) counters_.Add(Counter::kMatchLimit);
  if (what_.overlong) counters_.Add(Counter::kOverlong);
  if (what_.category == Category::kBenign) {
    counters_.Add(Counter::kBenign);
  } else {
    counters_.AddCategory(what_.category);
    timeline_.Note(what_.category, now_);
  }
}

// A phone that sends its old password again and again has tried one, and there is nothing to forgive. Nor is
// there where another site's page did it for certain: else it could make a takeover of the owner's next
// log-in.
void Posting::NoteFailedName(bool tried_before) {
  if (tried_before || EqualsIgnoreCase(HeadersOf(entry_).fetch_site, "cross-site")) return;
  if (const std::optional<uint32_t> name = FailedNameOf(entry_, key_of_hashes_))
    clients_.NoteFailedName(key_, *name, now_);
}

void Posting::NoteLogIn(RequestLedger& request, const Conduct& conduct, Circumstances& c) {
  if (c.guessed && MayHaveFailed(c.tried)) {
    if (conduct.new_target)
      c.tried_before = clients_.NoteTriedName(key_, TriedNameOf(entry_, key_of_hashes_), now_);
    return;
  }
  request.login_failed = !c.guessed || c.tried != Tried::kNothing;
  if (request.login_failed) NoteFailedName((c.guessed || c.has_credentials) && !conduct.new_target);
}

// What is known of the client and of the target, asked once a request and category: the response comes after
// the entry, and must not find its own target known.
//
// What a page may have laid is held against nobody but that account, and remembered apart; not remembered is
// that it failed.
Circumstances Posting::Consider(RequestLedger& request) {
  Circumstances c = request.early ? CircumstancesOf(Answered(entry_), what_) : CircumstancesOf(entry_, what_);
  c.client_alone = what_.client_alone;
  // Which crawler an agent names is asked once a request: all agents of the list are looked for.
  c.crawler = request.claim ? *request.claim : JudgeClaim();
  if (!entry_.agent.empty()) request.claim = c.crawler;  // else its headers may not be read yet
  provenance_ = c.provenance;
  const bool laid = IsLaid(what_.category, c);
  // What a browser carries along is no fault of a page that is answered.
  if (request.early || (!c.refused && (c.guessed || c.carried))) {
    request.record = clients_.RecordOf(key_, now_);
  } else if (!request.failed) {
    request.failed = true;
    // Nor is text that a page of this site answered a failure, nor what such a page posted.
    const bool answered = !c.refused && (c.typed || IsOwnPost(c));
    request.record = laid || answered ? clients_.RecordOf(key_, now_) : clients_.NoteFailure(key_, now_);
  }
  const Category category = what_.category;
  if (!request.noted.Has(category)) {
    request.noted.Add(category);
    const EvidenceHashes& hashes = hashes_ = HashesOf(entry_, what_, key_of_hashes_);
    const Conduct conduct = clients_.NoteTarget(key_, hashes.shape, hashes.target, laid, &request.own, now_);
    if (conduct.new_shape) request.new_shape.Add(category);
    if (conduct.new_target) request.new_target.Add(category);
    if (category == Category::kAuthFailure) NoteLogIn(request, conduct, c);
  }
  c.record = request.record;
  c.new_shape = request.new_shape.Has(category);
  c.new_target = request.new_target.Has(category);
  return c;
}

// What is known of a client that announces a crawler. That it says so and is none is charged, once for each
// such answer of the DNS.
CrawlerClaim Posting::JudgeClaim() {
  const Crawler* crawler = charge_.crawlers == nullptr ? nullptr : charge_.crawlers->Announced(entry_.agent);
  if (crawler == nullptr) return CrawlerClaim::kNone;
  if (!charge_.verify_crawlers || !crawler->verifiable()) return CrawlerClaim::kAnnounced;
  const CrawlerClaims::Known known = claims_.Ask(client_, *charge_.crawlers, *crawler, now_);
  if (claims_.TakeCharge(known)) ChargeFalseClaim();
  return known.claim;
}

void Posting::ChargeFalseClaim() {
  Report(IncidentKind::kFalseCrawler, TagOf(Category::kBotProxy), nullptr, 0, BlockWord{});
  const Limit& limit = (*charge_.limits)[Category::kBotProxy];
  const Limit& any = charge_.limits->any;
  PourResult own;
  PourResult sum;
  if (limit.shape.capacity != 0) own = PourInto(TagOf(Category::kBotProxy), kFalseClaimQuanta, limit.shape);
  if (any.shape.capacity != 0) sum = PourInto(kAnyTag, kFalseClaimQuanta, any.shape);
  if (own.tracked || sum.tracked) {
    StoryEvent counted = StoryOf(StoryKind::kEntry);
    counted.category = Category::kBotProxy;
    counted.rule = 0;  // as in IncidentOf
    counted.cost = static_cast<uint16_t>(kFalseClaimQuanta / kQuantaPerUnit);
    counted.limit = own.tracked ? TagOf(Category::kBotProxy) : kAnyTag;
    counted.level = own.tracked ? own.level : sum.level;
    counted.capacity = own.tracked ? limit.shape.capacity : any.shape.capacity;
    counted.any_level = sum.level;
    counted.poured = kFalseClaimQuanta;
    RequestLedger beside;  // of the claim, not of what was asked for
    TellCounted(beside, counted);
  }
  if (own.overflow) Overflow(TagOf(Category::kBotProxy), limit, own.level);
  if (sum.overflow) Overflow(kAnyTag, any, sum.level);
}

Outcome Posting::Post(RequestLedger& ledger) {
  told_early_ = std::exchange(ledger.early, false);
  CountHits();
  if (static_cast<uint8_t>(what_.category) >= kCategoryCount) return outcome_;
  entry_told_ = !charge_.entry_events;
  poured_quanta_ = std::exchange(ledger.untold_quanta, 0);
  PostCharge(ledger);
  TellEntry();
  return outcome_;
}

void Posting::PostCharge(RequestLedger& ledger) {
  if (client_.empty() || what_.cost == 0) {
    if (!client_.empty() && charge_.anomalies && IsAboutServer(what_.category)) NoteFault();
    const bool about_server = IsAboutServer(what_.category) || what_.cost != 0;
    if (about_server && rules_.ClaimIncident(what_.rule, kQuietTicks, now_)) {
      Report(IncidentKind::kServer, 0, nullptr, 0, BlockWord{});
    }
    return;
  }
  PostTo(ledger);
}

Outcome Posting::PostTo(RequestLedger& ledger) {
  if (InBlockedRange()) {
    counters_.Add(Counter::kRangeEntries);
    return outcome_;
  }
  ranges_.NoteSeen(key_, now_);
  const bool again = ledger.noted.Has(what_.category);
  if (again && !told_early_) counters_.Add(Counter::kSameRequest);
  const Circumstances circumstances = Consider(ledger);
  const Weighed weighed = Weigh(what_.category, what_.cost, circumstances);
  // Also of visitors, whose faults weigh nothing: who comes tells an attack from a fault of the server.
  // A crawler that the DNS confirms goes where others' links lead, and is nobody's accomplice.
  if (charge_.anomalies && !again && weighed.account == Account::kOwn &&
      circumstances.crawler != CrawlerClaim::kVerified)
    NoteTargets(ledger.record, weighed.quanta != 0);
  // It asks for what others link to, at whatever speed.
  if (weighed.account == Account::kCrawl && circumstances.crawler == CrawlerClaim::kVerified) return outcome_;
  // A log-in that may be right is everybody's.
  if (IsWatched(what_.category) && !again && (weighed.quanta != 0 || !circumstances.guessed)) {
    const bool visitor = ledger.record.Known();
    const Templates::Spread spread =
        templates_.Note(TemplateKey(entry_, what_.rule), key_.fingerprint, visitor, now_);
    if (PourWidespread(spread, ledger)) return outcome_;
  }
  if (ledger.widespread) return outcome_;
  switch (weighed.account) {
    case Account::kOwn:
      outcome_.joins ? PourOfJoiner(ledger, weighed.quanta) : Pour(ledger, weighed.quanta);
      break;
    case Account::kForeign:
      PourForeign(ledger, weighed.quanta);
      break;
    case Account::kCrawl:
      PourCrawl(ledger, weighed.quanta);
      break;
  }
  return outcome_;
}

}  // namespace errwatch::store
