#include "cli/exchange/inbox.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "cli/server/handled_client.h"
#include "cli/server/json_in.h"
#include "cli/server/let_in.h"
#include "model/bucket_tag.h"
#include "model/identity.h"
#include "model/scope_name.h"

namespace errwatch::cli {
namespace {

using store::JournalKind;
using store::ShareCount;

bool IsByLimit(const Change& change) { return change.kind == JournalKind::kBlock && change.tag != 0; }

bool IsOver(const Change& change, Tick now) { return store::HasEnd(change.kind) && change.until <= now; }

bool IsTooWide(const Change& change, const BlockTarget& target) {
  return change.kind == JournalKind::kAllow && AgainstWidth(target).has_value();
}

DecisionTarget Decided(const BlockTarget& target) { return {target.address, target.range_bits}; }

}  // namespace

void Inbox::Count(ShareCount count, uint64_t more) {
  At(counts_, count) += more;
  if (of_host_ != nullptr) At(*of_host_, count) += more;
}

void Inbox::CountFor(const std::string& host) {
  const bool has_room = by_host_.size() < store::kSharePeers || by_host_.contains(host);
  of_host_ = &by_host_[has_room ? host : std::string()];
}

void Inbox::Apply(const nlohmann::json& message, Tick now) {
  of_host_ = nullptr;
  if (!message.is_object()) return Count(ShareCount::kUnusable);
  const std::string name = TextIn(message, "host");
  const auto changes = message.find("changes");
  const std::optional<uint64_t> number = NumberIn(message, "seq"), shard = NumberIn(message, "shard");
  const bool whole = IsHostName(name) && changes != message.end() && changes->is_array() &&
                     changes->size() <= store::kMostChanges && number && shard && *shard <= UINT32_MAX &&
                     *number <= static_cast<uint64_t>(UnixMs(After(now, kMostAhead)));
  if (!whole) return Count(ShareCount::kUnusable);
  CountFor(name);
  Count(ShareCount::kMessages);
  guard_.reset();
  sure_from_ = server_.segment().journal().sure_from();
  if (sure_from_ > After(now, kMostAhead)) sure_from_ = Tick();  // nobody of this project wrote it
  const std::string epoch = TextIn(message, "epoch").substr(0, 32);
  const store::OtherStream stream{name, epoch, static_cast<uint32_t>(*shard)};
  store::OtherHosts others = server_.segment().other_hosts();
  const std::optional<uint32_t> first = others.FirstToTake(stream, *number, now);
  if (!first) return Count(ShareCount::kUnusable);
  const std::size_t known = std::min<std::size_t>(*first, changes->size());
  Count(ShareCount::kKnown, known);
  for (std::size_t i = 0; i < known; ++i) Remember((*changes)[i], now);
  for (auto i = *first; i < changes->size(); ++i) {
    // What is made now may be in the last copy of the memory, or not: the next server gets it again.
    if (server_.segment().journal().IsClosed()) return;
    WaitForLog();
    hear_own_(now);
    others.Take(stream, *number, i);
    if (const std::optional<Change> change = ReadChange((*changes)[i])) {
      Make(*change, name, now);
    } else {
      Count(ShareCount::kUnusable);
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
  const std::optional<uint8_t> scope =
      store::IsOfEveryScope(change.kind) ? std::optional<uint8_t>(0) : server_.FindScope(change.scope);
  if (change.kind == JournalKind::kUnblockAll) return LetInAll(change, host, now);
  const Result<BlockTarget> target = ParseBlockTarget(change.client, server_.segment().prefix());
  if (!scope || !target) return Count(ShareCount::kUnusable);
  if (store::IsOfBucket(change.kind)) {
    if (target.value().is_range()) return Count(ShareCount::kUnusable);
    return PourOne(change, target.value(), *scope, host, now);
  }
  // What is not made here decides nothing here, either. What is over takes no place.
  if (IsTooWide(change, target.value()) || !IsOfNow(change, now) ||
      (change.kind == JournalKind::kBlock && IsOver(change, now)) ||
      !HasPlaceFor(change, target.value(), host, now))
    return Count(ShareCount::kRefused);
  const bool stands = Stands(change, target.value(), now);
  if (change.kind == JournalKind::kAllow) return Allow(change, target.value(), host, stands, now);
  if (!stands) return Count(ShareCount::kRefused);
  switch (change.kind) {
    case JournalKind::kBlock:
      return Block(change, target.value(), *scope, host, now);
    case JournalKind::kUnblock:
      return LetInBy(target.value(), change, host, now);
    case JournalKind::kDisallow:
      return Disallow(target.value(), host, now);
    case JournalKind::kAllow:
    case JournalKind::kUnblockAll:
    case JournalKind::kPour:
    case JournalKind::kForgive:
      return;
  }
}

// What is of a time to come decides nothing, nor does a block that is over. What lets in ends the blocks
// before it, also once it is over itself.
bool Inbox::Stands(const Change& change, const BlockTarget& target, Tick now) {
  if (!IsOfNow(change, now)) return false;
  const bool is_over = IsOver(change, now);
  if (is_over && change.kind == JournalKind::kBlock) return false;
  // What a limit came to is no decision that another block could be later than: it follows from what all
  // know. Whoever was let in since is let in.
  if (IsByLimit(change)) {
    if (decisions_.IsLetIn(Decided(target), change.time)) return false;
    decisions_.NoteLimit(change.scope, Decided(target), change.time);
    return true;
  }
  return decisions_.Note(change.kind, change.scope, Decided(target), change.time, change.until) && !is_over;
}

void Inbox::Remember(const nlohmann::json& object, Tick now) {
  const std::optional<Change> change = ReadChange(object);
  if (!change || store::IsOfBucket(change->kind)) return;
  if (!store::IsOfEveryScope(change->kind) && !server_.FindScope(change->scope)) return;
  if (change->kind == JournalKind::kUnblockAll && IsOfNow(*change, now))
    return void(decisions_.Note(change->kind, change->scope, {}, change->time));
  const Result<BlockTarget> target = ParseBlockTarget(change->client, server_.segment().prefix());
  if (target && !IsTooWide(*change, target.value())) Stands(*change, target.value(), now);
}

void Inbox::PourOne(const Change& change, const BlockTarget& target, uint8_t scope, const std::string& host,
                    Tick now) {
  const ScopeLimits& limits = limits_.Of(change.scope);
  const Limit* const limit = LimitOf(change.tag, limits.limits);
  if (limit == nullptr || limit->shape.capacity == 0) return;
  if (change.time < sure_from_) return Count(ShareCount::kLost);
  if (IsNeverDenied(target, change.scope, now) || decisions_.IsForgiven(Decided(target), change.time))
    return Count(ShareCount::kRefused);
  // A clock that runs ahead gains nothing by it.
  const Bucket sent{change.tag, change.quanta, std::min(change.time, now)};
  const uint32_t left = Leaked(sent, limit->shape, now).level;
  if (left == 0) return;
  store::ClientTable clients = server_.segment().clients();
  const store::ClientKey key = clients.KeyOf(target.address, store::ScopeHash(change.scope));
  Count(ShareCount::kPoured);
  if (change.kind == JournalKind::kForgive) return clients.TakeBack(key, change.tag, left, limit->shape, now);
  if (!clients.Insert(key, scope, now)) return;
  const store::PourResult poured = clients.Pour(key, change.tag, left, limit->shape, now);
  if (!poured.overflow) return;
  decisions_.NoteLimit(change.scope, Decided(target), sent.stamp);
  BlockClient(key, scope, change, *limit, limits.block, poured.level,
              "by what it did on other hosts, " + host, now);
}

}  // namespace errwatch::cli
