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

void ForEachIn(const apr_table_t* headers, auto visit) {
  if (headers == nullptr) return;
  const apr_array_header_t* all = apr_table_elts(headers);
  const auto* element = static_cast<const apr_table_entry_t*>(static_cast<const void*>(all->elts));
  for (int i = 0; i < all->nelts; ++i) visit(View(element[i].key), View(element[i].val));
}

// Lines of Entry::headers in `space`, as long as all of them fit.
class Lines {
 public:
  explicit Lines(std::span<char> space) : space_(space) {}

  void Add(std::string_view name, std::string_view value) {
    PutHeaderLine(used_ == 0, name, value, [this](std::string_view text) { Put(text); });
  }
  bool fit() const { return fit_; }
  std::string_view text() const { return {space_.data(), used_}; }

 private:
  void Put(std::string_view text) {
    fit_ = fit_ && used_ + text.size() < space_.size();
    if (!fit_) return;
    std::ranges::copy(text, space_.data() + used_);
    used_ += text.size();
  }

  std::span<char> space_;
  std::size_t used_ = 0;
  bool fit_ = true;
};

// Where not all of them fit, tickets and the like leave room for what stands behind them, as for entries of a
// log (match/entry_text.h).
std::string_view ShortenedLines(const request_rec* request, std::span<char> space) {
  std::size_t used = 0;
  ForEachIn(request->headers_in, [&](std::string_view name, std::string_view value) {
    if (!IsOtherHeader(name)) return;
    PutHeaderLine(used == 0, name, value,
                  [&](std::string_view text) { used += ShortenRuns(text, space.subspan(used)).size(); });
  });
  return {space.data(), used};
}

// Of a name that comes twice the first one, as for httpd.
void KeepFirst(std::string_view& field, std::string_view value) {
  if (field.data() == nullptr) field = value;
}

// One look at each: as many headers as a browser sends take longer to look for one by one.
void FillHeaders(const request_rec* request, std::span<char> space, Entry* entry) {
  Lines others(space);
  ForEachIn(request->headers_in, [&](std::string_view name, std::string_view value) {
    if (const HeaderField* header = FieldOfHeader(name)) {
      KeepFirst(entry->*header->field, value);
    } else if (!IsCredentialHeader(name)) {
      others.Add(name, value);
    } else if (EqualsIgnoreCase(name, kCredentialHeaders[0])) {
      KeepFirst(entry->credentials, value);
    }
  });
  entry->headers = others.fit() ? others.text() : ShortenedLines(request, space);
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
  FillHeaders(request, header_space, entry);
  const RequestState* state = StateOf(request);
  entry->at_peer = state == nullptr || !state->identified;
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
  bool opens = false;
  for (const apr_table_t* headers : {request->headers_out, request->err_headers_out}) {
    ForEachIn(headers, [&opens](std::string_view name, std::string_view value) {
      opens = opens || (EqualsIgnoreCase(name, "Set-Cookie") && MayOpenSession(value));
    });
  }
  return opens;
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

uint64_t VoiceOf(const request_rec* request, std::string_view forwarded_for) noexcept {
  if (!forwarded_for.empty()) return errwatch::VoiceOf(forwarded_for, {}, {});
  return errwatch::VoiceOf({}, HeaderOf(request, "User-Agent"), HeaderOf(request, "Referer"));
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
