#include "cli/scan/replay.h"

#include <sys/mman.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "base/both_ends.h"
#include "cli/logs/entry_json.h"
#include "model/bucket_tag.h"
#include "model/failed_names.h"
#include "model/identity.h"
#include "model/request_headers.h"
#include "store/accounting.h"
#include "store/admission.h"
#include "store/success.h"

namespace errwatch::cli {
namespace {

constexpr int64_t kDayMs = 24LL * 3600 * 1000;
constexpr std::size_t kMessageBytes = 200;

// Reports must be the same for the same log, so the key is fixed; nobody can choose addresses against a
// replay that has happened.
constexpr store::HashKey kReplayKey = {'e', 'r', 'r', 'w', 'a', 't', 'c', 'h',
                                       ' ', 'r', 'e', 'p', 'l', 'a', 'y', '.'};

}  // namespace

Result<std::unique_ptr<Replay>> Replay::Make(const RulesInForce& rules) {
  std::unique_ptr<Replay> replay(new Replay(rules));
  const store::Geometry geometry = store::GeometryFor(rules.settings.clients.value);
  replay->region_bytes_ = store::RegionBytes(geometry);
  // Untouched pages take no memory.
  void* region = ::mmap(nullptr, replay->region_bytes_, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (region == MAP_FAILED)
    return Error{"no memory for a table of " + std::to_string(rules.settings.clients.value) + " clients"};
  replay->region_ = region;
  Result<store::Segment> segment =
      store::Segment::Format({static_cast<std::byte*>(region), replay->region_bytes_}, geometry, kReplayKey,
                             rules.settings.prefix.value, Tick{1});
  if (!segment) return segment.failure();
  replay->segment_.emplace(std::move(segment).value());
  Result<std::shared_ptr<const CrawlerList>> crawlers = ResolveCrawlers(rules.settings.crawlers.value);
  if (!crawlers) return crawlers.failure();
  replay->crawlers_ = std::move(crawlers).value();
  replay->charge_.crawlers = replay->crawlers_.get();  // taken at their word: nobody asks the DNS here
  const std::string& scope = rules.settings.scope.value;
  replay->charge_.limits = &rules.limits;
  replay->charge_.block = &rules.settings.block.value;
  replay->charge_.anomalies = rules.settings.anomalies.value;
  replay->charge_.under_attack = rules.settings.under_attack.value;
  replay->charge_.scope = store::ScopeHash(scope);
  replay->charge_.scope_index = replay->segment_->RegisterScope(scope);
  return replay;
}

Replay::~Replay() {
  if (region_ != nullptr) ::munmap(region_, region_bytes_);
}

void Replay::StartClock(int64_t first_us) {
  clock_started_ = true;
  const int64_t short_of = kEpochUnixMs + kDayMs - first_us / 1000;
  if (short_of > 0) shift_ms_ = (short_of + kDayMs - 1) / kDayMs * kDayMs;
}

int64_t Replay::Moment() const { return clock_started_ ? now_us_ : kNoTime; }

// As httpd's gates would have answered the request.
bool Replay::IsDenied(const ScanRecord& record) {
  const Tick now = TickOf(now_us_);
  const store::ClientKey key = std::as_const(*segment_).clients().KeyOf(record.client, charge_.scope);
  const std::optional<store::HeldBlock> held = segment_->FindBlock(key, now);
  if (!held) return false;
  const store::BlockWord* block = &held->word;
  const Provenance provenance =
      block->foreign_only ? ProvenanceOf(HeadersOf(record.entry)) : Provenance::kUnknown;
  return store::PassageOf(*block, charge_.detection_only, provenance, now) == store::Passage::kDenied &&
         !segment_->near_peers().TakePass(record.client, PeerRequest(record), now);
}

// Of a log-in that failed, and of one that succeeded while the client would have been denied: that it would
// have been is no reason not to tell that a password was guessed.
void Replay::NoteLogIn(const ScanRecord& record, bool denied) {
  constexpr std::size_t kMostFailing = 65'536;
  const Entry& entry = record.entry;
  if (entry.user.empty() || record.again) return;
  const std::size_t key =
      AddressHash()(record.client.Masked(prefix())) ^ std::hash<std::string_view>()(entry.user);
  const bool failed = record.what.category == Category::kAuthFailure;
  if (!failed && (!entry.authenticated || !IsSuccess(entry))) return;
  const auto known =
      failed && failures_.size() < kMostFailing ? failures_.try_emplace(key).first : failures_.find(key);
  if (known == failures_.end()) return;
  Failures& failures = known->second;
  if (failures.last_us + kDayMs * 1000 < now_us_) failures.count = 0;
  failures.last_us = now_us_;
  if (failed) {
    ++failures.count;
    return;
  }
  if (denied && failures.count >= kTakeoverFailures)
    takeovers_.push_back({Moment(), record.client, std::string(entry.user), failures.count, {}, {}});
  failures_.erase(known);
}

// When an entry without a time came nobody knows: it is of no crowd.
store::Charge Replay::ChargeFor(const ScanRecord& record) const {
  store::Charge charge = charge_;
  charge.anomalies = charge.anomalies && record.time_us.has_value();
  return charge;
}

// A log says of a success at best who it was and by which form.
void Replay::AddSuccess(const ScanRecord& record) {
  const bool forgive = rules_.settings.forgive.value;
  const Entry& entry = record.entry;
  const store::Charge charge = ChargeFor(record);
  const uint32_t failures =
      store::AccountSuccess(*segment_, forgive ? entry : Entry(), record.client, charge, TickOf(now_us_));
  Collect(nullptr);
  if (charge.anomalies && failures != 0 && failures < kTakeoverFailures) NoteEarlyLogIn(record, failures);
}

// Lines that begin with a client are an excerpt's. In a log whose lines bear times they are what a child
// process wrote, who may name anybody.
Replay::Effect Replay::Add(const ScanRecord& record, std::size_t file, uint64_t line) {
  if (record.begins_with_client && clock_started_) {
    ScanRecord words = record;
    words.begins_with_client = false;
    words.client = ClientAddress();
    return Add(words, file, line);
  }
  if (record.time_us) {
    if (!clock_started_) StartClock(*record.time_us);
    AdvanceTo(*record.time_us);
  } else if (!clock_started_ && now_us_ == 0) {
    now_us_ = (kEpochUnixMs + kDayMs) * 1000;  // a log without times is one instant
  }
  NoteKind(record);
  Effect effect;
  effect.denied = IsDenied(record);
  NotePeer(record, effect.denied);
  // A log has the word of mod_remoteip where the server had it. What is left are proxies that nobody named.
  const bool unnamed = segment_->near_peers().IsProxy(record.client, now());
  const Identity identity = Identify({record.client, false, unnamed, IsLoopbackHost(record.client)},
                                     rules_.settings.trusted_proxies, rules_.settings.allow);
  effect.identity = identity.kind;
  const bool accounted = store::Admit(identity.kind, segment_->counters());
  if (identity.kind == IdentityKind::kClient) NoteLogIn(record, effect.denied);
  const bool benign = record.what.category == Category::kBenign;
  const RequestLedgers::Ledger ledger = benign && record.request == 0 ? nullptr : ledgers_.Of(record);
  if (benign) {
    // What the error log held against the same request is no success.
    const bool told = ledger != nullptr && ledger->failed;
    if (identity.kind == IdentityKind::kClient && IsSuccess(record.entry) && !effect.denied && !told)
      AddSuccess(record);
  } else if (!identity.address.empty()) {
    AddOfClient(record, accounted, file, line, ledger.get(), effect);
  } else if (accounted) {
    effect.outcome =
        store::Account(*segment_, record.entry, record.what, ClientAddress(), charge_, nullptr, now());
    if (effect.outcome.incident) Collect(nullptr);
  }
  return effect;
}

void Replay::AddOfClient(const ScanRecord& record, bool accounted, std::size_t file, uint64_t line,
                         store::RequestLedger* ledger, Effect& effect) {
  ClientTotals& totals = clients_[record.client.Masked(prefix())];
  // The line by which a request counts may come after the others of it.
  if (!totals.seen) totals.first_us = totals.last_us = Moment();
  totals.seen = true;
  totals.first_us = std::min(totals.first_us, Moment());  // the log's clock may go back
  totals.last_us = std::max(totals.last_us, Moment());
  const uint64_t counts = record.again ? 0 : 1;
  totals.entries += counts;
  if (!record.again) totals.categories.Add(record.what.category);
  // A client is a network, of which the list may hold some addresses only.
  totals.allowed = totals.allowed || !accounted;
  effect.untimed = limits_need_times_ && !clock_started_;
  if (!accounted) {
    allowed_ += counts;
  } else if (effect.denied) {
    totals.prevented += counts;
    prevented_ += counts;
    if (totals.blocks != 0) blocks_[totals.last_block].prevented += counts;
  } else if (effect.untimed) {
    totals.cost += counts * record.what.cost;
  } else {
    effect.outcome = Charge(record, totals, file, line, ledger);
    if (charge_.anomalies) effect.earlier = NoteJoiner(record.client.Masked(prefix()), effect.outcome);
    // Named, but evidence of nothing.
    const bool may_be_right = record.what.category == Category::kAuthFailure && record.what.guessed;
    if ((record.what.cost == 0 || may_be_right) && IsSuccess(record.entry)) AddSuccess(record);
  }
}

// All but whether it was denied, and whether it failed.
store::NearPeers::Request Replay::PeerRequest(const ScanRecord& record) const {
  store::NearPeers::Request seen;
  seen.counts = !rules_.settings.allow.Contains(record.client) && !IsLoopbackHost(record.client);
  seen.forwarded = record.forwarded;
  seen.voice = record.voice;
  return seen;
}

void Replay::NotePeer(const ScanRecord& record, bool denied) {
  if (record.client.empty()) return;
  store::NearPeers::Request seen = PeerRequest(record);
  seen.denied = denied;
  seen.failed = record.entry.status >= 400 && !denied;
  const bool named = rules_.settings.trusted_proxies.Contains(record.client);
  store::NearPeers peers = segment_->near_peers();
  if (peers.Note(named ? ClientAddress() : record.client, seen, TickOf(now_us_)).newly)
    TakeBack(record.client);
}

// What befell a proxy before it was known for one would not have lasted.
void Replay::TakeBack(const ClientAddress& proxy) {
  const ClientAddress client = proxy.Masked(prefix());
  std::erase_if(blocks_, [&](const BlockEvent& block) {
    if (block.client == client) prevented_ -= block.prevented;
    return block.client == client;
  });
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    if (blocks_[i].until_us != 0 && blocks_[i].range_bits == 0) clients_[blocks_[i].client].last_block = i;
  }
  if (const auto totals = clients_.find(client); totals != clients_.end()) {
    totals->second.blocks = 0;
    totals->second.prevented = 0;
  }
}

std::vector<std::string> Replay::UnnamedProxies() const {
  std::vector<std::string> proxies;
  for (const ClientAddress& proxy : std::as_const(*segment_).near_peers().Proxies(TickOf(now_us_)))
    proxies.push_back(proxy.ToString());
  return proxies;
}

store::Outcome Replay::Charge(const ScanRecord& record, ClientTotals& totals, std::size_t file, uint64_t line,
                              store::RequestLedger* ledger) {
  if (record.what.cost > 0)
    totals.evidence[totals.evidence_count++ % totals.evidence.size()] = {file, line, record.what.rule};
  const store::Outcome outcome = store::Account(*segment_, record.entry, record.what, record.client,
                                                ChargeFor(record), ledger, TickOf(now_us_));
  if (outcome.poured && !record.again) totals.cost += record.what.cost;
  if (outcome.joins) totals.joins = outcome.joins;
  if (outcome.incident) Collect(&totals);
  return outcome;
}

// Takes the incidents that the last entry opened.
void Replay::Collect(ClientTotals* totals) {
  uint64_t lost = 0;
  while (const std::optional<store::IncidentRecord> record =
             segment_->incidents().TakeNext(TickOf(now_us_), &lost)) {
    const store::Incident& incident = record->incident;
    switch (incident.kind) {
      case IncidentKind::kBlock:
      case IncidentKind::kDetection:
      case IncidentKind::kRangeBlock:
        if (totals != nullptr) AddBlock(incident, *totals);
        break;
      case IncidentKind::kServer:
      case IncidentKind::kWidespread:
        AddFinding(incident);
        break;
      case IncidentKind::kTakeover:
        AddTakeover(incident);
        break;
      case IncidentKind::kAnomaly:
        if (incident.anomaly) AddAnomaly(incident);
        break;
      default:
        break;
    }
  }
}

void Replay::AddBlock(const store::Incident& incident, ClientTotals& totals) {
  BlockEvent event;
  event.time_us = now_us_;
  event.timed = clock_started_;
  event.client = incident.client;
  event.range_bits = incident.range_bits;
  event.limit = TagName(incident.limit);
  event.score = incident.score;
  event.capacity = incident.capacity;
  event.strikes = incident.strikes;
  event.joined = incident.joined;
  event.category = incident.category;
  event.rule = incident.rule;
  event.message = ShortenedInTheMiddle(incident.message, kMessageBytes);
  // A line of an access log has no message: what was asked for.
  if (event.message.empty() && !incident.uri.empty()) {
    event.message = incident.method.empty() ? "" : std::string(incident.method) + " ";
    event.message += ShortenedInTheMiddle(incident.uri, kMessageBytes);
  }
  if (incident.until != Tick()) {
    // The length in ticks, from the entry itself: a tick's fraction must not make ten minutes 9m 59s.
    event.until_us = now_us_ + DurationOf(TicksSince(incident.time, incident.until)).count() * 1000;
    if (incident.range_bits == 0) {
      totals.last_block = blocks_.size();
      ++totals.blocks;
    }
  }
  const uint32_t size = static_cast<uint32_t>(totals.evidence.size());
  for (uint32_t i = totals.evidence_count > size ? totals.evidence_count - size : 0;
       i < totals.evidence_count; ++i) {
    event.evidence.push_back(totals.evidence[i % size]);
  }
  blocks_.push_back(std::move(event));
}

void Replay::AddTakeover(const store::Incident& incident) {
  Takeover takeover{Moment(), incident.client, std::string(incident.message), incident.score, {}, {}};
  if (incident.joined) {
    takeover.attack = incident.joined->kind;
    const auto known = joiners_.find(AccountOf(incident.vhost, incident.message));
    if (known != joiners_.end()) takeover.joiner = known->second;
  }
  takeovers_.push_back(std::move(takeover));
}

void Replay::AddFinding(const store::Incident& incident) {
  const bool widespread = incident.kind == IncidentKind::kWidespread;
  for (ServerFinding& finding : findings_) {
    if (finding.rule != incident.rule || finding.widespread != widespread) continue;
    ++finding.times;
    finding.last_us = Moment();
    return;
  }
  ServerFinding finding;
  finding.widespread = widespread;
  finding.category = incident.category;
  finding.rule = incident.rule;
  finding.times = 1;
  finding.first_us = finding.last_us = Moment();
  finding.message = ShortenedInTheMiddle(incident.message, kMessageBytes);
  findings_.push_back(std::move(finding));
}

}  // namespace errwatch::cli
