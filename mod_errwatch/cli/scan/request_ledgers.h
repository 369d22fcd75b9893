// Which entries of logs tell of one request: it is charged once for what all of them show, as in the server.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <unordered_map>

#include "cli/logs/scan_block.h"
#include "store/charge.h"

namespace errwatch::cli {

class RequestLedgers {
 public:
  using Ledger = std::shared_ptr<store::RequestLedger>;

  // By the ids that the record's line has, or RequestJoin gave it. Null = it has none, and stands alone.
  Ledger Of(const ScanRecord& record);

 private:
  std::unordered_map<uint64_t, Ledger> by_id_;
  std::deque<uint64_t> ids_;  // in the order in which they came
};

}  // namespace errwatch::cli
