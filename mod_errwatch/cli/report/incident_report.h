// All that an incident report says, as plain values. Its forms: compose.h for people, report_json.h for
// programs.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/language.h"
#include "cli/config/rules_in_force.h"
#include "cli/output/local_time.h"
#include "cli/report/anonymizer.h"
#include "cli/report/changed_files.h"
#include "cli/report/incident_book.h"
#include "cli/report/report_anomalies.h"
#include "cli/report/time_buckets.h"

namespace errwatch::cli {

enum class SourceKind : uint8_t { kErrorLog, kJsonl, kAccessLog, kEventLog, kState };
inline constexpr int kSourceKindCount = static_cast<int>(SourceKind::kState) + 1;
// As JSON has it, in whatever language people read.
std::string_view SourceKindName(SourceKind kind);

// A file that was read.
struct ReportSource {
  SourceKind kind = SourceKind::kErrorLog;
  std::string path;
  uint64_t lines = 0;
  uint64_t entries = 0;  // that are evidence of something, or events
  int64_t first_us = kNoTime, last_us = kNoTime;
  std::string trouble;  // what of it could not be read, and why
};

// A line of an access log.
struct TrailRequest {
  int64_t time_us = kNoTime;
  ClientAddress client;
  uint16_t status = 0;
  uint64_t bytes = 0;
  std::string request;  // what is secret in it is not
  std::size_t source = 0;
  uint64_t line = 0;
  Category category = Category::kBenign;
  uint32_t rule = 0;
};

// What the clients of an incident asked for by the access logs, also what was answered as it should be.
struct Trail {
  uint64_t requests = 0;
  int64_t first_us = kNoTime, last_us = kNoTime;
  BoundedCounts<uint16_t> statuses{64};
  std::vector<TrailRequest> shown;  // in order of time
};

// Why the report may be wrong: numbers of lines and the like.
struct Doubts {
  uint64_t without_time = 0;
  uint64_t unusable = 0;
  uint64_t filtered = 0;
  uint64_t allowed = 0;
  uint64_t left_out_clients = 0;
  bool untimed = false;       // nothing bears a time
  bool nobody_named = false;  // there is evidence, and no line names a client
  bool no_answers = false;    // no source says how requests were answered
  bool no_bodies = false;
  bool not_recorded = false;         // what was done is worked out, not known
  bool too_short_for_usual = false;  // logs that were read for anomalies
  bool no_disk = false;
  std::vector<std::string> others;
};

struct IncidentReport {
  const RulesInForce* rules = nullptr;
  Language language = Language::kEnglish;  // of the forms for people
  int64_t now_us = 0;
  LocalTime time;                                 // of the forms for people
  int64_t first_us = kNoTime, last_us = kNoTime;  // of everything that was read
  std::vector<ReportSource> sources;
  std::vector<Incident> incidents;
  std::vector<Trail> trails;  // one an incident, where access logs were read; else empty
  MinorSums minor;
  std::vector<ReportAnomaly> anomalies;  // in order of time
  bool anomalies_watched = false;        // logs were read for them
  std::set<std::string> asked_paths;     // that clients of incidents asked for by the access logs, decoded
  TimeBuckets buckets;
  std::optional<ChangedFiles> changed;
  std::string docroot;  // as it was asked for
  Doubts doubts;
  std::unique_ptr<Anonymizer> anonymizer;  // null: addresses are shown

  // How a client, a user and a text that clients may have sent are shown.
  std::string Client(const ClientAddress& client) const;
  std::string User(std::string_view name) const;
  std::string Foreign(std::string_view text) const;
  AnomalyEvent Shown(AnomalyEvent event) const;

  std::size_t Clients() const;  // different ones, of all incidents
  std::size_t Signs() const;
  std::size_t LikelySigns() const;
  // Clients of incidents that were blocked, or would have been.
  std::size_t BlockedClients() const;
  uint64_t Entries() const;
  uint64_t AfterBlock() const;
  bool Recorded() const;  // some block is the server's own
  // Of the first entry of an incident, less a minute: since when files on disk are of interest.
  int64_t BeganUs() const;
};

}  // namespace errwatch::cli
