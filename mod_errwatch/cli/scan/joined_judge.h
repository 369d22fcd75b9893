// What an entry of an error log is evidence of, once its request is known: the server classifies it with all
// that the request holds.
#pragma once

#include <optional>

#include "cli/logs/line_classifier.h"
#include "cli/logs/scan_block.h"

namespace errwatch::cli {

class JoinedJudge {
 public:
  // `plan` outlives it. Throws std::runtime_error when the matching library refuses.
  explicit JoinedJudge(const ScanPlan& plan);

  // False: it is left out by the filter.
  bool Judge(ScanRecord& record);
  // To be added to what the blocks' tallies say of entries that were judged alone. Differences, modulo 2^64.
  const ScanTally& correction() const { return correction_; }

 private:
  void Count(const Classification& what, uint64_t times);

  const ScanPlan& plan_;
  LineClassifier classifier_;
  std::optional<LineClassifier> other_classifier_;
  ScanTally correction_;
};

}  // namespace errwatch::cli
