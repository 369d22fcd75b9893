// Entries of logs and JSON lines, judged and replayed -> what an incident report is made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>

#include "cli/report/incident_book.h"
#include "cli/report/incident_report.h"
#include "cli/report/sign_finder.h"
#include "cli/scan/replay.h"

namespace errwatch::cli {

class LogEvidence {
 public:
  // All of them outlive it.
  LogEvidence(Replay& replay, IncidentBook& book, SignFinder& signs, IncidentReport& report)
      : replay_(replay), book_(book), signs_(signs), report_(report) {}

  // Of this source nothing is said about success: its clients are followed later.
  void LeaveSignsOf(std::size_t source) { without_signs_.insert(source); }

  // Entries in time order; `source` is an index into the report's sources.
  void Add(const ScanRecord& record, std::size_t source, uint64_t line);
  // At the end: blocks, log-ins after many failures, and anomalies.
  void Finish();

  // Whether some entry said how a request was answered.
  bool has_answers() const { return has_answers_; }
  bool has_bodies() const { return has_bodies_; }

 private:
  Replay& replay_;
  IncidentBook& book_;
  SignFinder& signs_;
  IncidentReport& report_;
  std::set<std::size_t> without_signs_;
  bool has_answers_ = false;
  bool has_bodies_ = false;
};

}  // namespace errwatch::cli
