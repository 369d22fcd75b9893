// Where a log is in the hour that the clocks repeat (local_order.h), before each of its blocks, which threads
// read in any order.
#pragma once

#include <string_view>

#include "cli/logs/entry_reader.h"
#include "cli/logs/local_order.h"
#include "cli/logs/scan_block.h"

namespace errwatch::cli {

// One object a log; its blocks in order.
class RepeatedHour {
 public:
  // Reads the block where it may hold that hour, else its first and last lines.
  // REQUIRES: all that a scan of the block needs is set.
  LocalOrder Before(const ScanBlock& block, const ScanPlan& plan);

 private:
  static bool MayHold(std::string_view text, EntryReader& reader);

  LocalOrder order_;
};

}  // namespace errwatch::cli
