// `errwatch report`: what happened, how far it went and what to do, for those who answer for the machine.
#pragma once

#include "cli/report/report_options.h"

namespace errwatch::cli {

int RunReport(ReportOptions options);

}  // namespace errwatch::cli
