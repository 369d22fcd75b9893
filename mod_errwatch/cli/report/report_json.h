// An incident report for programs. Field names are a public interface (docs/errwatch.md).
#pragma once

#include <string>

#include "cli/report/incident_report.h"

namespace errwatch::cli {

std::string ReportJson(const IncidentReport& report);

}  // namespace errwatch::cli
