#include "store/accounting.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "model/bucket_tag.h"
#include "model/failed_names.h"
#include "model/request_headers.h"
#include "store/circumstances.h"
#include "store/evidence.h"
#include "store/login_name.h"
#include "store/short_text.h"

namespace errwatch::store {
namespace {

// What counts each time is charged beside the category that names the entry: else a guesser hides behind a
// payload that he sends along with every guess, and that counts once.
constexpr std::array kCountedBeside = {Category::kAuthFailure, Category::kResourceExhaustion};

// One entry on its way through the accounts.
class Posting {
 public:
  Posting(Segment& segment, const Entry& entry, const Classification& what, const ClientAddress& client,
          const Charge& charge, Tick now)
      : counters_(segment.counters()),
        rules_(segment.rules()),
        templates_(segment.templates()),
        incidents_(segment.incidents()),
        clients_(segment.clients()),
        claims_(segment.crawler_claims()),
        key_of_hashes_(segment.hash_key()),
        entry_(entry),
        what_(what),
        charge_(charge),
        now_(now),
        client_(client),
        key_(client.empty() ? ClientKey() : clients_.KeyOf(client, charge.scope)) {}

  Outcome Post(RequestLedger& ledger);
  // In another category than that which names it: it is counted and shown already.
  Outcome PostBeside(RequestLedger& ledger) { return PostTo(ledger); }
  // Of a request that is evidence of nothing else. Asked early, the answer is there when it is wanted.
  void PostClaim() { JudgeClaim(); }

 private:
  void CountHits();
  Outcome PostTo(RequestLedger& ledger);
  Circumstances Consider(RequestLedger& request);
  void NoteFailedName(bool tried_before);
  CrawlerClaim JudgeClaim();
  void ChargeFalseClaim();
  void Pour(RequestLedger& request, uint32_t quanta);
  void PourApart(uint8_t tag, const Limit& limit, uint32_t quanta, RequestLedger& request);
  bool PourWidespread(Templates::Spread spread, RequestLedger& request);
  void Overflow(uint8_t tag, const Limit& limit, uint32_t level, BlockKind kind = {});
  void ReportEnd(const BlockWord& block);
  void Report(IncidentKind kind, uint8_t tag, const Limit* limit, uint32_t level, const BlockWord& block);

