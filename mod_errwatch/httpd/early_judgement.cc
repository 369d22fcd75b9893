#include "httpd/early_judgement.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/ascii.h"
#include "httpd/configs.h"
#include "httpd/entry_view.h"
#include "httpd/identity.h"
#include "httpd/runtime.h"
#include "rules/classifier.h"
#include "store/accounting.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {
namespace {

// It is refused at once, and judged then.
bool IsMissingFile(const request_rec* request) {
  return request->finfo.filetype == APR_NOFILE && request->proxyreq == PROXYREQ_NONE &&
         IsOwnHandler(request->handler);
}

// The response is taken for the mildest that there may be: the page that was asked for, of an application.
Entry EntryOf(const request_rec* request, std::span<char> header_space) {
  Entry entry;
  entry.authenticated = request->user != nullptr && !IsFormAuthentication(request);
  entry.by_application = !IsOwnHandler(request->handler);
  entry.vhost = HostOf(request->server);
  FillRequest(request, header_space, &entry);
  return entry;
}

[[gnu::hot]] void JudgeEarly(const Runtime& runtime, const request_rec* request, RequestState* state) {
  const ServerConfig* config = ConfigOf(request->server);
  const DirConfig* directory = DirConfigOf(request, request->server);
  if (config == nullptr || directory == nullptr || directory->engine.value == Engine::kOff) return;
  if (config->settings.inspect.value != Inspect::kAll || IsMissingFile(request)) return;
  const Tick now = Now();
  const Identity identity = IdentityOf(runtime, *config, request->connection, request, state, now);
  if (identity.kind != IdentityKind::kClient) return;
  ScratchPool::Lease scratch = TakeScratch(runtime);
  if (!scratch) return;  // counted when the response is judged, if there is none then either
  const Entry entry = EntryOf(request, (*scratch).headers);
  state->early = Classify(RulesOf(*config), entry, directory->removal, *scratch, &state->work);
  state->early_headers = apr_table_elts(request->headers_in)->nelts;
  state->early_last_header = LastHeader(request);
  store::CountWork(runtime.segment->counters(), *state->early);
  store::AccountEarly(*runtime.segment, entry, *state->early, identity.address,
                      ChargeOf(runtime, *config, *directory, &*scratch), state->ledger, now);
}

}  // namespace

const char* LastHeader(const request_rec* request) {
  const apr_array_header_t* headers = apr_table_elts(request->headers_in);
  if (headers->nelts == 0) return nullptr;
  const auto* first = static_cast<const apr_table_entry_t*>(static_cast<const void*>(headers->elts));
  return first[headers->nelts - 1].val;
}

bool IsOwnHandler(const char* handler) {
  static constexpr std::array<std::string_view, 6> kOwn = {
      "", "default-handler", "httpd/unix-directory", "type-map", "server-status", "text/html"};
  const std::string_view name = handler == nullptr ? "" : handler;
  return std::ranges::find(kOwn, name) != kOwn.end();
}

bool IsFormAuthentication(const request_rec* request) {
  return request->ap_auth_type != nullptr && EqualsIgnoreCase(request->ap_auth_type, "form");
}

int OnHandler(request_rec* request) {
  RequestState* state = StateOf(request);
  if (state == nullptr) return DECLINED;
  const bool first = !state->handled;
  state->handled = true;
  const Runtime* runtime = CurrentRuntime();
  if (first && IsInitial(request) && !state->denied && runtime != nullptr)
    JudgeEarly(*runtime, request, state);
  return DECLINED;
}

}  // namespace errwatch::httpd
