// One error-log entry, or one response that stands for an entry, as the engine sees it.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/guess.h"
#include "model/level.h"
#include "model/log_id.h"

namespace errwatch {

// Views into the caller's memory, valid for the call. Any bytes may stand in any field: all of it may be an
// attacker's. A field that is not known is empty (0 for numbers).
struct Entry {
  // The body that httpd hands to the error_log hook: "AH00128: File does not exist: ...", escaped by httpd.
  std::string_view message;
  std::string_view module;  // short name: "core", "authz_core"
  std::string_view uri;     // path as the client sent it, without the query
  std::string_view args;    // query string as sent, without '?'
  std::string_view method;
  std::string_view agent;  // User-Agent
  std::string_view referer;
  std::string_view host;
  std::string_view cookie;
  // Every other request header as "name: value" lines, without credentials (Authorization).
  std::string_view headers;
  // What the request's body holds, as a query: "name=value&name=value" (match/body_reader.h). Empty where it
  // was not looked at.
  std::string_view body;
  Guess guess;                // what is tried in it
  std::string_view location;  // where the response sends the client: its header Location
  // Where the site's files lie: cut out of the message,
  // because the server's own directories are nobody's doing.
  std::string_view document_root;
  std::string_view vhost;  // server name of the virtual host
  // The names that the request has in httpd's logs (%L) and by mod_unique_id.
  std::string_view request_log_id, unique_id;
  LogId log_id = 0;
  Level level = Level::kError;
  uint16_t status = 0;  // response status, where the response is what is judged (or comes with the entry)
  int os_error = 0;     // errno that httpd gives as the reason

  // What tells who is behind it. Never shown or kept but as a keyed hash.
  std::string_view user;         // who tried to log in, or has
  std::string_view credentials;  // Authorization, as sent
  bool authenticated = false;    // `user` has proved to be that
  bool by_application = false;   // the response of an application or a backend
  bool at_peer = false;          // of a time when it was not known yet for whom the peer speaks
  bool opens_no_session =
      false;  // the response is known to set no cookie that could (model/session_cookie.h)
};

// A response that gave the client what it asked for.
constexpr bool IsSuccess(const Entry& entry) { return entry.status >= 100 && entry.status < 400; }

// Longer fields are looked at up to here; httpd's own limit for a message is 8192 bytes.
inline constexpr std::size_t kMaxFieldBytes = 8192;
inline constexpr std::size_t kMaxHeadersBytes = 2 * kMaxFieldBytes;  // all of Entry::headers
// ... and a body up to here.
inline constexpr std::size_t kMaxBodyBytes = 64 * std::size_t{1024};

}  // namespace errwatch
