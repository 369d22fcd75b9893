// Entries and results as JSON, one object a line (docs/errwatch.md, "JSON lines").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/entry.h"
#include "model/guess.h"
#include "rules/classifier.h"

namespace errwatch::cli {

// An entry that owns its texts, from either input.
struct OwnedEntry {
  std::string time;  // as written
  std::string client;
  std::string message, module, uri, args, method, agent, referer, host, cookie, headers, vhost, user,
      location, body;
  Guess guess;                                 // of the body
  std::string content_type, content_encoding;  // of the body
  std::string credentials;                     // to tell repeated log-ins apart, never shown
  LogId log_id = 0;
  std::optional<Level> level;
  uint16_t status = 0;
  int os_error = 0;

  Entry View() const;  // valid as long as this is neither changed nor moved
};

//   {"time":..,"level":..,"module":..,"ah":"AH00128","errno":"EACCES","message":..,"client":..,"vhost":..,
//    "method":..,"uri":"/raw?target","headers":{..},"status":404,
//    "location":..,"body":"a=1&b=2"}
//
// Every field but one of message and status is optional; null is the same as absent, unknown fields are
// skipped. `uri` is the request target as sent: it is split at its first '?'. `body` is as sent, too: what it
// holds is told by the header Content-Type, as the server tells it (match/body_reader.h). Credentials among
// the headers are dropped. Bytes that are no UTF-8, and lone surrogates, are read as "?".
// The error names the field and what it should be.
Result<OwnedEntry> ParseEntryJson(std::string_view line);

// What is known of an entry beside its classification, for output.
struct ResultFacts {
  uint64_t number = 0;
  std::string client;
  std::string_view module;
  std::optional<Level> level;
  LogId log_id = 0;
  std::string time;                  // "2026-11-22T10:00:00.120Z" or empty
  std::string error;                 // why the line was not usable; empty = it was
  std::optional<double> unlikeness;  // of a request, to a model of its site (cli/scan/site_model.h)
};

//   {"n":1,"client":..,"category":..,"also":[..],"rule":2101,"cost":1,"rules":[..],
//    "ah":..,"module":..,"level":..,"time":..}
//
// on one line. Fields that are not known are left out. ASCII without a newline: what a reader would not see,
// or what would change what he sees, is escaped like everything else beyond ASCII.
std::string ResultJson(const ResultFacts& facts, const Classification& what);

// Of what happened at no known time.
inline constexpr int64_t kNoTime = INT64_MIN;

// Unix microseconds -> "2026-11-22T10:00:00.123456Z"; nothing of kNoTime.
std::string FormatMicros(int64_t unix_us);

}  // namespace errwatch::cli
