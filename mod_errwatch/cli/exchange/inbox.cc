#include "cli/exchange/inbox.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "cli/server/handled_client.h"
#include "cli/server/let_in.h"
#include "model/bucket_tag.h"
#include "model/identity.h"

namespace errwatch::cli {
namespace {

using store::JournalKind;

constexpr std::size_t kMostHostBytes = 64;
constexpr std::size_t kMostDecided = 65'536;
// Of a clock that runs ahead no more than that is believed.
constexpr Milliseconds kLongestBlock{400LL * 24 * 3600 * 1000};

bool IsHostName(const std::string& name) {
  return !name.empty() && name.size() <= kMostHostBytes &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_") ==
             std::string::npos;
}

std::optional<uint64_t> NumberIn(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number_unsigned()) return std::nullopt;
  return found->get<uint64_t>();
}

}  // namespace

void Inbox::Apply(const nlohmann::json& message, Tick now) {
  if (!message.is_object()) return void(++counts_.unusable);
  const auto host = message.find("host");
  const auto changes = message.find("changes");
  const std::optional<uint64_t> number = NumberIn(message, "seq"), shard = NumberIn(message, "shard");
  const bool whole = host != message.end() && host->is_string() && IsHostName(host->get<std::string>()) &&
                     changes != message.end() && changes->is_array() &&
                     changes->size() <= store::kMostChanges && number && shard && *shard <= UINT32_MAX;
  if (!whole) return void(++counts_.unusable);
  ++counts_.messages;
  guard_.reset();
  const auto name = host->get<std::string>();
  const auto stream = static_cast<uint32_t>(*shard);
  store::OtherHosts others = server_.segment().other_hosts();
  const std::optional<uint32_t> first = others.FirstToTake(name, stream, *number, now);
  if (!first) return void(++counts_.unusable);
  counts_.known += std::min<std::size_t>(*first, changes->size());
  for (auto i = *first; i < changes->size(); ++i) {
    others.Take(name, stream, *number, i);
    if (const std::optional<Change> change = ReadChange((*changes)[i])) {
      Make(*change, name, now);
    } else {
      ++counts_.unusable;
    }
  }
}

bool Inbox::IsNeverDenied(const BlockTarget& target, const std::string& scope, Tick now) const {
  if (IsLoopbackHost(target.given) || server_.IsNeverDenied(target, scope)) return true;
  const store::SegmentReader& segment = server_.LiveServer::segment();
  return !target.is_range() &&
         (segment.listed().Allows(target.address, now) || segment.near_peers().IsProxy(target.given, now));
}

void Inbox::Make(const Change& change, const std::string& host, Tick now) {
  const std::optional<uint8_t> scope = server_.FindScope(change.scope);
  const Result<BlockTarget> target = ParseBlockTarget(change.client, server_.segment().prefix());
  if (!scope || !target) return void(++counts_.unusable);
  switch (change.kind) {
    case JournalKind::kPour:
    case JournalKind::kForgive:
      if (target.value().is_range()) return void(++counts_.unusable);
      return PourOne(change, target.value(), *scope, host, now);
    case JournalKind::kBlock:
      return Block(change, target.value(), *scope, host, now);
    case JournalKind::kUnblock:
      if (!IsLatest(change, target.value())) return void(++counts_.refused);
      counts_.let_in += LetIn(server_.segment(), target.value(), now).size();
  }
}

void Inbox::PourOne(const Change& change, const BlockTarget& target, uint8_t scope, const std::string& host,
                    Tick now) {
  const Limit* const limit = LimitOf(change.tag, limits_);
  if (limit == nullptr || limit->shape.capacity == 0) return;
  if (IsNeverDenied(target, change.scope, now)) return void(++counts_.refused);
  // A clock that runs ahead gains nothing by it.
  const Bucket sent{change.tag, change.quanta, std::min(change.time, now)};
  const uint32_t left = Leaked(sent, limit->shape, now).level;
  if (left == 0) return;
  store::ClientTable clients = server_.segment().clients();
  const store::ClientKey key = clients.KeyOf(target.address, store::ScopeHash(change.scope));
  ++counts_.poured;
  if (change.kind == JournalKind::kForgive) return clients.TakeBack(key, change.tag, left, limit->shape, now);
  const store::PourResult poured = clients.Pour(key, change.tag, left, limit->shape, now);
  if (!poured.tracked) return;
  // Else nobody would see it here before it comes itself.
  const std::optional<store::ClientView> view = clients.Find(key);
  if (view && !view->HasEvidence()) clients.Touch(key, 0, scope, now);
  if (poured.overflow)
    BlockClient(key, scope, change.tag, *limit, policy_, poured.level,
                "by what it did on other hosts, " + host, now);
}

