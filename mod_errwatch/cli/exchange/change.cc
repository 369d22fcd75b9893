#include "cli/exchange/change.h"

#include <array>
#include <string_view>
#include <utility>

#include "cli/server/json_in.h"
#include "model/bucket_tag.h"
#include "model/client_range.h"
#include "model/leaky_bucket.h"
#include "model/scope_name.h"

namespace errwatch::cli {
namespace {

using store::HasEnd;
using store::IsOfBucket;
using store::JournalEntry;
using store::JournalKind;

// In the order of the kinds.
constexpr std::array<const char*, store::kJournalKindCount> kNames = {
    "pour", "forgive", "block", "unblock", "allow", "disallow", "unblock_all"};
constexpr std::size_t kMostClientBytes = 64;

std::optional<uint8_t> TagOfName(const std::string& name) {
  if (name == kAnyName) return kAnyTag;
  const std::optional<Category> category = ParseCategory(name);
  if (!category || *category == Category::kBenign) return std::nullopt;
  return TagOf(*category);
}

std::optional<Tick> TimeIn(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number_integer()) return std::nullopt;
  const int64_t ms = found->get<int64_t>();
  if (ms <= kEpochUnixMs) return std::nullopt;
  return TickFromUnixMs(ms);
}

bool ReadBucket(const nlohmann::json& body, Change& change) {
  const std::optional<uint64_t> quanta = NumberIn(body, "quanta");
  const std::optional<uint8_t> tag = TagOfName(TextIn(body, "bucket"));
  if (!tag || !quanta || *quanta == 0 || *quanta > kMaxLevel) return false;
  change.tag = *tag;
  change.quanta = static_cast<uint32_t>(*quanta);
  return true;
}

}  // namespace

std::string ClientText(const JournalEntry& entry, ClientPrefix prefix) {
  if (entry.kind == JournalKind::kUnblockAll) return "all";
  return entry.client.ToString(entry.range_bits == 0 ? prefix : PrefixOfRange(entry.range_bits));
}

nlohmann::ordered_json ToJson(const JournalEntry& entry, const std::string& scope, ClientPrefix prefix) {
  nlohmann::ordered_json body = nlohmann::ordered_json::object();
  if (IsOfBucket(entry.kind)) {
    body["bucket"] = TagName(entry.tag);
    body["quanta"] = entry.quanta;
  }
  body["time_ms"] = UnixMs(entry.time);
  if (HasEnd(entry.kind)) body["until_ms"] = UnixMs(entry.until);
  if (entry.kind == JournalKind::kBlock && entry.tag != 0) body["reason"] = TagName(entry.tag);
  if (entry.at_peer) body["at_peer"] = true;
  return {{"client", ClientText(entry, prefix)},
          {"scope", scope},
          {kNames[static_cast<std::size_t>(entry.kind)], std::move(body)}};
}

bool IsOfNow(const Change& change, Tick now) {
  const bool lets_in = change.kind == JournalKind::kUnblock || change.kind == JournalKind::kUnblockAll ||
                       change.kind == JournalKind::kAllow;
  return change.time <= After(now, lets_in ? kMostAheadToLetIn : kMostAhead);
}

std::optional<Change> ReadChange(const nlohmann::json& object) {
  if (!object.is_object()) return std::nullopt;
  Change change;
  change.client = TextIn(object, "client");
  change.scope = TextIn(object, "scope");
  if (change.client.empty() || change.client.size() > kMostClientBytes || change.scope.empty() ||
      change.scope.size() > kMaxScopeBytes)
    return std::nullopt;
  const nlohmann::json* body = nullptr;
  for (std::size_t i = 0; i < kNames.size() && body == nullptr; ++i) {
    const auto found = object.find(kNames[i]);
    if (found == object.end() || !found->is_object()) continue;
    change.kind = static_cast<JournalKind>(i);
    body = &*found;
  }
  if (body == nullptr) return std::nullopt;
  const std::optional<Tick> time = TimeIn(*body, "time_ms");
  if (!time) return std::nullopt;
  change.time = *time;
  const auto at_peer = body->find("at_peer");
  change.at_peer = at_peer != body->end() && at_peer->is_boolean() && at_peer->get<bool>();
  if (HasEnd(change.kind)) {
    const std::optional<Tick> until = TimeIn(*body, "until_ms");
    if (!until) return std::nullopt;
    change.until = *until;
  }
  if (change.kind == JournalKind::kBlock) {
    const std::string reason = TextIn(*body, "reason");
    const std::optional<uint8_t> tag = reason.empty() ? std::optional<uint8_t>(0) : TagOfName(reason);
    if (!tag) return std::nullopt;
    change.tag = *tag;
  }
  if (IsOfBucket(change.kind) && !ReadBucket(*body, change)) return std::nullopt;
  return change;
}

}  // namespace errwatch::cli
