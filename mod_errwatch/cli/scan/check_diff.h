// `errwatch check --diff`: one log through two configurations. Who would be blocked more, who less, and why.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/logs/read_bounds.h"
#include "cli/scan/input_options.h"

namespace errwatch::cli {

struct CheckDiffOptions {
  std::string before;  // --config
  std::string after;   // --diff
  std::string vhost;
  InputOptions input;
  std::string format = "text";      // text, json
  std::optional<std::size_t> most;  // rows of a table; 0 = all
  unsigned threads = 0;             // 0 = one a processor
  bool quiet = false;               // no progress bar
  ReadBounds bounds;
  std::vector<std::string> files;
};

int RunCheckDiff(const CheckDiffOptions& options);

}  // namespace errwatch::cli