bool Inbox::IsLatest(const Change& change, const BlockTarget& target) {
  if (decided_.size() >= kMostDecided) decided_.clear();
  Tick& last = decided_[change.scope + " " + target.ToString()];
  if (change.time < last) return false;
  last = change.time;
  return true;
}

void Inbox::Block(const Change& change, const BlockTarget& target, uint8_t scope, const std::string& host,
                  Tick now) {
  const Tick until = std::min(change.until, After(now, kLongestBlock));
  if (until <= now) return;
  if (!guard_) guard_.emplace(server_, now);  // it looks at the machine
  const bool overruled = !IsLatest(change, target) || IsNeverDenied(target, change.scope, now) ||
                         guard_->AgainstBlocking(target, change.scope);
  if (overruled) return void(++counts_.refused);
  const std::string text = "on " + host;
  store::Segment& segment = server_.segment();
  const uint64_t hash = store::ScopeHash(change.scope);
  if (!target.is_range() && change.tag != 0) {
    const Limit* const own = LimitOf(change.tag, limits_);
    Limit limit = own == nullptr ? Limit() : *own;
    limit.block = DurationOf(TicksSince(now, until));
    BlockPolicy as_long = policy_;
    as_long.factor = 1;  // as long as there
    return BlockClient(segment.clients().KeyOf(target.address, hash), scope, change.tag, limit, as_long, 0,
                       text, now);
  }
  const bool entered =
      target.is_range()
          ? segment.listed().Enter(
                {store::ListKind::kBlocked, target.address, target.range_bits, hash, scope}, until, text, now)
          : segment.clients().BlockByHand(segment.clients().KeyOf(target.address, hash), scope, until, now);
  if (!entered) return void(++counts_.refused);
  store::Incident incident =
      IncidentByHand(IncidentKind::kBlockedByHand, target.address, target.range_bits, scope, now);
  incident.until = until;
  incident.message = text;
  segment.incidents().Append(incident);
  ++counts_.blocked;
}

void Inbox::BlockClient(const store::ClientKey& key, uint8_t scope, uint8_t reason, const Limit& limit,
                        const BlockPolicy& policy, uint32_t level, const std::string& text, Tick now) {
  store::Segment& segment = server_.segment();
  if (BlockLength(policy, limit, 0).count() == 0) return;  // such a limit only tells
  store::BlockKind kind;
  kind.detection_only = segment.EnginesOf(scope).DetectAtMost();
  store::BlockWord block;
  if (segment.clients().Block(key, reason, limit, policy, kind, now, &block) != store::BlockChange::kOpened)
    return;
  store::Incident incident;
  incident.kind = kind.detection_only ? IncidentKind::kDetection : IncidentKind::kBlock;
  incident.category = CategoryOfTag(reason).value_or(Category::kBenign);
  incident.limit = reason;
  incident.scope = scope;
  incident.strikes = block.strikes;
  incident.score = (level + kQuantaPerUnit - 1) / kQuantaPerUnit;
  incident.capacity = limit.shape.capacity;
  incident.time = now;
  incident.until = block.until;
  incident.client = key.address;
  incident.message = text;
  segment.incidents().Append(incident);
  segment.counters().Add(store::Counter::kIncidents);
  segment.counters().Add(kind.detection_only ? store::Counter::kDetections : store::Counter::kBlocks);
  ++counts_.blocked;
}

}  // namespace errwatch::cli
