#include "cli/events/event_line.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "cli/logs/log_time.h"
#include "model/client_range.h"

namespace errwatch::cli {
namespace {

using Json = nlohmann::json;

// Syslog's time, host and program.
constexpr std::size_t kMostInFront = 256;

constexpr double kMostPoured = 1024;  // units: what a record of the incident ring holds

std::string_view JsonOf(std::string_view line) {
  const std::size_t begin = line.substr(0, kMostInFront).find('{');
  if (begin == std::string_view::npos || line.size() > kMostEventBytes) return {};
  return line.substr(begin);
}

// What is of another type than the module writes counts as not there.
const Json* Find(const Json& object, const char* group, const char* name) {
  const auto outer = object.find(group);
  if (outer == object.end() || !outer->is_object()) return nullptr;
  const auto inner = outer->find(name);
  return inner == outer->end() ? nullptr : &*inner;
}

std::string TextAt(const Json* value) {
  const auto* text = value == nullptr ? nullptr : value->get_ptr<const std::string*>();
  return text == nullptr ? std::string() : *text;
}

template <typename Number>
Number NumberAt(const Json* value) {
  const auto* number = value == nullptr ? nullptr : value->get_ptr<const Json::number_unsigned_t*>();
  if (number == nullptr || *number > std::numeric_limits<Number>::max()) return 0;
  return static_cast<Number>(*number);
}

// REQUIRES: nothing; a text that is no number is 0, as is one that is none of ours.
uint32_t NumberIn(const std::string& digits) {
  uint32_t number = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, failure] = std::from_chars(digits.data(), end, number);
  return failure == std::errc() && stop == end ? number : 0;
}

std::optional<Tick> TimeIn(const std::string& text) {
  const std::optional<int64_t> micros = LogClock(NowMicros()).ParseOfLog(text);
  if (!micros) return std::nullopt;
  const Tick time = TickFromUnixMs(*micros / 1000);
  return time == Tick() ? std::nullopt : std::optional(time);
}

// "203.0.113.7", "2001:db8::/64", "203.0.113.0/24".
ShownClient ClientOf(const std::string& text) {
  const std::size_t slash = text.find('/');
  const std::optional<ClientAddress> address = ClientAddress::Parse(text.substr(0, slash));
  if (!address) return {};
  const bool ipv4 = address->is_ipv4();
  const uint32_t all = ipv4 ? 32 : 128;
  uint32_t bits = all;
  if (slash != std::string::npos) bits = NumberIn(text.substr(slash + 1));
  if (bits == 0 || bits > all) return {};
  ShownClient client{*address, {}};
  (ipv4 ? client.prefix.ipv4 : client.prefix.ipv6) = static_cast<uint8_t>(bits);
  return client;
}

// An event does not say so; blocks of a whole range have sizes of their own.
bool IsRange(const IncidentRow& event) {
  if (event.kind == IncidentKind::kRangeBlock) return true;
  if (event.client.empty() || Info(event.kind).event != kEventBlock) return false;
  const bool ipv4 = event.client.address.is_ipv4();
  const uint8_t bits = ipv4 ? event.client.prefix.ipv4 : event.client.prefix.ipv6;
  if (bits >= (ipv4 ? ClientPrefix().ipv4 : ClientPrefix().ipv6)) return false;
  return std::ranges::any_of(
      kRangeLevels, [&](const RangeLevel& level) { return level.ipv4 == ipv4 && level.bits == bits; });
}

void TakeRequest(const Json& json, IncidentRow& event) {
  event.vhost = TextAt(Find(json, "url", "domain"));
  event.uri = TextAt(Find(json, "url", "original"));
  const auto http = json.find("http");
  if (http == json.end() || !http->is_object()) return;
  event.method = TextAt(Find(*http, "request", "method"));
  event.unique_id = TextAt(Find(*http, "request", "id"));
  event.status = NumberAt<uint16_t>(Find(*http, "response", "status_code"));
}

void TakePlace(const Json& own, IncidentRow& event) {
  event.found = ParseTarget(TextAt(Find(own, "found", "in")));
  if (!event.found) return;
  event.field = TextAt(Find(own, "found", "name"));
  event.excerpt = TextAt(Find(own, "found", "excerpt"));
}

void TakeAnomaly(const Json& own, IncidentRow& event) {
  const std::optional<AnomalyKind> kind = ParseAnomalyKind(TextAt(Find(own, "anomaly", "kind")));
  if (!kind) return;
  event.anomaly = Anomaly{*kind, NumberAt<uint32_t>(Find(own, "anomaly", "seen")),
                          NumberAt<uint32_t>(Find(own, "anomaly", "expected")),
                          NumberAt<uint32_t>(Find(own, "anomaly", "clients")),
                          TimeIn(TextAt(Find(own, "anomaly", "begun"))).value_or(Tick())};
}

void TakeOwn(const Json& json, IncidentRow& event) {
  const auto own = [&](const char* name) { return Find(json, "errwatch", name); };
  event.category = TextAt(own("category"));
  event.limit = TextAt(own("limit"));
  event.incident = TextAt(own("incident"));
  event.scope = TextAt(own("scope"));
  event.score = NumberAt<uint32_t>(own("score"));
  event.capacity = NumberAt<uint32_t>(own("capacity"));
  event.strikes = NumberAt<uint32_t>(own("strikes"));
  const Json* poured = own("poured");
  if (poured != nullptr && poured->is_number())
    event.poured = std::clamp(poured->get<double>(), 0.0, kMostPoured);
  event.until = TimeIn(TextAt(own("block_until"))).value_or(Tick());
  event.foreign_only = own("foreign_only") != nullptr && *own("foreign_only") == true;
  const std::optional<AnomalyKind> joined = ParseAnomalyKind(TextAt(own("joined_attack")));
  const std::optional<UnderAttack> terms = ReadDirectiveText(TextAt(own("under_attack")));
  if (joined && IsAttack(*joined) && terms) event.joined = JoinedAttack{*joined, *terms};
  event.message = TextAt(own("evidence"));
  const auto all = json.find("errwatch");
  if (all == json.end() || !all->is_object()) return;
  TakePlace(*all, event);
  if (!event.found) event.excerpt = TextAt(own("ranges"));
  if (event.kind == IncidentKind::kAnomaly) TakeAnomaly(*all, event);
}

}  // namespace

