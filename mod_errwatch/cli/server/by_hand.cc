#include "cli/server/by_hand.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "base/duration.h"
#include "base/nearest_name.h"
#include "base/quoted.h"
#include "base/time_text.h"
#include "cli/output/terminal.h"
#include "cli/server/block_guard.h"
#include "cli/server/block_target.h"
#include "cli/server/let_in.h"
#include "model/identity.h"
#include "store/end_of_block.h"

namespace errwatch::cli {
namespace {

std::string ScopedName(const HandledClient& client) {
  return client.address.ToString() +
         (client.scope == kUsualScope ? "" : " in scope " + Printable(client.scope));
}

// Why nobody, or not everybody, is denied what was blocked; empty where there is nothing to say.
std::string WhoPasses(const LiveServer& server, const BlockOptions& options, const BlockTarget& target,
                      uint8_t scope) {
  if (!target.is_range() && IsLoopbackHost(target.given))
    return "it is an address of this machine itself, which is never denied";
  if (std::string listed = server.WhereListed(target, options.scope); !listed.empty()) return listed;
  const ModeRow mode{options.scope, server.segment().EnginesOf(scope)};
  return TextOf(mode);
}

void SetEffect(const LiveServer& server, const BlockTarget& target, uint8_t scope, BlockedByHand& done) {
  const EnginesInUse engines = server.segment().EnginesOf(scope);
  const bool is_own = !target.is_range() && IsLoopbackHost(target.given);
  const bool is_listed = !target.is_range() && server.IsNeverDenied(target, done.client.scope);
  if (is_own || is_listed || engines.AllOff()) return;
  done.would_be_denied = engines.DetectAtMost();
  done.denied = !done.would_be_denied;
}

bool Enter(store::Segment& segment, const BlockTarget& target, const BlockOptions& options, uint8_t scope,
           Tick until, Tick now) {
  const uint64_t hash = store::ScopeHash(options.scope);
  if (target.is_range()) {
    const store::ListedRange range{store::ListKind::kBlocked, target.address, target.range_bits, hash, scope};
    if (!segment.listed().Enter(range, until, options.reason, now)) return false;
    segment.counters().Add(store::Counter::kBlockedByHand);
    return true;
  }
  store::ClientTable clients = segment.clients();
  const store::ClientKey key = clients.KeyOf(target.address, hash);
  if (!clients.BlockByHand(key, scope, until, now)) return false;
  segment.stories().Tell(key.fingerprint, store::StoryOfBlock(StoryKind::kBlockedByHand, until, now));
  // Whoever blocks it says that it is no proxy.
  segment.proxy_peers().Forget(target.given);
  return true;
}

// The record makes the server log the change and send its event.
bool IsInForce(const store::Segment& segment, const BlockTarget& target, const std::string& scope, Tick now) {
  const uint64_t hash = store::ScopeHash(scope);
  if (target.is_range())
    return segment.listed().UntilOf({store::ListKind::kBlocked, target.address, target.range_bits, hash, 0},
                                    now) > now;
  const auto view = segment.clients().Find(segment.clients().KeyOf(target.address, hash));
  return view && view->block.Active(now);
}

std::variant<BlockedByHand, Refusal> Block(WritableServer& server, const BlockOptions& options,
                                           const BlockTarget& target, uint8_t scope, Milliseconds length) {
  store::Segment& segment = server.segment();
  const Tick now = Now();
  const Tick until = After(now, length);
  if (!Enter(segment, target, options, scope, until, now)) {
    return Refusal{
        kExitNothing,
        target.is_range()
            ? "there is no place left for one more range: `errwatch clients --blocked` shows those that "
              "are blocked, `errwatch unblock` ends some"
            : "the table has no room: whatever shares a place with this one is blocked already. Raise "
              "ErrWatchClients"};
  }
  const uint8_t range_bits = target.range_bits;
  store::Incident incident =
      IncidentByHand(IncidentKind::kBlockedByHand, target.address, range_bits, scope, now);
  incident.until = until;
  incident.message = options.reason;
  segment.incidents().Append(incident);
  segment.journal().Note(
      {store::JournalKind::kBlock, scope, 0, target.range_bits, 0, now, until, target.address});
  // Before it saw that, `errwatch exchange` may have taken in that another host let it in before.
  if (!IsInForce(segment, target, options.scope, now)) Enter(segment, target, options, scope, until, now);
  if (const Status saved = server.Save(now); !saved) return Refusal{kExitNothing, saved.error()};
  const ClientPrefix prefix = target.is_range() ? PrefixOfRange(range_bits) : target.prefix;
  BlockedByHand done;
  done.client = {{target.address, prefix}, options.scope, range_bits};
  done.until = until;
  done.length = length;
  done.remark = WhoPasses(server, options, target, scope);
  done.note = NoteOfBlock(server);
  SetEffect(server, target, scope, done);
  return done;
}

}  // namespace

Refusal NoSuchScope(const LiveServer& server, const std::string& scope) {
  if (!server.segment().HasSoundScopeNames()) {
    return {kExitNothing,
            server.path() +
                " is damaged: what it has for names of scopes are none. The next restart of "
                "httpd sets it aside; or move it away while httpd is stopped. Counts and blocks "
                "begin anew"};
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

std::string NoteOf(const LiveServer& server) {
  return server.remark().empty() ? "" : server.remark() + ". It holds from when httpd starts";
}

std::string NoteOfBlock(const LiveServer& server) {
  std::string note = NoteOf(server);
  if (server.trouble().empty()) return note;
  return (note.empty() ? "" : note + ". ") + server.trouble() +
         ". So nobody has looked whether it is allow-listed or a trusted proxy";
}

Result<Milliseconds> ParseLength(const std::string& text) {
  const Result<Milliseconds> length = ParseDuration(text);
  if (!length) return Error{"--for: " + length.error()};
  if (length.value().count() <= 0) return Error{"--for: must be longer than nothing"};
  return length.value();
}

std::variant<BlockedByHand, Refusal> BlockByHand(const BlockOptions& options) {
  const Result<Milliseconds> length = ParseLength(options.duration);
  if (!length) return Refusal{kExitUsage, length.error()};
  if (const auto address = ParseAddress(options.address); !address)
    return Refusal{kExitUsage, address.error()};
  const Result<std::unique_ptr<WritableServer>> server = WritableServer::Attach(options.live);
  if (!server) return Refusal{kExitNothing, server.error()};
  const auto target = ParseBlockTarget(options.address, server.value()->segment().prefix());
  if (!target) return Refusal{kExitUsage, target.error()};
  const std::optional<uint8_t> scope = server.value()->FindScope(options.scope);
  if (!scope) return NoSuchScope(*server.value(), options.scope);
  const auto objection = BlockGuard(*server.value(), Now()).AgainstBlocking(target.value(), options.scope);
  if (objection && !(objection->can_be_forced && options.force))
    return Refusal{kExitNothing, objection->text};
  return Block(*server.value(), options, target.value(), *scope, length.value());
}

namespace {

// What was said, for other hosts: they may have blocked more of it than this one.
void NoteLetIn(store::Segment& segment, const std::optional<BlockTarget>& wanted, Tick now) {
  if (!wanted) return segment.journal().Note({store::JournalKind::kUnblockAll, 0, 0, 0, 0, now, {}, {}});
  segment.journal().Note(
      {store::JournalKind::kUnblock, 0, 0, wanted->range_bits, 0, now, {}, wanted->address});
}

}  // namespace

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
  done.clients = wanted ? LetIn(segment, *wanted, now) : LetEverybodyIn(segment, now);
  if (done.clients.empty()) {
    const std::string& remark = server.value()->remark();
    return Refusal{options.all ? kExitDone : kExitNothing,
                   (options.all ? "no client is blocked" : Quoted(options.address) + " is not blocked") +
                       (remark.empty() ? "" : "; " + remark)};
  }
  NoteLetIn(segment, wanted, now);
  // Before it saw that, `errwatch exchange` may have taken in that another host blocked it before.
  std::ranges::move(wanted ? LetIn(segment, *wanted, now) : LetEverybodyIn(segment, now),
                    std::back_inserter(done.clients));
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
