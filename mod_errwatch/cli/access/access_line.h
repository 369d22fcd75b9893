// One line of an access log: a request, and how it was answered.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/client_address.h"

namespace errwatch::cli {

// Of texts, what the client sent: escapes of httpd are undone. Any bytes may stand in any of them. What the
// format does not hold, or httpd wrote "-" for, is empty. Views into the line or into the reader, valid until
// its next line.
struct AccessLine {
  std::string_view client_text;  // as written: an address, or with HostnameLookups a name
  ClientAddress client;          // empty() = none, or a name
  std::optional<int64_t> time;   // when the request began, Unix microseconds
  std::optional<int64_t> end;    // when it was answered, where the format tells
  bool whole_seconds = false;    // `time` is no more exact than that

  std::string_view request;  // the first line as it came; empty where the format has only its parts
  std::string_view method;
  std::string_view uri;  // without the query
  std::string_view args;
  std::string_view protocol;
  uint16_t status = 0;             // of the answer that was sent; 0 = none
  std::optional<uint64_t> bytes;   // of the answer's body; where only that is there, of all that was sent
  std::optional<int64_t> took_us;  // to answer it

  std::string_view user, host, agent, referer, cookie, credentials;
  std::string_view headers;   // the others, as Entry::headers
  std::string_view location;  // where the answer sends the client
  std::string_view vhost;
  std::optional<bool> opens_session;  // the answer sets a cookie that may (model/session_cookie.h)

  std::string_view log_id;         // %L: that of the error log's lines of this request
  std::string_view connection_id;  // %{c}L
  std::string_view unique_id;      // mod_unique_id's
  uint16_t client_port = 0;        // %{remote}p
};

// What the parts of a line say, put into its fields. The request as httpd takes it apart: the method is what
// comes before the first blank, the protocol the last word.
void SetRequest(std::string_view request, AccessLine& line);
void SetTarget(std::string_view target, AccessLine& line);  // path and query
void SetStatus(std::string_view text, AccessLine& line);    // passed over where it is none
// `headers` holds what AccessLine::headers will be a view of.
void SetHeader(std::string_view name, std::string_view value, std::string& headers, AccessLine& line);
std::optional<uint64_t> NumberIn(std::string_view text);

}  // namespace errwatch::cli