  Counters counters_;
  RuleStats rules_;
  Templates templates_;
  IncidentRing incidents_;
  ClientTable clients_;
  CrawlerClaims claims_;
  const HashKey& key_of_hashes_;
  const Entry& entry_;
  const Classification& what_;
  const Charge& charge_;
  const Tick now_;
  const ClientAddress client_;  // not masked
  const ClientKey key_;
  Provenance provenance_ = Provenance::kUnknown;
  Outcome outcome_;
};

void Posting::CountHits() {
  const std::size_t count = std::min<std::size_t>(what_.rule_count, what_.rules.size());
  bool named = false;
  for (std::size_t i = 0; i < count; ++i) {
    rules_.Hit(what_.rules[i], now_);
    named = named || what_.rules[i] == what_.rule;
  }
  if (!named) rules_.Hit(what_.rule, now_);
  if (what_.limited) counters_.Add(Counter::kMatchLimit);
  if (what_.category == Category::kBenign) {
    counters_.Add(Counter::kBenign);
  } else {
    counters_.AddCategory(what_.category);
  }
}

// Puts an incident into the ring.
void Posting::Report(IncidentKind kind, uint8_t tag, const Limit* limit, uint32_t level,
                     const BlockWord& block) {
  const ShortText<192> uri = TargetOf(entry_);
  Incident incident;
  incident.kind = kind;
  incident.category = kind == IncidentKind::kFalseCrawler ? Category::kBotProxy : what_.category;
  incident.limit = tag;
  incident.scope = charge_.scope_index;
  incident.strikes = block.strikes;
  incident.foreign_only = block.foreign_only;
  // What was asked for has nothing to do with the claim.
  incident.rule = kind == IncidentKind::kFalseCrawler ? 0 : what_.rule;
  incident.score = limit != nullptr ? (level + kQuantaPerUnit - 1) / kQuantaPerUnit : what_.cost;
  incident.capacity = limit != nullptr ? limit->shape.capacity : 0;
  incident.status = entry_.status;
  incident.log_id = entry_.log_id;
  incident.time = now_;
  incident.until = block.until;
  incident.client = key_.address;
  incident.vhost = entry_.vhost;
  incident.method = entry_.method;
  incident.uri = uri.view();
  incident.message = entry_.message;
  incidents_.Append(incident);
  if (kind == IncidentKind::kEntry) return;
  counters_.Add(Counter::kIncidents);
  outcome_.incident = true;
}

// The block before this one ran out, and no sweep has come by since.
void Posting::ReportEnd(const BlockWord& block) {
  counters_.Add(Counter::kExpired);
  if (!block.detection_only) incidents_.Append(EndOfBlock(key_.address, charge_.scope_index, block, now_));
}

// This pour filled a bucket: blocks the client, unless it is blocked already, and reports it.
void Posting::Overflow(uint8_t tag, const Limit& limit, uint32_t level, BlockKind kind) {
  BlockWord block;
  if (BlockLength(*charge_.block, limit, 0).count() == 0) {
    const std::optional<BlockWord> held = clients_.FindBlock(key_);
    if (held && held->Active(now_)) return;
    outcome_.limit = tag;
    return Report(IncidentKind::kDetection, tag, &limit, level, block);
  }
  BlockWord ended;
  kind.detection_only = charge_.detection_only;
  if (clients_.Block(key_, tag, limit, *charge_.block, kind, now_, &block, &ended) != BlockChange::kOpened)
    return;
  if (ended.until.value != 0) ReportEnd(ended);
  counters_.Add(charge_.detection_only ? Counter::kDetections : Counter::kBlocks);
  outcome_.blocked = true;
  outcome_.limit = tag;
  outcome_.until = block.until;
  Report(charge_.detection_only ? IncidentKind::kDetection : IncidentKind::kBlock, tag, &limit, level, block);
}

// True when the entry is widespread, and so is not charged as others are.
bool Posting::PourWidespread(Templates::Spread spread, RequestLedger& request) {
  if (spread == Templates::Spread::kFew) return false;
  if (spread == Templates::Spread::kManyFirst) Report(IncidentKind::kWidespread, 0, nullptr, 0, BlockWord{});
  if (!MayBeTheServer(what_.category)) return false;
  counters_.Add(Counter::kWidespread);
  outcome_.widespread = true;
  const Limit& any = charge_.limits->any;
  if (any.shape.capacity == 0 || request.widespread) return true;
  request.widespread = true;
  Limit own = any;
  own.shape.capacity = std::min(any.shape.capacity * kWidespreadFactor, kMaxLevel / kQuantaPerUnit);
  const PourResult poured =
      clients_.Pour(key_, kWidespreadTag, uint32_t{what_.cost} << kQuantaPerUnitLog2, own.shape, now_);
  clients_.Touch(key_, what_.rule, charge_.scope_index, now_);
  if (poured.overflow) Overflow(kAnyTag, own, poured.level);
  return true;
}

// A phone that sends its old password again and again has tried one, and there is nothing to forgive. Nor is there
// where another site's page did it for certain: else it could make a takeover of the owner's next log-in.
void Posting::NoteFailedName(bool tried_before) {
  if (tried_before || EqualsIgnoreCase(HeadersOf(entry_).fetch_site, "cross-site")) return;
  if (const std::optional<uint32_t> name = FailedNameOf(entry_, key_of_hashes_))
    clients_.NoteFailedName(key_, *name, now_);
}

// What is known of the client and of the target, asked once a request and category: the response comes after
// the entry, and must not find its own target known.
//
// What a page may have laid is held against nobody but that account, and remembered apart; not remembered is that
// it failed.
Circumstances Posting::Consider(RequestLedger& request) {
  Circumstances c = CircumstancesOf(entry_, what_);
  c.client_alone = what_.client_alone;
  c.crawler = JudgeClaim();
  provenance_ = c.provenance;
  const bool laid = IsLaid(what_.category, c);
  if (!request.failed) {
    request.failed = true;
    request.record = laid ? clients_.RecordOf(key_, now_) : clients_.NoteFailure(key_, now_);
  }
  const Category category = what_.category;
  if (!request.noted.Has(category)) {
    request.noted.Add(category);
    const EvidenceHashes hashes = HashesOf(entry_, what_, key_of_hashes_);
    const Conduct conduct = clients_.NoteTarget(key_, hashes.shape, hashes.target, laid, &request.own, now_);
    if (conduct.new_shape) request.new_shape.Add(category);
    if (conduct.new_target) request.new_target.Add(category);
    if (category == Category::kAuthFailure) {
      request.login_failed = true;
      NoteFailedName(c.has_credentials && !conduct.new_target);
    }
  }
  c.record = request.record;
  c.new_shape = request.new_shape.Has(category);
  c.new_target = request.new_target.Has(category);
  return c;
}

// What is known of a client that announces a crawler. That it says so and is none is charged, once for each such answer of the
// DNS.
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
  if (limit.shape.capacity != 0)
    own = clients_.Pour(key_, TagOf(Category::kBotProxy), kFalseClaimQuanta, limit.shape, now_);
  if (any.shape.capacity != 0) sum = clients_.Pour(key_, kAnyTag, kFalseClaimQuanta, any.shape, now_);
  if (own.overflow) Overflow(TagOf(Category::kBotProxy), limit, own.level);
  if (sum.overflow) Overflow(kAnyTag, any, sum.level);
}

// Into the category's bucket and into `any`, as far as this entry weighs more than what the request was charged with.
void Posting::Pour(RequestLedger& request, uint32_t quanta) {
  const Limit& limit = (*charge_.limits)[what_.category];
  const Limit& any = charge_.limits->any;
  uint16_t& poured = request.quanta[static_cast<uint8_t>(what_.category)];
  const uint32_t own_more = quanta > poured ? quanta - poured : 0;
  const uint32_t any_more = quanta > request.any_quanta ? quanta - request.any_quanta : 0;
  PourResult own;
  PourResult sum;
  if (own_more != 0 && limit.shape.capacity != 0)
    own = clients_.Pour(key_, TagOf(what_.category), own_more, limit.shape, now_);
  if (any_more != 0 && any.shape.capacity != 0) sum = clients_.Pour(key_, kAnyTag, any_more, any.shape, now_);
  poured = static_cast<uint16_t>(poured + own_more);
  request.any_quanta += any_more;

  outcome_.poured = own.tracked || sum.tracked;
  outcome_.level = own.level;
  if (!outcome_.poured) return;
  counters_.Add(Counter::kPoured);
  clients_.Touch(key_, what_.rule, charge_.scope_index, now_);

  // One incident: the category says more than the sum, but a limit that blocks goes before one that only tells.
  const bool category_blocks = BlockLength(*charge_.block, limit, 0).count() != 0;
  if (own.overflow && (category_blocks || !sum.overflow))
    return Overflow(TagOf(what_.category), limit, own.level);
  if (sum.overflow) Overflow(kAnyTag, any, sum.level);
}

// Into an account that is not the client's own (model/judgement.h). What it comes to is measured by `limit`.
void Posting::PourApart(uint8_t tag, const Limit& limit, uint32_t quanta, RequestLedger& request) {
  uint16_t& poured = request.quanta[static_cast<uint8_t>(what_.category)];
  const uint32_t more = quanta > poured ? quanta - poured : 0;
  if (more == 0 || limit.shape.capacity == 0) return;
  const PourResult result = clients_.Pour(key_, tag, more, limit.shape, now_);
  poured = static_cast<uint16_t>(poured + more);
  outcome_.poured = result.tracked;
  outcome_.level = result.level;
  if (!result.tracked) return;
  counters_.Add(Counter::kPoured);
  clients_.Touch(key_, what_.rule, charge_.scope_index, now_);
  BlockKind kind;
  kind.foreign_only = tag == kForeignTag;
  kind.pictures_too = kind.foreign_only && provenance_ == Provenance::kOwnPicture;
  kind.links_too = kind.foreign_only && provenance_ == Provenance::kForeignLink;
  if (result.overflow) Overflow(TagOf(what_.category), limit, result.level, kind);
}

Outcome Posting::Post(RequestLedger& ledger) {
  CountHits();
  if (static_cast<uint8_t>(what_.category) >= kCategoryCount) return outcome_;
  if (charge_.entry_events) Report(IncidentKind::kEntry, 0, nullptr, 0, BlockWord{});

  if (client_.empty() || what_.cost == 0) {
    const bool about_server = IsAboutServer(what_.category) || what_.cost != 0;
    if (about_server && rules_.ClaimIncident(what_.rule, kQuietTicks, now_)) {
      Report(IncidentKind::kServer, 0, nullptr, 0, BlockWord{});
    }
    return outcome_;
  }
  return PostTo(ledger);
}

Outcome Posting::PostTo(RequestLedger& ledger) {
  const bool again = ledger.noted.Has(what_.category);
  if (again) counters_.Add(Counter::kSameRequest);
  const Circumstances circumstances = Consider(ledger);
  const Weighed weighed = Weigh(what_.category, what_.cost, circumstances);
  // It asks for what others link to, at whatever speed.
  if (weighed.account == Account::kCrawl && circumstances.crawler == CrawlerClaim::kVerified) return outcome_;
  if (IsWatched(what_.category) && !again) {
    const bool visitor = ledger.record.Known();
    const Templates::Spread spread =
        templates_.Note(TemplateKey(entry_, what_.rule), key_.fingerprint, visitor, now_);
    if (PourWidespread(spread, ledger)) return outcome_;
  }
  if (ledger.widespread) return outcome_;
  switch (weighed.account) {
    case Account::kOwn:
      Pour(ledger, weighed.quanta);
      break;
    case Account::kForeign:
      PourApart(kForeignTag, (*charge_.limits)[what_.category], weighed.quanta, ledger);
      break;
    case Account::kCrawl:
      PourApart(kCrawlTag, {kCrawlShape, charge_.limits->any.block}, weighed.quanta, ledger);
      break;
  }
  return outcome_;
}

}  // namespace

void AccountClaim(Segment& segment, const Entry& entry, const ClientAddress& client, const Charge& charge,
                  Tick now) noexcept {
  if (!charge.verify_crawlers || entry.agent.empty()) return;
  Classification what;  // of no rule
  what.category = Category::kBotProxy;
  Posting(segment, entry, what, client, charge, now).PostClaim();
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
    beside.cost = Info(category).default_cost;
    const Outcome more = Posting(segment, entry, beside, client, charge, now).PostBeside(ledger);
    if (more.blocked || !outcome.poured) outcome = more;
  }
  return outcome;
}

}  // namespace errwatch::store
