// The requests of a scan that are most unlike those that a model knows.
#pragma once

#include <cstdint>
#include <vector>

#include "cli/scan/scan_report.h"
#include "cli/scan/site_model.h"

namespace errwatch::cli {

class UnusualRequests {
 public:
  explicit UnusualRequests(const SiteModel& model) : model_(model) {}

  void Add(const ScanRecord& record, std::size_t file, uint64_t line);
  // What was kept, most unlike first.
  void MoveTo(ScanReport& report);

 private:
  void Cut();

  const SiteModel& model_;
  uint64_t compared_ = 0;
  uint64_t all_ = 0;
  std::vector<UnusualRequest> kept_;
};

}  // namespace errwatch::cli
