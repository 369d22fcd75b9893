#include "httpd/gate.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "httpd/configs.h"
#include "httpd/entry_view.h"
#include "httpd/identity.h"
#include "httpd/runtime.h"
#include "httpd/verbosity.h"
#include "model/client_range.h"
#include "model/tag_name.h"
#include "store/incident_code.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {
namespace {

using store::BlockWord;
using store::Counter;
using store::Passage;

constexpr char kIncidentVariable[] = "ERRWATCH_INCIDENT";

// For other modules and for logs: environment variable and note alike.
void Tell(request_rec* request, const char* name, const char* value) {
  apr_table_setn(request->subprocess_env, name, value);
  apr_table_setn(request->notes, name, value);
}

// What a gate goes by.
struct Found {
  store::ClientKey key;
  store::HeldBlock held;
};

void TellDecision(request_rec* request, const Runtime& runtime, const ServerConfig& config,
                  const store::ClientKey& key, const BlockWord& block, const char* decision, Tick now) {
  const auto client = std::as_const(*runtime.segment).clients().Find(key);
  // Nothing is known against it, nor against its neighbours.
  if (client && !client->HasEvidence() && !block.Active(now)) return;
  Tell(request, "ERRWATCH_DECISION", decision);
  if (block.until.value != 0) {
    Tell(request, "ERRWATCH_CATEGORY",
         ReasonName(block.reason, block.by_hand, ByHand::kOneWord).data());  // names are literals
  }
  if (client) {
    const Bucket any = Leaked(client->any, config.limits.any.shape, now);
    Tell(request, "ERRWATCH_SCORE",
         apr_itoa(request->pool, static_cast<int>((any.level + kQuantaPerUnit - 1) / kQuantaPerUnit)));
  }
}

// The number that a visitor can name.
void TellIncident(request_rec* request, const Runtime& runtime, const Found& found) {
  const ClientAddress& client = found.key.address;
  const store::IncidentCode code =
      store::CodeOf(runtime.segment->hash_key(),
                    found.held.of_range ? client.Masked(PrefixOfRange(found.held.range_bits)) : client,
                    found.held.word.until);
  Tell(request, kIncidentVariable, apr_pstrdup(request->pool, code.data()));
}

// The page of a denial, its headers and what is logged of it are about the same incident.
void CarryIncident(request_rec* request) {
  const char* incident =
      request->prev == nullptr ? nullptr : apr_table_get(request->prev->notes, kIncidentVariable);
  if (incident != nullptr) Tell(request, kIncidentVariable, incident);
}

// "/why/?a=b" -> "/why": mod_dir adds the slash by a redirect of its own.
std::string_view PagePath(std::string_view target) {
  std::string_view path = target.substr(0, target.find_first_of("?#"));
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

// A redirect to a page of this server must not be redirected again.
bool IsRedirectTarget(const request_rec* request, const Action& action) {
  if (action.kind != ActionKind::kRedirect || !action.redirect.starts_with('/')) return false;
  const std::string_view page = PagePath(action.redirect);
  // As sent, and as httpd has decoded it since.
  for (const char* path : {request->parsed_uri.path, request->uri})
    if (path != nullptr && PagePath(path) == page) return true;
  return false;
}

// The client gets nothing: the connection counts as broken, so whatever is written goes nowhere.
void Drop(request_rec* request) {
  conn_rec* connection = request->connection;
  connection->keepalive = AP_CONN_CLOSE;
  connection->aborted = 1;
  // A stream of HTTP/2 has a connection of its own that ends here. The one that the streams share belongs to
  // another thread, which sees that its socket has ended. Where a proxy brings several clients it stays.
  if (connection->master == nullptr || request->useragent_addr != connection->client_addr) return;
  apr_socket_t* socket = ap_get_conn_socket(connection->master);
  if (socket != nullptr) apr_socket_shutdown(socket, APR_SHUTDOWN_READWRITE);
}

// What one client is refused no cache may give to others. Of mod_expires, which leaves refusals alone but not
// redirects, Expires says that it has been decided.
void ForbidStoring(request_rec* request) {
  apr_table_setn(request->err_headers_out, "Cache-Control", "no-store");
  apr_table_setn(request->err_headers_out, "Expires", "Thu, 01 Jan 1970 00:00:00 GMT");
}

int Carry(request_rec* request, const Action& action, Tick until, Tick now) {
  const auto seconds = std::max<int64_t>(1, DurationOf(until.value - now.value).count() / 1000);
  ForbidStoring(request);
  switch (action.kind) {
    case ActionKind::kDrop:
      Drop(request);
      return HTTP_FORBIDDEN;
    case ActionKind::kRedirect:
      apr_table_setn(request->headers_out, "Location", apr_pstrdup(request->pool, action.redirect.c_str()));
      return HTTP_MOVED_TEMPORARILY;
    case ActionKind::kDeny:
      break;
  }
  apr_table_setn(request->err_headers_out, "Retry-After",
                 apr_psprintf(request->pool, "%" APR_INT64_T_FMT, seconds));
  return action.status;
}

// A block that this module made itself, of what may be a proxy that nobody named: too early to shut everybody
// out.
bool PassesUndecided(const request_rec* request, const Runtime& runtime, const ClientAddress& client,
                     const BlockWord& block, RequestState* state, Tick now) {
  if (block.by_hand || !SpeaksForItself(request)) return false;
  if (state != nullptr && state->passed_undecided) return true;
  store::NearPeers::Request seen;
  seen.voice = VoiceOf(request, ForwardedFor(request));
  const bool passes = runtime.segment->near_peers().TakePass(client, seen, now);
  if (state != nullptr) state->passed_undecided = passes;
  return passes;
}

bool DeniesEverything(const BlockWord& block, Tick now) {
  return block.Active(now) && !block.detection_only && !block.foreign_only;
}

ClientAddress PeerAddressOf(const request_rec* request) {
  return AddressOf(request->connection->client_addr);
}

[[gnu::hot]] bool IsForwarded(const request_rec* request) {
  return !SpeaksForItself(request) && AddressOf(request->useragent_addr) != PeerAddressOf(request);
}

std::optional<Found> FindOfRangeByHand(const Runtime& runtime, const store::ClientKey& key, Tick now) {
  const std::optional<store::BlockOfRange> block =
      std::as_const(*runtime.segment).listed().FindBlock(key, now);
  if (!block) return std::nullopt;
  return Found{key, {*block, true, block->bits}};
}

// A peer that was blocked for what it did itself is not let in because it now speaks for others: mod_remoteip
// trusts networks, and a header is soon written. Not so where what was held against it may have been
// another's fault, nor where it is a proxy by its record; but an administrator's block always stands.
std::optional<Found> FindOfPeer(const request_rec* request, const Runtime& runtime,
                                const ServerConfig& config, Tick now) {
  const ClientAddress peer = PeerAddressOf(request);
  if (peer.empty() || runtime.own_addresses.Contains(peer) ||
      config.settings.trusted_proxies.Contains(peer) || config.settings.allow.Contains(peer) ||
      std::as_const(*runtime.segment).listed().Allows(peer, now))
    return std::nullopt;
  const store::ClientTableReader clients = std::as_const(*runtime.segment).clients();
  const store::ClientKey key = clients.KeyOf(peer, config.scope);
  if (const std::optional<Found> of_range = FindOfRangeByHand(runtime, key, now)) return of_range;
  const std::optional<BlockWord> block = clients.FindBlock(key);
  if (!block || !DeniesEverything(*block, now)) return std::nullopt;
  const store::Standing standing = std::as_const(*runtime.segment).proxy_peers().StandingOf(peer, now);
  // Where a client is a network another host in it may have earned the block.
  const bool shared = key.address != peer && standing != store::Standing::kUnknown;
  const bool stands = block->by_hand || (!block->at_peer && !shared && standing != store::Standing::kProxy);
  return stands ? std::optional<Found>({key, {*block, false, 0}}) : std::nullopt;
}

// What a proxy sends in its own name passes; where nobody but this module calls it one, an administrator's
// block goes before that.
std::optional<Found> FindOfLearnedProxy(const request_rec* request, const Runtime& runtime,
                                        const ServerConfig& config, Tick now) {
  const ClientAddress peer = PeerAddressOf(request);
  if (config.settings.trusted_proxies.Contains(peer)) return std::nullopt;
  const store::ClientTableReader clients = std::as_const(*runtime.segment).clients();
  const store::ClientKey key = clients.KeyOf(peer, config.scope);
  if (const std::optional<Found> of_range = FindOfRangeByHand(runtime, key, now)) return of_range;
  const std::optional<BlockWord> block = clients.FindBlock(key);
  if (!block || !block->by_hand || !DeniesEverything(*block, now)) return std::nullopt;
  return Found{key, {*block, false, 0}};
}

std::optional<Found> FindBlock(const request_rec* request, const Runtime& runtime, const ServerConfig& config,
                               RequestState* state, Tick now) {
  if (IsForwarded(request)) {
    if (const std::optional<Found> of_peer = FindOfPeer(request, runtime, config, now)) return of_peer;
  }
  const Identity identity = IdentityOf(runtime, config, request->connection, request, state, now);
  if (identity.kind == IdentityKind::kProxy) return FindOfLearnedProxy(request, runtime, config, now);
  if (identity.kind != IdentityKind::kClient) return std::nullopt;
  const store::ClientKey key =
      std::as_const(*runtime.segment).clients().KeyOf(identity.address, config.scope);
  const std::optional<store::HeldBlock> held = runtime.segment->FindBlock(key, now);
  if (!held) return std::nullopt;
  return Found{key, *held};
}

[[gnu::hot]] int Decide(request_rec* request, const Runtime& runtime, const ServerConfig& config,
                        const DirConfig& directory, RequestState* state, Tick now) {
  const std::optional<Found> found = FindBlock(request, runtime, config, state, now);
  if (!found) return DECLINED;
  const store::ClientKey& key = found->key;
  const BlockWord* block = &found->held.word;

  const Provenance provenance = block->foreign_only ? ProvenanceOf(request) : Provenance::kUnknown;
  const Passage passage =
      store::PassageOf(*block, directory.engine.value == Engine::kDetectionOnly, provenance, now);
  if (passage == Passage::kFree) {
    if (state == nullptr || !state->told_pass)
      TellDecision(request, runtime, config, key, *block, "pass", now);
    if (state != nullptr) state->told_pass = true;
    return DECLINED;
  }
  store::Counters counters = runtime.segment->counters();
  // Not static: this DSO is unloaded with every restart, and a destructor at exit would be called where it
  // was.
  const Action by_default;
  const Action& action = directory.action.value != nullptr ? *directory.action.value : by_default;
  if (block->detection_only || directory.engine.value == Engine::kDetectionOnly) {
    if (state == nullptr || !state->would_deny) {
      counters.Add(Counter::kWouldDeny);
      runtime.segment->timeline().Note(Counter::kWouldDeny, now);
    }
    if (state != nullptr) state->would_deny = true;
    TellDecision(request, runtime, config, key, *block, "would_deny", now);
    TellIncident(request, runtime, *found);
    return DECLINED;
  }
  if (PassesUndecided(request, runtime, PeerAddressOf(request), *block, state, now)) {
    TellDecision(request, runtime, config, key, *block, "pass", now);
    return DECLINED;
  }
  TellDecision(request, runtime, config, key, *block, "deny", now);
  TellIncident(request, runtime, *found);
  if (IsRedirectTarget(request, action)) return DECLINED;
  if (state != nullptr) state->denied = true;
  counters.Add(Counter::kDenials);
  runtime.segment->stories().CountDenial(key.fingerprint, now);
  runtime.segment->timeline().Note(Counter::kDenials, now);
  if (found->held.of_range) {
    runtime.segment->CountDenialOfRange(key, now);
  } else {
    runtime.segment->clients().CountDenial(key, now);
  }
  return Carry(request, action, block->until, now);
}

// Whether this is for the gates to judge: what the client sent. Not the ErrorDocument of a denial, which
// would be denied, too. But that of a request which httpd refused before it asked any gate (a malformed one):
// a page, perhaps a script, would run for whom everything is shut.
bool IsForGates(const request_rec* request) {
  if (request->main != nullptr) return false;
  if (request->prev == nullptr) return true;
  const RequestState* state = StateOf(request);
  return state != nullptr && !state->judged && !state->denied;
}

[[gnu::hot]] int GateAt(Gate gate, request_rec* request, Tick now) {
  const Runtime* runtime = CurrentRuntime();
  const ServerConfig* config = ConfigOf(request->server);
  RequestState* state = StateOf(request);
  const DirConfig* directory = DirConfigOf(request, request->server);
  if (runtime == nullptr || config == nullptr || directory == nullptr ||
      directory->engine.value == Engine::kOff)
    return DECLINED;
  if (state != nullptr && IsInitial(request)) state->judged = true;
  if ((config->settings.gate.value & gate) == 0) return DECLINED;
  return Decide(request, *runtime, *config, *directory, state, now);
}

// Whether the peer speaks for others: from now on what is logged before this point is not held against it,
// and its record may make a proxy of it. A peer that is blocked on its own evidence gains nothing by its
// words.
[[gnu::hot]] void NoteForwardingOfPeer(const request_rec* request, Tick now) {
  const Runtime* runtime = CurrentRuntime();
  const ServerConfig* config = ConfigOf(request->server);
  if (runtime == nullptr || config == nullptr) return;
  store::ProxyPeers proxies = runtime->segment->proxy_peers();
  if (SpeaksForItself(request)) {
    const Peer peer = PeerOf(*runtime, *config, request, now);
    if (peer.recorded) proxies.NoteOwn(peer.address, now);
    return;
  }
  if (!IsForwarded(request)) return proxies.NoteOwn(PeerAddressOf(request), now);
  if (FindOfPeer(request, *runtime, *config, now)) return;
  const ClientAddress peer = PeerAddressOf(request);
  if (!proxies.NoteForwarded(peer, AddressOf(request->useragent_addr), now)) return;
  store::Incident incident;
  incident.kind = IncidentKind::kProxy;
  incident.client = peer;
  incident.scope = config->scope_index;
  incident.time = now;
  runtime->segment->incidents().Append(incident);
  runtime->segment->counters().Add(Counter::kIncidents);
}

}  // namespace

int EarlyGate(request_rec* request) {
  CarryIncident(request);
  KeepVerbosity(request);
  if (!IsForGates(request)) return DECLINED;
  const Tick now = Now();
  if (IsInitial(request)) {
    if (RequestState* state = StateOf(request)) state->identified = true;
    NoteForwardingOfPeer(request, now);
  }
  const int answer = GateAt(kGateEarly, request, now);
  ChooseVerbosity(request);
  // httpd ends the connection of a request that is refused while it is read. The answer has to say so: else a
  // proxy sends the next one's request, perhaps an innocent's, into a connection that is gone.
  if (answer != DECLINED) request->connection->keepalive = AP_CONN_CLOSE;
  return answer;
}

int AccessGate(request_rec* request) {
  if (!IsForGates(request)) return DECLINED;
  const int answer = GateAt(kGateAccess, request, Now());
  if (answer != DECLINED) ChooseVerbosity(request);
  return answer;
}

int AccessExGate(request_rec* request) {
  return ap_satisfies(request) == SATISFY_ANY ? AccessGate(request) : DECLINED;
}

}  // namespace errwatch::httpd