EventLine ReadEventLine(std::string_view line, IncidentRow& event) {
  const Json json = Json::parse(JsonOf(line), nullptr, false);
  if (!json.is_object() || TextAt(Find(json, "event", "module")) != "errwatch") return EventLine::kOther;
  const auto stamp = json.find("@timestamp");
  const std::optional<Tick> time = stamp == json.end() ? std::nullopt : TimeIn(TextAt(&*stamp));
  const std::string action = TextAt(Find(json, "event", "action"));
  if (!time || action.empty()) return EventLine::kOther;
  const std::optional<IncidentKind> kind = ParseIncidentKind(action);
  if (!kind) return EventLine::kUnknownKind;
  event = {};
  event.time = *time;
  event.kind = *kind;
  event.number = NumberAt<uint64_t>(Find(json, "event", "sequence"));
  event.ah = TextAt(Find(json, "event", "code"));
  event.rule = NumberIn(TextAt(Find(json, "rule", "id")));
  if (event.rule != 0) event.rule_name = TextAt(Find(json, "rule", "name"));
  event.request_log_id = TextAt(Find(json, "labels", "log_id"));
  TakeRequest(json, event);
  TakeOwn(json, event);
  event.client = ClientOf(TextAt(Find(json, "errwatch", "client")));
  if (event.client.empty()) event.client = ClientOf(TextAt(Find(json, "source", "ip")));
  event.is_range = IsRange(event);
  return EventLine::kEvent;
}

}  // namespace errwatch::cli
