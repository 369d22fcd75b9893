// What the server itself recorded, in its event log or its state file -> what an incident report is made of.
#pragma once

#include <cstddef>

#include "base/result.h"
#include "cli/logs/entry_filter.h"
#include "cli/logs/read_bounds.h"
#include "cli/report/incident_book.h"
#include "cli/report/incident_report.h"
#include "cli/report/sign_finder.h"
#include "cli/server/live_server.h"
#include "pages/snapshot.h"

namespace errwatch::cli {

class EventEvidence {
 public:
  // All of them outlive it. `count`: events are evidence, because no log is read that has it; else they say
  // only what the server did.
  // `answers_follow`: an access log is read as well, which has all requests.
  EventEvidence(IncidentBook& book, SignFinder& signs, IncidentReport& report, const EntryFilter& filter,
                bool count, bool answers_follow = false)
      : book_(book),
        signs_(signs),
        report_(report),
        filter_(filter),
        count_(count),
        answers_follow_(answers_follow) {}

  // False: not all of every file was read.
  bool ReadEventLogs(const std::vector<std::string>& files, const ReadBounds& bounds);
  // Whom the server blocks now, and its latest incidents.
  Status ReadState(const LiveOptions& live);

  void Add(const IncidentRow& event, std::size_t source);

 private:
  bool IsKnown(const IncidentRow& event) const;
  void AddBlock(const IncidentRow& event);
  void AddEvidence(const IncidentRow& event, std::size_t source);

  IncidentBook& book_;
  SignFinder& signs_;
  IncidentReport& report_;
  const EntryFilter& filter_;
  bool count_;
  bool answers_follow_;
  std::vector<uint64_t> known_;  // prints of what event logs had, in order
};

}  // namespace errwatch::cli
