// One entry in its log: what its client had done before, and what came of it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cli/config/rules_in_force.h"
#include "cli/logs/scan_block.h"
#include "cli/scan/replay.h"

namespace errwatch::cli {

struct EntryInLog {
  std::string text;         // the line, or all parts of one that was cut
  LogForm form;             // of its log
  InputForm input;          // what that holds
  bool of_httpd = false;    // some line, up to this one's block, is of an error log of httpd
  bool has_record = false;  // false: evidence of nothing; `effect` and what follows say nothing
  Replay::Effect effect;
  // Its client before and after it; empty = the table does not know it. Buckets are not leaked yet.
  std::optional<store::ClientView> before, after;
  std::optional<BlockEvent> block;  // that it brought about
  Tick now;                         // when it happened
};

class Rewind {
 public:
  // Throws std::runtime_error when the matching library refuses.
  Rewind(const RulesInForce& rules, const ScanPlan& plan);

  // Replays a log up to the line `number`, from 1, and that line.
  Result<EntryInLog> To(const std::string& path, uint64_t number);
  // A line that stands alone, of a client that did nothing before.
  Result<EntryInLog> Alone(std::string_view line);

 private:
  Status Begin();
  void Find(const ScanBlock& block, uint64_t lines_before, uint64_t number, EntryInLog& entry);
  std::optional<store::ClientView> ViewOf(const ClientAddress& client) const;

  const RulesInForce& rules_;
  const ScanPlan& plan_;
  BlockScanner scanner_;
  std::unique_ptr<Replay> replay_;
};

}  // namespace errwatch::cli
