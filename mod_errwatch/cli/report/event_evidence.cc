#include "cli/report/event_evidence.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include "cli/events/event_reader.h"
#include "cli/logs/user_in_message.h"
#include "model/log_id.h"

namespace errwatch::cli {
namespace {

constexpr std::size_t kMostStateClients = 10'000;
constexpr std::size_t kMostStateIncidents = 10'000;

int64_t MicrosOfTick(Tick tick) { return tick == Tick() ? kNoTime : UnixMs(tick) * 1000; }

// As an entry of a log, but that its number stands in the text alone.
std::string_view UserOf(const IncidentRow& event) {
  return UserInMessage(event.message, LeadingLogId(event.message));
}

uint8_t BitsOf(const ShownClient& range) {
  return static_cast<uint8_t>(range.address.is_ipv4() ? kMappedBits + range.prefix.ipv4 : range.prefix.ipv6);
}

}  // namespace

bool EventEvidence::ReadEventLogs(const std::vector<std::string>& files, const ReadBounds& bounds) {
  if (files.empty()) return true;
  const std::size_t at = report_.sources.size();
  report_.sources.emplace_back();
  report_.sources[at].kind = SourceKind::kEventLog;
  std::vector<IncidentRow> rows;
  const EventsRead read =
      ReadEvents(files, bounds, [&](IncidentRow&& event) { rows.push_back(std::move(event)); });
  std::stable_sort(rows.begin(), rows.end(),
                   [](const IncidentRow& a, const IncidentRow& b) { return a.time < b.time; });
  for (const IncidentRow& event : rows) Add(event, at);
  std::ranges::transform(rows, std::back_inserter(known_), PrintOfEvent);
  std::ranges::sort(known_);
  ReportSource& source = report_.sources[at];
  for (const std::string& file : files) source.path += (source.path.empty() ? "" : ", ") + file;
  source.lines = read.lines;
  source.entries = read.events;
  for (const std::string& note : read.notes) source.trouble += (source.trouble.empty() ? "" : "; ") + note;
  report_.doubts.unusable += read.other;
  return read.complete;
}

Status EventEvidence::ReadState(const LiveOptions& live) {
  if (live.state.empty()) return Ok();
  const Result<std::unique_ptr<LiveServer>> server = LiveServer::Attach(live);
  if (!server) return server.failure();
  const std::size_t at = report_.sources.size();
  report_.sources.emplace_back();
  report_.sources[at].kind = SourceKind::kState;
  report_.sources[at].path = server.value()->path();
  report_.sources[at].trouble = server.value()->remark();
  const Snapshot snapshot = server.value()->Take(kMostStateClients, kMostStateIncidents);
  for (auto event = snapshot.incidents.rbegin(); event != snapshot.incidents.rend(); ++event)
    if (!IsKnown(*event)) Add(*event, at);
  for (const ClientRow& client : snapshot.clients) {
    if (!client.blocked || client.range_bits != 0) continue;
    BlockSpan span;
    span.until_us = MicrosOfTick(client.blocked_until);
    span.limit = client.reason;
    span.entries = client.denials;
    span.recorded = true;
    span.scope = client.scope;
    if (book_.Knows(client.address.address)) book_.AddBlock(client.address.address, std::move(span));
  }
  report_.sources[at].entries = snapshot.incidents.size();
  return Ok();
}

// The server's memory has what it wrote into its event log, too.
bool EventEvidence::IsKnown(const IncidentRow& event) const {
  return std::ranges::binary_search(known_, PrintOfEvent(event));
}

void EventEvidence::Add(const IncidentRow& event, std::size_t source) {
  EntryReader::Read read;
  read.time = MicrosOfTick(event.time);
  read.client = event.client.address;
  if (!filter_.Passes(read)) {
    ++report_.doubts.filtered;
    return;
  }
  ReportSource& file = report_.sources[source];
  file.first_us = file.first_us == kNoTime ? *read.time : std::min(file.first_us, *read.time);
  file.last_us = std::max(file.last_us, *read.time);
  if (event.anomaly) report_.anomalies.push_back(RecordedAnomaly(event));
  if (event.client.empty()) return;
  switch (event.kind) {
    case IncidentKind::kBlock:
    case IncidentKind::kDetection:
    case IncidentKind::kRangeBlock:
    case IncidentKind::kBlockedByHand:
      if (!event.is_range) AddEvidence(event, source);
      AddBlock(event);
      break;
    case IncidentKind::kEntry:
    case IncidentKind::kFalseCrawler:
      AddEvidence(event, source);
      break;
    case IncidentKind::kTakeover: {
      Sign sign;
      sign.kind = SignKind::kLoggedIn;
      sign.count = event.score;
      if (event.joined) sign.attack = event.joined->kind;
      sign.name = event.message;
      sign.request = {
          *read.time, event.client.address, Category::kAuthFailure, event.rule, event.status, {}, {}, source,
          0};
      if (report_.anonymizer) report_.anonymizer->KnowUser(event.message);
      book_.AddSign(event.client.address, std::move(sign), true);
      break;
    }
    case IncidentKind::kUnblocked:
      if (event.is_range) {
        book_.EndRangeBlocks(event.client.address, BitsOf(event.client), event.scope, *read.time);
      } else {
        book_.EndBlocks(event.client.address, event.scope, *read.time);
      }
      break;
    case IncidentKind::kProxy:
      book_.Forget(event.client.address);
      break;
    default:
      break;
  }
}

void EventEvidence::AddBlock(const IncidentRow& event) {
  BlockSpan span;
  span.from_us = MicrosOfTick(event.time);
  span.until_us = event.until == Tick() ? 0 : MicrosOfTick(event.until);
  if (event.kind == IncidentKind::kDetection) span.until_us = 0;
  span.limit = event.limit.empty() ? std::string(IncidentKindName(event.kind)) : event.limit;
  span.recorded = true;
  span.by_hand = event.kind == IncidentKind::kBlockedByHand;
  span.scope = event.scope;
  span.range_bits = event.is_range ? BitsOf(event.client) : 0;
  if (event.is_range) return book_.AddRangeBlock(event.client.address, span);
  book_.AddBlock(event.client.address, std::move(span));
}

void EventEvidence::AddEvidence(const IncidentRow& event, std::size_t source) {
  Sighting sighting;
  sighting.time_us = MicrosOfTick(event.time);
  sighting.client = event.client.address;
  sighting.category = ParseCategory(event.category).value_or(Category::kBenign);
  sighting.rule = event.rule;
  sighting.cost = 1;
  sighting.status = event.status;
  sighting.charged = event.kind != IncidentKind::kEntry || event.poured > 0;
  if (event.joined) sighting.joins = event.joined->kind;
  sighting.method = event.method;
  const std::size_t query = std::min(event.uri.find('?'), event.uri.size());
  sighting.path = std::string_view(event.uri).substr(0, query);
  if (query < event.uri.size()) sighting.query = std::string_view(event.uri).substr(query + 1);
  sighting.message = event.message;
  sighting.body = event.excerpt;
  sighting.source = source;
  if (report_.anonymizer) report_.anonymizer->KnowUser(UserOf(event));
  if (sighting.category == Category::kBenign) return;
  std::optional<SignFinder::Found> found = signs_.Look(sighting, answers_follow_);
  if (count_) {
    book_.Add(sighting);
    report_.buckets.Add(sighting.time_us, sighting.category, sighting.after_block);
  }
  if (found) book_.AddSign(found->whose, std::move(found->sign), true);
}

}  // namespace errwatch::cli
