#include "cli/server/block.h"

#include <cstdio>
#include <vector>

#include "base/duration.h"
#include "base/nearest_name.h"
#include "base/quoted.h"
#include "base/time_text.h"
#include "cli/output/exit_code.h"
#include "cli/output/terminal.h"
#include "cli/server/block_target.h"
#include "model/identity.h"
#include "store/end_of_block.h"

namespace errwatch::cli {
namespace {

using store::ClientView;

std::string ScopedName(const std::string& client, const std::string& scope) {
  return client + (scope == "server" ? "" : " in scope " + Printable(scope));
}

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
int Saved(WritableServer& server, Tick now) {
  if (const Status saved = server.Save(now); !saved) {
    Complain(saved.error());
    return kExitNothing;
  }
  if (!server.remark().empty()) Complain(server.remark() + ". It holds from when httpd starts");
  return kExitDone;
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

void TellBlocked(const LiveServer& server, const BlockOptions& options, const BlockTarget& target,
                 uint8_t scope, Tick until, Milliseconds length) {
  const EnginesInUse engines = server.segment().EnginesOf(scope);
  const bool is_own = target.range == nullptr && IsLoopbackHost(target.given);
  const bool is_listed = target.range == nullptr && server.IsNeverDenied(target, options.scope);
  const char* state = is_own || is_listed || engines.AllOff() ? "is blocked, but will not be denied,"
                      : engines.DetectAtMost()                ? "would be denied"
                                                              : "is blocked";
  const std::string passes = WhoPasses(server, options, target, scope);
  std::printf("%s%s %s until %s UTC (%s)%s%s\n", ScopedName(target.ToString(), options.scope).c_str(),
              target.range != nullptr ? ", all of the range," : "", state, FormatTimeShort(until).c_str(),
              FormatDuration(length).c_str(), passes.empty() ? "" : ": ", Printable(passes).c_str());
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
int Block(WritableServer& server, const BlockOptions& options, const BlockTarget& target, uint8_t scope,
          Milliseconds length) {
  store::Segment& segment = server.segment();
  const Tick now = Now();
  const Tick until = After(now, length);
  if (!Enter(segment, target, {store::ScopeHash(options.scope), scope}, until, now)) {
    Complain(
        "the table has no room: whatever shares a place with this one is blocked already. Raise "
        "ErrWatchClients");
    return kExitNothing;
  }
  const uint8_t range_bits = target.range == nullptr ? 0 : target.range->bits;
  store::Incident incident = ByHand(IncidentKind::kBlockedByHand, target.address, range_bits, scope, now);
  incident.until = until;
  incident.message = options.reason;
  segment.incidents().Append(incident);
  const int code = Saved(server, now);
  if (code == kExitDone) TellBlocked(server, options, target, scope, until, length);
  return code;
}

// Of one that is not there. Whoever asked is not told that the mistake is his where it is not.
int ComplainOfScope(const LiveServer& server, const std::string& scope) {
  if (!server.segment().HasSoundScopeNames()) {
    Complain(server.path() +
             " is damaged: what it has for names of scopes are none. With httpd stopped, move it "
             "away: the next start makes a new one, and counts and blocks begin anew");
    return kExitNothing;
  }
  const std::string names = server.ScopeNames();
  if (names.empty()) {
    Complain(server.path() +
             " knows no scope yet: httpd ended before it had written it once. Start httpd first");
    return kExitNothing;
  }
  Complain("the server has no scope " + Quoted(scope) + "; it has: " + names + DidYouMean(scope, names));
  return kExitUsage;
}

// Of every scope; how many. `wanted` is null for all of them.
std::size_t FreeClients(store::Segment& segment, const BlockTarget* wanted, Tick now) {
  store::ClientTable clients = segment.clients();
  std::vector<ClientView> blocked;
  clients.ForEach([&](const ClientView& view) {
    if (view.block.Active(now) && (wanted == nullptr || view.address == wanted->address))
      blocked.push_back(view);
  });
  std::size_t freed = 0;
  for (const ClientView& view : blocked) {
    store::ClientKey key;
    key.address = view.address;
    key.fingerprint = view.fingerprint;
    if (!clients.Unblock(key, now)) continue;
    ++freed;
    segment.incidents().Append(ByHand(IncidentKind::kUnblocked, view.address, 0, view.scope, now));
    segment.stories().TellMore(view.fingerprint, store::StoryOfBlock(StoryKind::kUnblocked, Tick(), now));
    std::printf("%s may come again\n",
                ScopedName(view.address.ToString(segment.prefix()), segment.ScopeName(view.scope)).c_str());
  }
  return freed;
}

// Whoever lets a client in lets in the ranges that it is in, and knows that not all of their clients are bad.
std::size_t FreeRanges(store::Segment& segment, const BlockTarget* wanted, Tick now) {
  std::size_t freed = 0;
  const auto report = [&](const store::RangeView& range) {
    ++freed;
    segment.incidents().Append(ByHand(IncidentKind::kUnblocked, range.address, range.bits, range.scope, now));
    std::printf("%s may come again, all of the range\n",
                ScopedName(range.address.ToString(PrefixOfRange(range.bits)), segment.ScopeName(range.scope))
                    .c_str());
  };
  store::ClientRangeTable ranges = segment.ranges();
  if (wanted == nullptr) {
    ranges.UnblockIf([](const store::RangeView&) { return true; }, now, report);
  } else {
    ranges.Unblock(segment.clients().KeyOf(wanted->address, 0), now, report);
  }
  return freed;
}

}  // namespace

int RunBlock(const BlockOptions& options) {
  const Result<Milliseconds> length = ParseDuration(options.duration);
  if (!length || length.value().count() <= 0) {
    Complain("--for: " + (length ? std::string("must be longer than nothing") : length.error()));
    return kExitUsage;
  }
  if (ComplainsOfAddress(options.address)) return kExitUsage;
  const Result<std::unique_ptr<WritableServer>> server = WritableServer::Attach(options.live);
  if (!server) {
    Complain(server.error());
    return kExitNothing;
  }
  const auto target = TargetOrComplaint(options.address, server.value()->segment().prefix());
  if (!target) return kExitUsage;
  const std::optional<uint8_t> scope = server.value()->FindScope(options.scope);
  if (!scope) return ComplainOfScope(*server.value(), options.scope);
  return Block(*server.value(), options, *target, *scope, length.value());
}

int RunUnblock(const UnblockOptions& options) {
  if (!options.all && ComplainsOfAddress(options.address)) return kExitUsage;
  const Result<std::unique_ptr<WritableServer>> server = WritableServer::Attach(options.live);
  if (!server) {
    Complain(server.error());
    return kExitNothing;
  }
  store::Segment& segment = server.value()->segment();
  BlockTarget wanted;
  if (!options.all) {
    const auto target = TargetOrComplaint(options.address, segment.prefix());
    if (!target) return kExitUsage;
    wanted = *target;
  }
  const Tick now = Now();
  const BlockTarget* which = options.all ? nullptr : &wanted;
  std::size_t freed = wanted.range != nullptr ? 0 : FreeClients(segment, which, now);
  freed += FreeRanges(segment, which, now);
  if (freed == 0) {
    const std::string& remark = server.value()->remark();
    Complain((options.all ? "no client is blocked" : Quoted(options.address) + " is not blocked") +
             (remark.empty() ? "" : "; " + remark));
  }
  const int code = freed == 0 ? kExitDone : Saved(*server.value(), now);
  return freed == 0 && !options.all ? kExitNothing : code;
}

}  // namespace errwatch::cli
