#include "cli/report/report_anomalies.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace errwatch::cli {
namespace {

// A server judges when its watchdog comes round, a replay when the log has gone on. Nothing is told twice
// within this time.
constexpr int64_t kSameUs = int64_t{15} * 60 * 1'000'000;

auto WhatOf(const ReportAnomaly& anomaly) {
  const AnomalyEvent& event = anomaly.event;
  return std::tie(event.anomaly.kind, event.vhost, event.uri, event.message, anomaly.client);
}

int64_t MicrosOf(Tick tick) { return UnixMs(tick) * 1000; }

}  // namespace

ReportAnomaly RecordedAnomaly(const IncidentRow& row) {
  ReportAnomaly made;
  made.recorded = true;
  made.client = row.client.address;
  AnomalyEvent& event = made.event;
  event.anomaly = *row.anomaly;
  // An event of another make may not say when it began.
  if (event.anomaly.begun == Tick()) event.anomaly.begun = row.time;
  event.time = row.time;
  event.time_us = MicrosOf(row.time);
  event.begun_us = MicrosOf(event.anomaly.begun);
  event.category = ParseCategory(row.category).value_or(Category::kAnomaly);
  event.vhost = row.vhost;
  event.uri = row.uri;
  event.message = row.message;
  if (!row.found) event.networks = row.excerpt;
  return made;
}

std::vector<ReportAnomaly> EachOnce(std::vector<ReportAnomaly> anomalies) {
  std::ranges::stable_sort(anomalies, [](const ReportAnomaly& a, const ReportAnomaly& b) {
    if (WhatOf(a) != WhatOf(b)) return WhatOf(a) < WhatOf(b);
    return a.event.time_us < b.event.time_us;
  });
  std::vector<ReportAnomaly> once;
  for (ReportAnomaly& anomaly : anomalies) {
    const bool told = !once.empty() && WhatOf(once.back()) == WhatOf(anomaly) &&
                      anomaly.event.time_us - once.back().event.time_us < kSameUs;
    if (!told) {
      once.push_back(std::move(anomaly));
    } else if (anomaly.recorded && !once.back().recorded) {
      once.back() = std::move(anomaly);
    }
  }
  std::ranges::stable_sort(
      once, [](const ReportAnomaly& a, const ReportAnomaly& b) { return a.event.time_us < b.event.time_us; });
  return once;
}

}  // namespace errwatch::cli
