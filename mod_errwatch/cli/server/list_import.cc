#include "cli/server/list_import.h"

#include <algorithm>
#include <utility>

#include "base/quoted.h"
#include "cli/server/let_in.h"
#include "cli/server/list_reader.h"

namespace errwatch::cli {
namespace {

uint64_t BlockedClients(const store::SegmentReader& segment, Tick now) {
  uint64_t blocked = 0;
  segment.clients().ForEach([&](const store::ClientView& view) { blocked += view.block.Active(now); });
  return blocked;
}

}  // namespace

ListImport::ListImport(WritableServer& server, Wishes wishes, Tick now)
    : server_(server), wishes_(std::move(wishes)), now_(now), guard_(server, now) {
  const uint64_t half = server.segment().clients().capacity() / 2;
  room_ = half - std::min(half, BlockedClients(server.segment(), now));
}

void ListImport::Remark(std::string text) {
  if (remarks_.size() < kMostListRemarks) remarks_.push_back(std::move(text));
}

void ListImport::Take(const ListEntry& entry) {
  const auto target = ParseBlockTarget(entry.address, server_.segment().prefix());
  if (!target) {
    ++counts_.malformed;
    return Remark(target.error());
  }
  const Tick until = After(now_, entry.left.value_or(wishes_.length));
  if (entry.kind == store::ListKind::kAllowed) return Allow(entry, target.value(), until);
  Block(entry, target.value(), until);
}

void ListImport::Block(const ListEntry& entry, const BlockTarget& target, Tick until) {
  const std::string& scope = entry.scope.empty() ? wishes_.scope : entry.scope;
  const auto [found, is_new] = scopes_.try_emplace(scope);
  if (is_new) found->second = server_.FindScope(scope);
  if (!found->second) {
    ++counts_.elsewhere;
    return Remark(entry.address + ": the server has no scope " + Quoted(scope));
  }
  const auto objection = guard_.AgainstBlocking(target, scope);
  if (objection && !(objection->can_be_forced && wishes_.force)) {
    ++counts_.refused;
    return Remark(objection->text);
  }
  if (target.is_range()) return BlockRange(entry, target, scope, *found->second, until);
  BlockClient(target, scope, *found->second, until);
}

void ListImport::BlockClient(const BlockTarget& target, const std::string& scope, uint8_t index, Tick until) {
  store::ClientTable clients = server_.segment().clients();
  const store::ClientKey key = clients.KeyOf(target.address, store::ScopeHash(scope));
  const std::optional<store::BlockWord> held = std::as_const(clients).FindBlock(key);
  const bool blocked = held && held->Active(now_);
  const bool denied = blocked && !held->detection_only && !held->foreign_only;
  const Entered::key_type name{target.address, key.scope};
  const bool is_new = !blocked_.contains(name);
  if ((denied && held->until >= until) || UntilIn(blocked_, name) >= until) {
    ++counts_.kept;
    return;
  }
  const bool entered = blocked || !is_new ||
                       (room_ > 0 && (wishes_.dry_run ||
                                      clients.BlockByHand(key, index, until, now_, store::Ending::kSilent)));
  if (!entered) {
    ++counts_.no_room;
    return Remark(target.ToString() + ": half of the table of clients is blocked; raise ErrWatchClients");
  }
  if ((blocked || !is_new) && !wishes_.dry_run)
    clients.BlockByHand(key, index, until, now_, store::Ending::kSilent);
  if (!blocked && is_new) --room_;
  counts_.clients += is_new;
  blocked_[name] = until;
}

void ListImport::BlockRange(const ListEntry& entry, const BlockTarget& target, const std::string& scope,
                            uint8_t index, Tick until) {
  store::ListedRanges listed = server_.segment().listed();
  const store::ListedRange range{store::ListKind::kBlocked, target.address, target.range_bits,
                                 store::ScopeHash(scope), index};
  const Entered::key_type name{target.address, range.scope ^ target.range_bits};
  const bool is_new = !blocked_.contains(name);
  if (std::max(std::as_const(listed).UntilOf(range, now_), UntilIn(blocked_, name)) >= until) {
    ++counts_.kept;
    return;
  }
  if (!wishes_.dry_run && !listed.Enter(range, until, ReasonOf(entry), now_, store::Ending::kSilent)) {
    ++counts_.no_room;
    return Remark(target.ToString() + ": there is no place left for one more range");
  }
  if (!wishes_.dry_run && is_new) server_.segment().counters().Add(store::Counter::kBlockedByHand);
  counts_.ranges += is_new;
  blocked_[name] = until;
}

void ListImport::Allow(const ListEntry& entry, const BlockTarget& target, Tick until) {
  if (const auto objection = AgainstWidth(target); objection && !wishes_.force) {
    ++counts_.refused;
    return Remark(objection->text);
  }
  store::ListedRanges listed = server_.segment().listed();
  const store::ListedRange range{store::ListKind::kAllowed, target.address, target.bits(), 0, 0};
  const Entered::key_type name{target.address, target.bits()};
  if (std::max(std::as_const(listed).UntilOf(range, now_), UntilIn(allowed_, name)) >= until) {
    ++counts_.kept;
    return;
  }
  if (!wishes_.dry_run) {
    if (!listed.Enter(range, until, ReasonOf(entry), now_, store::Ending::kSilent)) {
      ++counts_.no_room;
      return Remark(target.ToString() + ": there is no place left for one more range");
    }
    LetInAllOf(server_.segment(), target, now_);
  }
  counts_.allowed += !allowed_.contains(name);
  allowed_[name] = until;
}

}  // namespace errwatch::cli
