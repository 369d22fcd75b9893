#include "cli/scan/unusual_requests.h"

#include <algorithm>
#include <utility>

#include "store/incident_text.h"

namespace errwatch::cli {

void UnusualRequests::Add(const ScanRecord& record, std::size_t file, uint64_t line) {
  if (!IsRequest(record.entry)) return;
  ++compared_;
  RequestUnlikeness unlike = model_.Of(record.entry);
  if (!unlike.is_unusual()) return;
  ++all_;
  const Entry& entry = record.entry;
  const auto target = store::TargetOf(entry.uri, entry.args);
  kept_.push_back({record.time_us, record.client, file, line,
                   std::string(entry.method) + " " + std::string(target.view()), std::move(unlike)});
  if (kept_.size() >= 2 * kMostUnusual) Cut();
}

void UnusualRequests::MoveTo(ScanReport& report) {
  Cut();
  report.has_model = true;
  report.compared = compared_;
  report.unusual_all = all_;
  report.unusual = std::move(kept_);
}

void UnusualRequests::Cut() {
  std::ranges::stable_sort(kept_, [](const auto& a, const auto& b) { return a.unlike.bits > b.unlike.bits; });
  if (kept_.size() > kMostUnusual) kept_.resize(kMostUnusual);
}

}  // namespace errwatch::cli
