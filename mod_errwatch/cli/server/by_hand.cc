#include "cli/server/by_hand.h"

#include "base/duration.h"
#include "base/nearest_name.h"
#include "base/quoted.h"
#include "base/time_text.h"
#include "cli/output/terminal.h"
#include "cli/server/block_target.h"
#include "model/identity.h"
#include "store/end_of_block.h"

namespace errwatch::cli {
namespace {

using store::ClientView;

// `range_bits`: 0 for a client.
store::Incident ByHand(IncidentKind kind, const ClientAddress& client, uint8_t range_bits, uint8_t scope,
                       Tick now) {
  store::Incident incident;
  incident.kind = kind;
  incident.client = client;
  incident.range_bits = range_bits;
  incident.scope = scope;
  incident.time = now;
  return incident;
}

// Where no server runs the file has to be written, and whoever asked should know.
std::string NoteOf(const LiveServer& server) {
  return server.remark().empty() ? "" : server.remark() + ". It holds from when httpd starts";
}

std::string ScopedName(const HandledClient& client) {
  return client.address.ToString() +
         (client.scope == kUsualScope ? "" : " in scope " + Printable(client.scope));
}

// Why nobody, or not everybody, is denied what was blocked; empty where there is nothing to say.
std::string WhoPasses(const LiveServer& server, const BlockOptions& options, const BlockTarget& target,
                      uint8_t scope) {
  if (target.range == nullptr && IsLoopbackHost(target.given))
    return "it is an address of this machine itself, which is never denied";
  if (std::string listed = server.WhereListed(target, options.scope); !listed.empty()) return listed;
  const ModeRow mode{options.scope, server.segment().EnginesOf(scope)};
  return TextOf(mode);
}

void SetEffect(const LiveServer& server, const BlockTarget& target, uint8_t scope, BlockedByHand& done) {
  const EnginesInUse engines = server.segment().EnginesOf(scope);
  const bool is_own = target.range == nullptr && IsLoopbackHost(target.given);
  const bool is_listed = target.range == nullptr && server.IsNeverDenied(target, done.client.scope);
  if (is_own || is_listed || engines.AllOff()) return;
  done.would_be_denied = engines.DetectAtMost();
  done.denied = !done.would_be_denied;
}

bool Enter(store::Segment& segment, const BlockTarget& target, const store::RangeScope& scope, Tick until,
           Tick now) {
  if (target.range != nullptr)
    return segment.ranges().BlockByHand({target.range, target.address, 0}, scope, until, now);
  store::ClientTable clients = segment.clients();
  const store::ClientKey key = clients.KeyOf(target.address, scope.hash);
  if (!clients.BlockByHand(key, scope.index, until, now)) return false;
  segment.stories().Tell(key.fingerprint, store::StoryOfBlock(StoryKind::kBlockedByHand, until, now));
  // Whoever blocks it says that it is no proxy.
  segment.proxy_peers().Forget(target.given);
  return true;
}

// The record makes the server log the change and send its event.
std::variant<BlockedByHand, Refusal> Block(WritableServer& server, const BlockOptions& options,
                                           const BlockTarget& target, uint8_t scope, Milliseconds length) {
  store::Segment& segment = server.segment();
  const Tick now = Now();
  const Tick until = After(now, length);
  if (!Enter(segment, target, {store::ScopeHash(options.scope), scope}, until, now)) {
    return Refusal{kExitNothing,
                   "the table has no room: whatever shares a place with this one is blocked already. Raise "
                   "ErrWatchClients"};
  }
  const uint8_t range_bits = target.range == nullptr ? 0 : target.range->bits;
  store::Incident incident = ByHand(IncidentKind::kBlockedByHand, target.address, range_bits, scope, now);
  incident.until = until;
  incident.message = options.reason;
  segment.incidents().Append(incident);
  if (const Status saved = server.Save(now); !saved) return Refusal{kExitNothing, saved.error()};
  const ClientPrefix prefix = target.range != nullptr ? PrefixOfRange(range_bits) : target.prefix;
  BlockedByHand done;
  done.client = {{target.address, prefix}, options.scope, range_bits};
  done.until = until;
  done.length = length;
  done.remark = WhoPasses(server, options, target, scope);
  done.note = NoteOf(server);
  SetEffect(server, target, scope, done);
  return done;
}

// Of one that is not there. Whoever asked is not told that the mistake is his where it is not.
Refusal NoSuchScope(const LiveServer& server, const std::string& scope) {
  if (!server.segment().HasSoundScopeNames()) {
    return {kExitNothing, server.path() +
                              " is damaged: what it has for names of scopes are none. With httpd stopped, "
                              "move it away: the next start makes a new one, and counts and blocks begin "
                              "anew"};
  }
  const std::string names = server.ScopeNames();
  if (names.empty()) {
    return {kExitNothing, server.path() +
                              " knows no scope yet: httpd ended before it had written it once. Start httpd "
                              "first"};
  }
  return {kExitUsage,
          "the server has no scope " + Quoted(scope) + "; it has: " + names + DidYouMean(scope, names)};
}

// Of every scope. `wanted` is null for all of them.
void FreeClients(store::Segment& segment, const BlockTarget* wanted, Tick now, UnblockedByHand& done) {
  store::ClientTable clients = segment.clients();
  std::vector<ClientView> blocked;
  clients.ForEach([&](const ClientView& view) {
    if (view.block.Active(now) && (wanted == nullptr || view.address == wanted->address))
      blocked.push_back(view);
  });
  for (const ClientView& view : blocked) {
    store::ClientKey key;
    key.address = view.address;
    key.fingerprint = view.fingerprint;
    if (!clients.Unblock(key, now)) continue;
    store::Incident incident = ByHand(IncidentKind::kUnblocked, view.address, 0, view.scope, now);
    incident.ended = view.block.until;
    segment.incidents().Append(incident);
    segment.stories().TellMore(view.fingerprint, store::StoryOfBlock(StoryKind::kUnblocked, Tick(), now));
    done.clients.push_back({{view.address, segment.prefix()}, segment.ScopeName(view.scope), 0});
  }
}

// Whoever lets a client in lets in the ranges that it is in, and knows that not all of their clients are bad.
void FreeRanges(store::Segment& segment, const BlockTarget* wanted, Tick now, UnblockedByHand& done) {
  const auto report = [&](const store::RangeView& range) {
    store::Incident incident = ByHand(IncidentKind::kUnblocked, range.address, range.bits, range.scope, now);
    incident.ended = range.block.until;
    segment.incidents().Append(incident);
    done.clients.push_back(
        {{range.address, PrefixOfRange(range.bits)}, segment.ScopeName(range.scope), range.bits});
  };
  store::ClientRangeTable ranges = segment.ranges();
  if (wanted == nullptr) {
    ranges.UnblockIf([](const store::RangeView&) { return true; }, now, report);
  } else {
    ranges.Unblock(segment.clients().KeyOf(wanted->address, 0), now, report);
  }
}

}  // namespace

std::variant<BlockedByHand, Refusal> BlockByHand(const BlockOptions& options) {
  const Result<Milliseconds> length = ParseDuration(options.duration);
  if (!length || length.value().count() <= 0) {
    return Refusal{kExitUsage,
                   "--for: " + (length ? std::string("must be longer than nothing") : length.error())};
  }
  if (const auto address = ParseAddress(options.address); !address)
    return Refusal{kExitUsage, address.error()};
  const Result<std::unique_ptr<WritableServer>> server = WritableServer::Attach(options.live);
  if (!server) return Refusal{kExitNothing, server.error()};
  const auto target = ParseBlockTarget(options.address, server.value()->segment().prefix());
  if (!target) return Refusal{kExitUsage, target.error()};
  const std::optional<uint8_t> scope = server.value()->FindScope(options.scope);
  if (!scope) return NoSuchScope(*server.value(), options.scope);
  return Block(*server.value(), options, target.value(), *scope, length.value());
}

std::variant<UnblockedByHand, Refusal> UnblockByHand(const UnblockOptions& options) {
  if (!options.all) {
    if (const auto address = ParseAddress(options.address); !address)
      return Refusal{kExitUsage, address.error()};
  }
  const Result<std::unique_ptr<WritableServer>> server = WritableServer::Attach(options.live);
  if (!server) return Refusal{kExitNothing, server.error()};
  store::Segment& segment = server.value()->segment();
  std::optional<BlockTarget> wanted;  // none: everybody
  if (!options.all) {
    const auto target = ParseBlockTarget(options.address, segment.prefix());
    if (!target) return Refusal{kExitUsage, target.error()};
    wanted = target.value();
  }
  const Tick now = Now();
  UnblockedByHand done;
  const BlockTarget* which = wanted ? &*wanted : nullptr;
  if (which == nullptr || which->range == nullptr) FreeClients(segment, which, now, done);
  FreeRanges(segment, which, now, done);
  if (done.clients.empty()) {
    const std::string& remark = server.value()->remark();
    return Refusal{options.all ? kExitDone : kExitNothing,
                   (options.all ? "no client is blocked" : Quoted(options.address) + " is not blocked") +
                       (remark.empty() ? "" : "; " + remark)};
  }
  if (const Status saved = server.value()->Save(now); !saved) return Refusal{kExitNothing, saved.error()};
  done.note = NoteOf(*server.value());
  return done;
}

std::string TextOf(const BlockedByHand& done) {
  const char* state = done.denied            ? "is blocked"
                      : done.would_be_denied ? "would be denied"
                                             : "is blocked, but will not be denied,";
  return ScopedName(done.client) + (done.client.range_bits != 0 ? ", all of the range," : "") + " " + state +
         " until " + FormatTimeShort(done.until) + " UTC (" + FormatDuration(done.length) + ")" +
         (done.remark.empty() ? "" : ": ") + Printable(done.remark);
}

std::string UnblockedText(const HandledClient& client) {
  return ScopedName(client) + " may come again" + (client.range_bits != 0 ? ", all of the range" : "");
}

}  // namespace errwatch::cli
