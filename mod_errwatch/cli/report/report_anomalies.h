// Anomalies of an incident report: found in the logs, or recorded by the server.
#pragma once

#include <vector>

#include "cli/scan/anomaly_event.h"
#include "model/client_address.h"
#include "pages/snapshot.h"

namespace errwatch::cli {

struct ReportAnomaly {
  AnomalyEvent event;
  ClientAddress client;   // whose it is, where it is somebody's
  bool recorded = false;  // by the server
};

// REQUIRES: row.anomaly.
ReportAnomaly RecordedAnomaly(const IncidentRow& row);

// In order of time, each once: an event log, the server's memory and its error log may all tell of one.
std::vector<ReportAnomaly> EachOnce(std::vector<ReportAnomaly> anomalies);

}  // namespace errwatch::cli
