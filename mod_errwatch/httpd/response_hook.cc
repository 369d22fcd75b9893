#include "httpd/response_hook.h"

#include <algorithm>

#include "httpd/configs.h"
#include "httpd/entry_view.h"
#include "httpd/identity.h"
#include "httpd/reporter.h"
#include "httpd/runtime.h"
#include "model/bucket_tag.h"
#include "rules/classifier.h"
#include "store/accounting.h"

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

void AccountForResponse(Runtime& runtime, const request_rec* request, int status, const ServerConfig& config,
                        const DirConfig& directory, const Identity& identity, RequestState* state) {
  store::Counters counters = runtime.segment->counters();
  ScratchPool::Lease scratch = TakeScratch(runtime);
  if (!scratch) return counters.Add(Counter::kNoScratch);
  const RuleSet& rules = RulesOf(config);
  Entry entry;
  // A status code that is not listed is no evidence by itself: only payload rules may speak.
  entry.status = IsListed(config.settings, status) ? static_cast<uint16_t>(status) : uint16_t{0};
  entry.vhost = request->server->server_hostname == nullptr ? "" : request->server->server_hostname;
  FillRequest(request, rules, (*scratch).headers, &entry);
  const Classification what = Classify(rules, entry, directory.removal, *scratch);
  counters.Add(Counter::kResponses);
  store::Account(*runtime.segment, entry, what, identity.address, ChargeOf(runtime, config, directory),
                 state != nullptr ? &state->ledger : nullptr, Now());
}

// The right password after wrong ones: it was the owner after all.
void Forgive(const Runtime& runtime, const request_rec* request, int status, const ServerConfig& config,
             const Identity& identity) {
  if (!config.settings.forgive.value || request->user == nullptr || status >= 400) return;
  store::ClientTable clients = runtime.segment->clients();
  if (clients.Forgive(clients.KeyOf(identity.address, config.scope), TagOf(Category::kAuthFailure), Now())) {
    runtime.segment->counters().Add(Counter::kForgiven);
  }
}

void JudgeResponse(Runtime& runtime, const request_rec* request) {
  const request_rec* last = LastRequest(request);
  const ServerConfig* config = ConfigOf(request->server);
  const DirConfig* directory = DirConfigOf(last, request->server);
  RequestState* state = StateOf(request);
  if (config == nullptr || directory == nullptr || directory->engine.value == Engine::kOff) return;
  if (state != nullptr && state->denied) return;
  const bool judge = IsWorthJudging(config->settings, last->status) && (state == nullptr || !state->judged);
  const bool succeeded = last->user != nullptr && last->status < 400;
  if (!judge && !succeeded) return;
  const Identity identity = IdentityOf(runtime, *config, request->connection, request, state);
  if (identity.kind != IdentityKind::kClient) return;
  if (succeeded) Forgive(runtime, last, last->status, *config, identity);
  if (judge) AccountForResponse(runtime, request, last->status, *config, *directory, identity, state);
}

}  // namespace

int OnLogTransaction(request_rec* request) {
  if (Runtime* runtime = CurrentRuntime()) {
    JudgeResponse(*runtime, request);
    ReportIncidents(*runtime, kMostReportsInARequest);
  }
  return DECLINED;
}

}  // namespace errwatch::httpd
