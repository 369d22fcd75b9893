#include "httpd/entry_view.h"

#include <algorithm>

#include "base/ascii.h"
#include "httpd/configs.h"
#include "match/plain_runs.h"
#include "model/request_headers.h"
#include "model/session_cookie.h"
#include "model/unnamed_proxy.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {
namespace {

std::string_view View(const char* text) {
  return text == nullptr ? std::string_view() : std::string_view(text);
}

// The second word of "GET /path?query HTTP/1.1", where httpd gave up before it took the line apart.
std::string_view TargetOfRequestLine(std::string_view line) {
  const size_t blank = line.find(' ');
  if (blank == std::string_view::npos) return {};
  line.remove_prefix(blank + 1);
  return line.substr(0, line.rfind(' '));
}

void ForEachOtherLine(const request_rec* request, auto put) {
  const apr_array_header_t* headers = apr_table_elts(request->headers_in);
  const auto* element = reinterpret_cast<const apr_table_entry_t*>(headers->elts);
  bool first = true;
  for (int i = 0; i < headers->nelts; ++i) {
    const std::string_view name = View(element[i].key);
    if (!IsOtherHeader(name)) continue;
    PutHeaderLine(first, name, View(element[i].val), put);
    first = false;
  }
}

// As many bytes as fit. Where not all do, tickets and the like leave room for what stands behind them, as for
// entries of a log (match/entry_text.h).
std::string_view OtherHeaders(const request_rec* request, std::span<char> space) {
  if (request->headers_in == nullptr) return {};
  std::size_t bytes = 0;
  ForEachOtherLine(request, [&bytes](std::string_view text) { bytes += text.size(); });
  const bool fits = bytes < space.size();
  std::size_t used = 0;
  ForEachOtherLine(request, [&](std::string_view text) {
    const std::span<char> left = space.subspan(used);
    if (fits) {
      std::ranges::copy(text, left.data());
      used += text.size();
    } else {
      used += ShortenRuns(text, left).size();
    }
  });
  return {space.data(), used};
}

}  // namespace

std::string_view HostOf(const server_rec* server) noexcept { return View(server->server_hostname); }

std::string_view HeaderOf(const request_rec* request, const char* name) noexcept {
  return request->headers_in == nullptr ? std::string_view() : View(apr_table_get(request->headers_in, name));
}

void FillRequestLine(const request_rec* request, Entry* entry) noexcept {
  // r->uri is normalised already at some entries (AH10244),
  // and after an internal redirect it is the redirect's target.
  std::string_view target = View(request->unparsed_uri);
  if (target.empty()) target = TargetOfRequestLine(View(request->the_request));
  const size_t question = target.find('?');
  entry->uri = target.substr(0, question);
  if (question != std::string_view::npos) entry->args = target.substr(question + 1);
  entry->method = View(request->method);
}

void FillRequest(const request_rec* any_request, std::span<char> header_space, Entry* entry) noexcept {
  const request_rec* request = FirstRequest(any_request);
  if (request == nullptr) return;
  FillRequestLine(request, entry);
  for (const HeaderField& header : kHeaderFields) {
    entry->*header.field = HeaderOf(request, header.name);
  }
  entry->headers = OtherHeaders(request, header_space);
  const RequestState* state = StateOf(request);
  entry->at_peer = state == nullptr || !state->identified;
  entry->credentials = HeaderOf(request, "Authorization");
  entry->user = View(any_request->user);
  entry->request_log_id = View(request->log_id);
  if (request->subprocess_env != nullptr)
    entry->unique_id = View(apr_table_get(request->subprocess_env, "UNIQUE_ID"));
}

std::string_view LocationOf(const request_rec* request) noexcept {
  // What an error or a redirect of httpd's own sends stands in err_headers_out.
  for (const apr_table_t* headers : {request->headers_out, request->err_headers_out}) {
    const char* location = headers == nullptr ? nullptr : apr_table_get(headers, "Location");
    if (location != nullptr) return location;
  }
  return {};
}

bool OpensSession(const request_rec* request) noexcept {
  for (const apr_table_t* headers : {request->headers_out, request->err_headers_out}) {
    if (headers == nullptr) continue;
    const apr_array_header_t* all = apr_table_elts(headers);
    const auto* element = reinterpret_cast<const apr_table_entry_t*>(all->elts);
    for (int i = 0; i < all->nelts; ++i)
      if (EqualsIgnoreCase(View(element[i].key), "Set-Cookie") && MayOpenSession(View(element[i].val)))
        return true;
  }
  return false;
}

std::string_view ModuleOf(const ap_errorlog_info& info) noexcept {
  return View(ap_find_module_short_name(info.module_index));
}

Entry EntryOf(const ap_errorlog_info& info, const char* message, std::span<char> header_space) noexcept {
  Entry entry;
  entry.message = View(message);
  entry.module = ModuleOf(info);
  entry.level = static_cast<Level>(info.level & APLOG_LEVELMASK);
  entry.os_error = info.status;
  entry.log_id = LogIdOf(View(info.format), entry.message);
  if (info.s != nullptr) entry.vhost = HostOf(info.s);
  entry.at_peer = true;  // until a request says otherwise
  if (info.c != nullptr) entry.request_log_id = View(info.c->log_id);
  FillRequest(info.r, header_space, &entry);
  // Also right below an Alias: mod_alias tells where the files of this request lie.
  if (info.r != nullptr)
    entry.document_root = View(ap_context_document_root(const_cast<request_rec*>(info.r)));
  return entry;
}

std::string_view ForwardedFor(const request_rec* request) noexcept {
  for (const std::string_view name : kForwardedHeaders) {
    const std::string_view value = HeaderOf(request, name.data());  // literals end with NUL
    if (!value.empty()) return value;
  }
  return {};
}

uint64_t VoiceOf(const request_rec* request) noexcept {
  return errwatch::VoiceOf(ForwardedFor(request), HeaderOf(request, "User-Agent"),
                           HeaderOf(request, "Referer"));
}

Provenance ProvenanceOf(const request_rec* request) noexcept {
  RequestHeaders headers;
  headers.method = View(request->method);
  headers.host = HeaderOf(request, "Host");
  headers.agent = HeaderOf(request, "User-Agent");
  headers.referer = HeaderOf(request, "Referer");
#define ERRWATCH_PROVENANCE_HEADER(name, member) headers.member = HeaderOf(request, name);
  ERRWATCH_PROVENANCE_HEADERS(ERRWATCH_PROVENANCE_HEADER)
#undef ERRWATCH_PROVENANCE_HEADER
  return errwatch::ProvenanceOf(headers);
}

}  // namespace errwatch::httpd
