// httpd's records -> the engine's Entry.
// Views only; nothing but the headers without a field of their own is copied.
#pragma once

#include <span>

#include "model/entry.h"
#include "model/provenance.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {

// As sent; empty where there is none.
[[gnu::hot]] std::string_view HeaderOf(const request_rec* request, const char* name) noexcept;

// The name of a virtual host; empty where it has none.
std::string_view HostOf(const server_rec* server) noexcept;

// Fills what the client sent: the request line as it came, behind subrequests and internal redirects, and its
// headers. Every field of the request may still be NULL. `header_space` is where the headers without a field
// of their own are put together; what does not fit is cut.
void FillRequest(const request_rec* request, std::span<char> header_space, Entry* entry) noexcept;

// Method, path and query alone.
void FillRequestLine(const request_rec* request, Entry* entry) noexcept;

// Where the response sends the client; empty = nowhere.
std::string_view LocationOf(const request_rec* request) noexcept;
// Whether it sets a cookie that may open a session.
bool OpensSession(const request_rec* request) noexcept;

// Who writes the entry: "core", "authz_core".
std::string_view ModuleOf(const ap_errorlog_info& info) noexcept;

Entry EntryOf(const ap_errorlog_info& info, const char* message, std::span<char> header_space) noexcept;

// For whom a proxy says that it asks (model/unnamed_proxy.h); empty = it does not say.
[[gnu::hot]] std::string_view ForwardedFor(const request_rec* request) noexcept;
// Whose words the request speaks; `forwarded_for` is its ForwardedFor.
[[gnu::hot]] uint64_t VoiceOf(const request_rec* request, std::string_view forwarded_for) noexcept;

// Who made the client send this request.
Provenance ProvenanceOf(const request_rec* request) noexcept;

}  // namespace errwatch::httpd
