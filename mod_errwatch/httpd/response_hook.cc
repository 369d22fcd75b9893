#include "httpd/response_hook.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "httpd/configs.h"
#include "httpd/early_judgement.h"
#include "httpd/entry_view.h"
#include "httpd/identity.h"
#include "httpd/reporter.h"
#include "httpd/request_check.h"
#include "httpd/runtime.h"
#include "model/unnamed_proxy.h"
#include "rules/classifier.h"
#include "store/accounting.h"
#include "store/end_of_block.h"
#include "store/evidence.h"
#include "store/success.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {
namespace {

using store::Counter;

// A flood must not turn one visitor's request into a log writer's job.
constexpr int kMostReportsInARequest = 16;

const request_rec* LastRequest(const request_rec* request) {
  while (request->next != nullptr) request = request->next;
  return request;
}

bool IsListed(const ServerSettings& settings, int status) {
  return std::ranges::binary_search(settings.status_codes.value, static_cast<uint16_t>(status));
}

bool IsWorthJudging(const ServerSettings& settings, int status) {
  switch (settings.inspect.value) {
    case Inspect::kEntries:
      return false;
    case Inspect::kErrors:
      return IsListed(settings, status);
    case Inspect::kAll:
      return true;
  }
  return false;
}

// `ErrorDocument 404 https://...` sends 302 in place of the status; where it leads tells which one that was.
int StatusOf(const request_rec* request) {
  if (request->status != HTTP_MOVED_TEMPORARILY) return request->status;
  const char* location = apr_table_get(request->headers_out, "Location");
  if (location == nullptr) return request->status;
  for (const int status : {HTTP_NOT_FOUND, HTTP_FORBIDDEN, HTTP_BAD_REQUEST, HTTP_METHOD_NOT_ALLOWED,
                           HTTP_REQUEST_URI_TOO_LARGE, HTTP_INTERNAL_SERVER_ERROR}) {
    const char* page =
        ap_response_code_string(const_cast<request_rec*>(request), ap_index_of_response(status));
    if (page != nullptr && std::string_view(page) == location) return status;
  }
  return request->status;
}

// What came of a request: the status of the last in a chain of internal redirects, and what the client asked
// for.
struct Response {
  const request_rec* request;  // as the client sent it
  const request_rec* last;
  RequestState* state;  // may be null
  int status;
  Guess guess = {};  // what its body tries
};

// The user has proved to be that. mod_auth_form sets r->user for a wrong password, too, and answers both with
// a redirect: of a form only what comes after it counts, when the session opens what was asked for.
bool IsAuthenticated(const Response& response) {
  const request_rec* last = response.last;
  if (last->user == nullptr || response.status >= 400) return false;
  if (response.state != nullptr && response.state->ledger.login_failed) return false;
  return !IsFormAuthentication(last) || ap_is_HTTP_SUCCESS(response.status);
}

// A refusal whose code is not listed is no evidence by itself: only payload rules may speak. Nor is a
// success, unless a rule asks for it. 0 = no evidence.
uint16_t JudgedStatus(const Response& response, const ServerConfig& config) {
  const int status = response.status;
  const bool judged = status < 400 ? RulesOf(config).NamesStatus(status) : IsListed(config.settings, status);
  return judged ? static_cast<uint16_t>(status) : uint16_t{0};
}

std::string_view BodyOf(const Response& response) {
  return response.state == nullptr || response.state->body == nullptr ? "" : response.state->body->text();
}

// What the request said before it was answered, where the answer adds nothing to it.
const Classification* SaidEarly(const Response& response, const ServerConfig& config) {
  if (response.state == nullptr || !response.state->early) return nullptr;
  const bool status_adds = RulesOf(config).StatusMatters(
      JudgedStatus(response, config), response.request->method, response.guess.kind != GuessKind::kNone);
  // Trailers, where httpd puts them among the headers, also beside one that a filter has taken away.
  const bool headers_changed =
      apr_table_elts(response.request->headers_in)->nelts != response.state->early_headers ||
      LastHeader(response.request) != response.state->early_last_header;
  const bool adds_nothing =
      !status_adds && !headers_changed && BodyOf(response).empty() && LocationOf(response.last).empty();
  return adds_nothing ? &*response.state->early : nullptr;
}

Entry EntryOf(const Response& response, const ServerConfig& config, std::span<char> header_space) {
  const request_rec* request = response.request;
  Entry entry;
  entry.status = JudgedStatus(response, config);
  entry.vhost = HostOf(request->server);
  FillRequest(request, header_space, &entry);
  entry.body = BodyOf(response);
  entry.guess = response.guess;
  entry.location = LocationOf(response.last);
  entry.user = response.last->user == nullptr ? "" : response.last->user;
  entry.authenticated = IsAuthenticated(response);
  entry.by_application =
      response.state != nullptr && response.state->handled && !IsOwnHandler(response.last->handler);
  return entry;
}

// What a browser sends along with every request of a page, and was held against it at the first.
bool IsCarriedAgain(const Response& response, const Entry& entry, const Classification& what) {
  return response.status < 400 && response.state != nullptr && store::IsCarried(entry, what.found) &&
         !response.state->ledger.new_target.Has(what.category);
}

// True when the response is evidence against somebody.
bool AccountForEvidence(Runtime& runtime, const Response& response, const ServerConfig& config,
                        const DirConfig& directory, const Identity& identity, Tick now) {
  store::Counters counters = runtime.segment->counters();
  const Classification* said = SaidEarly(response, config);
  if (said != nullptr && said->category == Category::kBenign) {
    counters.Add(Counter::kResponses);
    store::Account(*runtime.segment, Entry(), *said, ClientAddress(), ChargeOf(runtime, config, directory),
                   nullptr, now);
    return false;
  }
  ScratchPool::Lease scratch = TakeScratch(runtime);
  if (!scratch) {
    counters.Add(Counter::kNoScratch);
    return false;
  }
  const Entry entry = EntryOf(response, config, (*scratch).headers);
  RequestWork* const work = response.state != nullptr ? &response.state->work : nullptr;
  const Classification what =
      said != nullptr ? *said : Classify(RulesOf(config), entry, directory.removal, *scratch, work);
  counters.Add(Counter::kResponses);
  if (said == nullptr) store::CountWork(counters, what);
  store::Account(*runtime.segment, entry, what, identity.address,
                 ChargeOf(runtime, config, directory, &*scratch),
                 response.state != nullptr ? &response.state->ledger : nullptr, now);
  if (what.category == Category::kAuthFailure && what.guessed && IsSuccess(entry)) return false;
  if (IsCarriedAgain(response, entry, what)) return false;
  return what.category != Category::kBenign && what.cost != 0;
}

// The client got what it asked for, and perhaps proved who it is. `evidence`: and that is held against it.
void AccountForSuccess(Runtime& runtime, const Response& response, const ServerConfig& config,
                       const DirConfig& directory, const Identity& identity, bool evidence, Tick now) {
  const request_rec* request = response.request;
  Entry entry;
  FillRequestLine(request, &entry);
  entry.vhost = HostOf(request->server);
  entry.status = static_cast<uint16_t>(response.status);
  entry.agent = HeaderOf(request, "User-Agent");
  if (config.settings.forgive.value) {
    entry.location = LocationOf(response.last);
    entry.authenticated = IsAuthenticated(response);
    if (entry.authenticated) entry.user = response.last->user;
    entry.opens_no_session = !OpensSession(response.last);
    entry.guess = response.guess;
  }
  const store::Charge charge = ChargeOf(runtime, config, directory);
  if (evidence) {
    store::ForgivePassed(*runtime.segment, entry, identity.address, charge, now);
  } else {
    store::AccountSuccess(*runtime.segment, entry, identity.address, charge, now);
  }
}

void TellUnnamedProxy(const Runtime& runtime, const ClientAddress& peer) {
  ap_log_error(APLOG_MARK, APLOG_WARNING, 0, runtime.main_server, "EW0208: %s",
               UnnamedProxyAdvice(peer.ToString()).c_str());
}

void ReportLetIn(Runtime& runtime, const ClientAddress& proxy, const store::ClientKey& key,
                 const ServerConfig& config, Tick now) {
  store::Incident incident;
  incident.kind = IncidentKind::kUnblocked;
  incident.client = proxy;
  incident.scope = config.scope_index;
  incident.time = now;
  runtime.segment->stories().TellMore(key.fingerprint,
                                      store::StoryOfBlock(StoryKind::kUnblocked, Tick(), incident.time));
  incident.message = "it is a proxy that nobody named";
  runtime.segment->incidents().Append(incident);
}

// Of who is named by another no more is counted than that there was a request.
void CountForwarded(Runtime& runtime, const Response& response, const ServerConfig& config, Tick now) {
  const ClientAddress client = AddressOf(response.request->useragent_addr);
  store::NearPeers::Request seen;
  seen.counts = !config.settings.allow.Contains(client) &&
                !std::as_const(*runtime.segment).listed().Allows(client, now);
  runtime.segment->near_peers().Note(ClientAddress(), seen, now);
}

// Counts the request for what its peer brings, also where it was denied: so a proxy that was blocked before
// it was known for one is let in again. Not one that an administrator blocked, who knows what it is.
[[gnu::hot]] void CountTrafficOfPeer(Runtime& runtime, const Response& response, const ServerConfig& config,
                                     Tick now) {
  const request_rec* request = response.request;
  const conn_rec* connection = request->connection;
  if (connection->outgoing) return;
  if (!SpeaksForItself(request)) return CountForwarded(runtime, response, config, now);
  const Peer peer = PeerOf(runtime, config, request, now);
  const bool is_near = IsNear(peer.address);
  store::NearPeers::Request seen;
  seen.counts = !peer.allowed && !peer.trusted && !peer.own;
  // Nobody is counted who comes through one that is listed, as long as httpd takes it for their client.
  const bool listed = peer.trusted || (peer.allowed && !is_near);
  const bool near = is_near && !peer.trusted;
  const std::string_view speaks_for = listed || near ? ForwardedFor(request) : std::string_view();
  const bool forwarded = !speaks_for.empty();
  seen.exempt = listed && forwarded;
  const bool watched = (seen.exempt || near) && !peer.recorded;
  if (watched) {
    seen.forwarded = forwarded;
    seen.denied = response.state != nullptr && response.state->denied;
    seen.failed = response.status >= 400 && !seen.denied;
    seen.voice = VoiceOf(request, speaks_for);
  }
  // Of who is named no more is counted than that there was a request.
  store::NearPeers peers = runtime.segment->near_peers();
  const store::NearPeers::Noted noted = peers.Note(watched ? peer.address : ClientAddress(), seen, now);
  if (noted.newly) {
    if (response.state != nullptr) response.state->who = {};  // it is a proxy now
    store::ClientTable clients = runtime.segment->clients();
    const store::ClientKey key = clients.KeyOf(peer.address, config.scope);
    if (clients.UnblockUnlessByHand(key, now)) ReportLetIn(runtime, peer.address, key, config, now);
  }
  if (noted.is_proxy && peers.TakeTelling(peer.address, runtime.started))
    TellUnnamedProxy(runtime, peer.address);
}

[[gnu::hot]] void AccountForResponse(Runtime& runtime, const request_rec* request) {
  const request_rec* last = LastRequest(request);
  Response response{request, last, StateOf(request), StatusOf(last)};
  const ServerConfig* config = ConfigOf(request->server);
  const DirConfig* directory = DirConfigOf(request, request->server);
  if (config == nullptr || directory == nullptr || directory->engine.value == Engine::kOff) return;
  const Tick now = Now();
  CountTrafficOfPeer(runtime, response, *config, now);
  const bool denied = response.state != nullptr && response.state->denied;
  const bool has_story = response.state != nullptr && response.state->ledger.told[0] != 0;
  if (denied && !has_story) return;
  const Identity identity = IdentityOf(runtime, *config, request->connection, request, response.state, now);
  if (identity.kind != IdentityKind::kClient) return;
  if (response.state != nullptr) {
    response.state->ledger.answer = static_cast<uint16_t>(response.status);
    store::AccountAnswer(*runtime.segment, identity.address, config->scope, response.state->ledger,
                         response.state->ledger.answer);
  }
  if (denied) return;
  if (response.state != nullptr && response.state->body != nullptr)
    response.guess = response.state->body->guess();
  const int status = response.status;
  const bool evidence = IsWorthJudging(config->settings, status) &&
                        AccountForEvidence(runtime, response, *config, *directory, identity, now);
  const bool told = response.state != nullptr && response.state->ledger.failed;
  if (config->model != nullptr)
    CompareWithSite(runtime, request, status, *config, *directory, identity, evidence || told);
  // A log-in by script that succeeds is told by what it sends.
  const bool passed = response.guess.kind != GuessKind::kNone && !response.state->ledger.login_failed;
  if (status < 400 && (passed || !(evidence || told)))
    AccountForSuccess(runtime, response, *config, *directory, identity, evidence || told, now);
}

}  // namespace

int OnLogTransaction(request_rec* request) {
  if (Runtime* runtime = CurrentRuntime()) {
    AccountForResponse(*runtime, request);
    ReportIncidents(*runtime, kMostReportsInARequest);
  }
  return DECLINED;
}

}  // namespace errwatch::httpd
