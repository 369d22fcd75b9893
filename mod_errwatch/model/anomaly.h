// What no rule knows, and what shows it: one list of kinds; the enum, the names, the texts and the words of
// JSON all come from it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/ticks.h"

namespace errwatch {

// identifier, name, text. Numbers are stored in shared memory: add at the end, with a new layout version.
// In texts {seen}, {expected} and {clients} stand for numbers and {span} for the time since `begun`
// (pages/anomaly_text.cc). docs/anomalies.md says what each detector assumes and when it is wrong.
// clang-format off
#define ERRWATCH_ANOMALY_KINDS(X)                                                                                   \
  X(kNewTemplate, "new_template", "an entry of a kind that was never seen before, at least {seen} times from "      \
    "{clients}")                                                                                                    \
  X(kBurst, "burst", "{seen} entries of one kind from {clients} within {span}, where {expected} are usual")         \
  X(kRise, "rise", "one kind of entry has become more frequent: {seen} within {span}, where {expected} are usual")  \
  X(kRamp, "ramp", "one kind of entry grows steadily: {seen} within {span}, where {expected} are usual")            \
  X(kSilence, "silence", "a kind of entry that is never silent is: {seen} within {span}, where {expected} are "     \
    "usual")                                                                                                        \
  X(kDeployment, "deployment", "{seen} kinds of entries are new or have changed, the first {span} before this was " \
    "told: a deployment or an upgrade; `errwatch anomalies --accept` takes it for normal")                          \
  X(kBruteForce, "brute_force", "{clients} share one brute force attack: {seen} failed log-ins within {span}")      \
  X(kScan, "scan", "{clients} share one scan: {seen} entries within {span}")                                        \
  X(kFlood, "flood", "{clients} flood one target: {seen} entries within {span}")                                    \
  X(kBreakage, "breakage", "{clients} meet the same fault of this server: {seen} entries within {span}; no "        \
    "attack, and nobody is charged more for it")                                                                    \
  X(kUnusualRequest, "unusual_request", "a request unlike those of this site: {seen} points; {expected} and more "  \
    "are rare here")                                                                                                \
  X(kOver, "over", "it is over: {seen} entries within {span}, the last ten minutes of it quieter; from {clients} at most within ten minutes")    \
  X(kNewKinds, "new_kinds", "{seen} kinds of entries that were never seen before, each from one client, the first "  \
    "{span} before this was told: rather a scanner than a deployment")
// clang-format on

enum class AnomalyKind : uint8_t {
#define ERRWATCH_ANOMALY_ENUM(id, ...) id,
  ERRWATCH_ANOMALY_KINDS(ERRWATCH_ANOMALY_ENUM)
#undef ERRWATCH_ANOMALY_ENUM
};
#define ERRWATCH_ANOMALY_ONE(...) +1
inline constexpr uint8_t kAnomalyKindCount = ERRWATCH_ANOMALY_KINDS(ERRWATCH_ANOMALY_ONE);
#undef ERRWATCH_ANOMALY_ONE

struct AnomalyKindInfo {
  std::string_view name;
  std::string_view text;
};

// REQUIRES: one of the list; store/incident_ring.cc lets nothing else out of shared memory.
const AnomalyKindInfo& Info(AnomalyKind kind);
inline std::string_view AnomalyKindName(AnomalyKind kind) { return Info(kind).name; }
std::optional<AnomalyKind> ParseAnomalyKind(std::string_view name);

inline constexpr uint32_t kMaxAnomalyClients = (uint32_t{1} << 27) - 1;

// The evidence of an incident of kind kAnomaly.
struct Anomaly {
  AnomalyKind kind = AnomalyKind::kNewTemplate;
  uint32_t seen = 0;
  uint32_t expected = 0;
  uint32_t clients = 0;  // different ones, estimated; at most kMaxAnomalyClients are told; 0 = not known
  Tick begun;            // of the time in which that was seen
  bool operator==(const Anomaly&) const = default;
};

}  // namespace errwatch
