// What incidents there are: one list; the enum, the names, the events, the messages and the colours all come
// from it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "model/level.h"

namespace errwatch {

// What ErrWatchEventLog's events= chooses between, as bits.
enum EventKind : uint8_t { kEventBlock = 1, kEventIncident = 2, kEventEntry = 4, kEventAnomaly = 8 };

// Whether a limit overflowed, and what came of it.
enum class Overflow : uint8_t { kNone, kReported, kDenied };

// identifier, name, overflow, kind of event, ECS event.kind, severity, what a recognised attack adds to it,
// colour, text behind the client's name, level, message.
//
// Severity is 0-10 as in ArcSight's CEF: up to 3 low, up to 6 medium, up to 8 high. Colours are classes of
// the status page. Messages: docs/messages.md, put together in pages/incident_message.cc ({who}: a client or
// range); an empty one is not written. Numbers are stored in shared memory: add at the end, with a new layout
// version.
//   kBlock         a limit overflowed and the client is denied
//   kDetection     the same under DetectionOnly, or for a limit with block=none
//   kServer        about the server: no client is charged
//   kWidespread    one template from many clients at once
//   kExpired       a block ran out
//   kFalseCrawler  a client announces a crawler, and its address is not of the crawler's operator
//   kUnblocked     let back in before its end: by an administrator, or for the reason that is the message
//   kEntry         a single classified entry; only with ErrWatchEventLog events=entry
//   kTakeover      a log-in that succeeded after many failures of the same name (kTakeoverFailures);
//                  the name, or the log-in form, is the incident's message,
//                  the failures are its score; or as an account that many share an attack at
//   kRangeBlock    a range of addresses of which too many clients were blocked (model/client_range.h); its
//                  parts with blocked clients are the score
//   kProxy         an address that by its record forwards for others (model/forward_record.h)
//   kAllowed       an administrator allowed it for a time, while the server runs
//   kDisallowed    the end of that: by an administrator, or for the reason that is the message
//   kImported      an administrator blocked many at once, of whom none is told by himself; they are the score
//   kAnomaly       what no rule knows (model/anomaly.h); without a client, but for a request of one
// clang-format off
#define ERRWATCH_INCIDENT_KINDS(X)                                                                                 \
  X(kBlock, "block", kDenied, kEventBlock, "alert", 7, 2, "red", "blocked", kWarn,                                 \
    "EW0101: client {client} blocked for {length}: {score}, strike {strikes}{joined}{incident}{evidence}")                           \
  X(kDetection, "detection", kReported, kEventIncident, "alert", 6, 2, "amber", "over the limit, not denied",      \
    kWarn, "EW0103: client {client} {detected}: {score}{joined}{evidence}")                                                \
  X(kServer, "server", kNone, kEventIncident, "alert", 5, 0, "grey", "trouble", kWarn,                             \
    "EW0104: {category} that no client is charged with{evidence}")                                                 \
  X(kWidespread, "widespread", kNone, kEventIncident, "alert", 6, 0, "amber", "caused by many clients at once",    \
    kWarn, "EW0105: many clients cause the same entry at once ({category}): a fault of this server or a "          \
    "distributed attack; {charged}{evidence}")                                                                     \
  X(kExpired, "expired", kNone, kEventBlock, "event", 1, 0, "green", "no longer blocked", kNotice,                 \
    "EW0102: {who} let back in: its block ran out")                                                                \
  X(kBlockedByHand, "blocked_by_hand", kNone, kEventBlock, "event", 1, 0, "red", "blocked by an administrator",    \
    kNotice, "EW0106: {who} blocked by an administrator for {length}{reason}")                                     \
  X(kUnblocked, "unblocked", kNone, kEventBlock, "event", 1, 0, "green", "let back in", kNotice,                   \
    "EW0102: {who} let back in{why}")                                                                              \
  X(kEntry, "entry", kNone, kEventEntry, "event", 2, 2, "grey", "seen", kDebug, "")                                \
  X(kTakeover, "takeover", kNone, kEventIncident, "alert", 8, 0, "red", "logged in where many attempts had failed", kWarn,    \
    "EW0107: client {client} logged in after {attempts} at {place}{joined}: its owner remembered the "  \
    "password, or it was guessed{request}")                                                                        \
  X(kFalseCrawler, "false_crawler", kNone, kEventIncident, "alert", 5, 0, "amber", "not the crawler that it says", \
    kWarn, "EW0108: client {client} says that it is a crawler, and by the DNS is not{evidence}")                   \
  X(kRangeBlock, "range_block", kDenied, kEventBlock, "alert", 7, 2, "red", "blocked as a whole", kWarn,           \
    "EW0109: range {client} blocked as a whole for {length}: clients in {count} of its parts were blocked within " \
    "an hour{evidence}")                                                                                           \
  X(kProxy, "proxy", kNone, kEventIncident, "event", 3, 0, "amber", "taken for a proxy", kNotice,                  \
    "EW0110: {client} is taken for a proxy from now on, because mod_remoteip takes its word for many clients: "    \
    "what it sends in its own name is counted against nobody. If it is none, do not name it in "                   \
    "RemoteIPInternalProxy or RemoteIPTrustedProxy; `errwatch block` takes it back")                               \
  X(kAllowed, "allowed", kNone, kEventBlock, "event", 1, 0, "green", "allowed by an administrator", kNotice,       \
    "EW0111: {who} allowed by an administrator for {length}{reason}")                                              \
  X(kDisallowed, "disallowed", kNone, kEventBlock, "event", 1, 0, "grey", "no longer allowed", kNotice,            \
    "EW0112: {who} no longer allowed{why}")                                                                        \
  X(kImported, "imported", kNone, kEventBlock, "event", 1, 0, "red", "blocked from a list", kNotice,               \
    "EW0113: {count} clients and ranges blocked by an administrator from a list{reason}")                          \
  X(kAnomaly, "anomaly", kNone, kEventAnomaly, "alert", 5, 0, "amber", "unlike what is usual here", kWarn,         \
    "EW0114: {anomaly}{by}{about}{ranges}")
// clang-format on

enum class IncidentKind : uint8_t {
#define ERRWATCH_INCIDENT_ENUM(id, ...) id,
  ERRWATCH_INCIDENT_KINDS(ERRWATCH_INCIDENT_ENUM)
#undef ERRWATCH_INCIDENT_ENUM
};
#define ERRWATCH_INCIDENT_ONE(...) +1
inline constexpr uint8_t kIncidentKindCount = ERRWATCH_INCIDENT_KINDS(ERRWATCH_INCIDENT_ONE);
#undef ERRWATCH_INCIDENT_ONE

struct IncidentKindInfo {
  std::string_view name;  // "blocked_by_hand"
  Overflow overflow;
  EventKind event;
  std::string_view ecs_kind;
  int severity;
  int recognised;  // added to the severity
  std::string_view colour;
  std::string_view text;  // "blocked by an administrator"
  Level level;
  std::string_view message;
};

// REQUIRES: one of the list; store/incident_ring.cc lets nothing else out of shared memory.
const IncidentKindInfo& Info(IncidentKind kind);
inline std::string_view IncidentKindName(IncidentKind kind) { return Info(kind).name; }
std::optional<IncidentKind> ParseIncidentKind(std::string_view name);

}  // namespace errwatch
