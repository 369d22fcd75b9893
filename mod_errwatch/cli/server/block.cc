#include "cli/server/block.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <vector>

#include "base/duration.h"
#include "base/quoted.h"
#include "base/time_text.h"
#include "cli/output/exit_code.h"
#include "cli/output/terminal.h"
#include "config/directive.h"
#include "model/client_range.h"

namespace errwatch::cli {
namespace {

using store::ClientView;

std::string ScopedName(const std::string& client, const std::string& scope) {
  return client + (scope == "server" ? "" : " in scope " + Printable(scope));
}

store::Incident ByHand(IncidentKind kind, const ClientAddress& client, uint8_t scope, Tick now) {
  store::Incident incident;
  incident.kind = kind;
  incident.client = client;
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

// Without the server: a slip of the pen is told before anything is looked for.
Result<ClientAddress> ParseAddress(const std::string& text) {
  const std::optional<ClientAddress> address = ClientAddress::Parse(text.substr(0, text.find('/')));
  if (!address || address->empty())
    return Error{Quoted(text) + " is no address: write 192.0.2.1 or 2001:db8::1"};
  return *address;
}

// The record makes the server log the change and send its event.
int Block(WritableServer& server, const BlockOptions& options, const ClientAddress& client, uint8_t scope,
          Milliseconds length) {
  store::Segment& segment = server.segment();
  store::ClientTable clients = segment.clients();
  const Tick now = Now();
  const Tick until = After(now, length);
  if (!clients.BlockByHand(clients.KeyOf(client, store::ScopeHash(options.scope)), scope, until, now)) {
    Complain(
        "the table has no room: every client that shares a place with this one is blocked by hand. Raise "
        "ErrWatchClients");
    return kExitNothing;
  }
  // Whoever blocks it says that it is no proxy.
  if (const Result<ClientAddress> whole = ParseAddress(options.address))
    segment.proxy_peers().Forget(whole.value());
  store::Incident incident = ByHand(IncidentKind::kBlockedByHand, client, scope, now);
  incident.until = until;
  incident.message = options.reason;
  segment.incidents().Append(incident);
  const int code = Saved(server, now);
  if (code != kExitDone) return code;
  std::printf("%s is blocked until %s UTC (%s)\n",
              ScopedName(client.ToString(clients.prefix()), options.scope).c_str(),
              FormatTimeShort(until).c_str(), FormatDuration(length).c_str());
  return code;
}

bool ComplainsOfAddress(const std::string& text) {
  const Result<ClientAddress> address = ParseAddress(text);
  if (!address) Complain(address.error());
  return !address;
}

// Of every scope; how many.
std::size_t FreeClients(store::Segment& segment, bool all, const ClientAddress& wanted, Tick now) {
  store::ClientTable clients = segment.clients();
  std::vector<ClientView> blocked;
  clients.ForEach([&](const ClientView& view) {
    if (view.block.Active(now) && (all || view.address == wanted)) blocked.push_back(view);
  });
  std::size_t freed = 0;
  for (const ClientView& view : blocked) {
    store::ClientKey key;
    key.address = view.address;
    key.fingerprint = view.fingerprint;
    if (!clients.Unblock(key, now)) continue;
    ++freed;
    segment.incidents().Append(ByHand(IncidentKind::kUnblocked, view.address, view.scope, now));
    std::printf("%s may come again\n",
                ScopedName(view.address.ToString(segment.prefix()), segment.ScopeName(view.scope)).c_str());
  }
  return freed;
}

// Whoever lets a client in lets in the ranges that it is in, and knows that not all of their clients are bad.
std::size_t FreeRanges(store::Segment& segment, bool all, const ClientAddress& wanted, Tick now) {
  std::size_t freed = 0;
  const auto report = [&](const store::RangeView& range) {
    ++freed;
    store::Incident incident = ByHand(IncidentKind::kUnblocked, range.address, range.scope, now);
    incident.range_bits = range.bits;
    segment.incidents().Append(incident);
    std::printf("%s may come again, all of the range\n",
                ScopedName(range.address.ToString(PrefixOfRange(range.bits)), segment.ScopeName(range.scope))
                    .c_str());
  };
  store::ClientRangeTable ranges = segment.ranges();
  if (all) {
    ranges.UnblockIf([](const store::RangeView&) { return true; }, now, report);
  } else {
    ranges.Unblock(segment.clients().KeyOf(wanted, 0), now, report);
  }
  return freed;
}

// "2001:db8:1::/48": any address of it stands for the range.
bool IsRange(const std::string& text, ClientPrefix prefix) {
  const std::size_t slash = text.find('/');
  const std::optional<ClientAddress> address = ClientAddress::Parse(text.substr(0, slash));
  if (slash == std::string::npos || !address) return false;
  return std::any_of(kRangeLevels.begin(), kRangeLevels.end(), [&](const RangeLevel& level) {
    const int client_bits = level.ipv4 ? prefix.ipv4 : prefix.ipv6;
    return level.ipv4 == address->is_ipv4() && level.bits < client_bits &&
           text.substr(slash + 1) == std::to_string(level.bits);
  });
}

}  // namespace

Result<ClientAddress> ParseClient(const std::string& text, ClientPrefix prefix) {
  const std::size_t slash = text.find('/');
  const Result<ClientAddress> parsed = ParseAddress(text);
  if (!parsed) return parsed.failure();
  const ClientAddress& address = parsed.value();
  const int client_bits = address.is_ipv4() ? prefix.ipv4 : prefix.ipv6;
  if (slash != std::string::npos) {
    const std::string_view digits = std::string_view(text).substr(slash + 1);
    int bits = -1;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc() || end != digits.data() + digits.size() || bits != client_bits) {
      return Error{
          Quoted(text) + ": a client is a /" + std::to_string(client_bits) +
          " here (ErrWatchPrefix); larger networks are denied with Require not ip, or by a firewall"};
    }
  }
  return address.Masked(prefix);
}

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
  const Result<ClientAddress> client = ParseClient(options.address, server.value()->segment().prefix());
  if (!client) {
    Complain(client.error());
    return kExitUsage;
  }
  const std::optional<uint8_t> scope = server.value()->FindScope(options.scope);
  if (!scope) {
    Complain("the server has no scope " + Quoted(options.scope) +
             "; it has: " + server.value()->ScopeNames());
    return kExitUsage;
  }
  return Block(*server.value(), options, client.value(), *scope, length.value());
}

int RunUnblock(const UnblockOptions& options) {
  if (!options.all && ComplainsOfAddress(options.address)) return kExitUsage;
  const Result<std::unique_ptr<WritableServer>> server = WritableServer::Attach(options.live);
  if (!server) {
    Complain(server.error());
    return kExitNothing;
  }
  store::Segment& segment = server.value()->segment();
  const bool range = !options.all && IsRange(options.address, segment.prefix());
  ClientAddress wanted;
  if (!options.all) {
    const std::string text = range ? options.address.substr(0, options.address.find('/')) : options.address;
    const Result<ClientAddress> client = ParseClient(text, segment.prefix());
    if (!client) {
      Complain(client.error());
      return kExitUsage;
    }
    wanted = client.value();
  }
  const Tick now = Now();
  std::size_t freed = range ? 0 : FreeClients(segment, options.all, wanted, now);
  freed += FreeRanges(segment, options.all, wanted, now);
  if (freed == 0)
    Complain(options.all ? "no client is blocked" : Quoted(options.address) + " is not blocked");
  const int code = freed == 0 ? kExitDone : Saved(*server.value(), now);
  return freed == 0 && !options.all ? kExitNothing : code;
}

}  // namespace errwatch::cli
