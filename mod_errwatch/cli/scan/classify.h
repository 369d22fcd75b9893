// `errwatch classify`: one result for each line of the input.
#pragma once

#include <string>
#include <vector>

#include "cli/logs/read_bounds.h"
#include "cli/scan/input_options.h"

namespace errwatch::cli {

struct ClassifyOptions {
  std::string config;
  std::string vhost;
  InputOptions input;
  std::string format = "jsonl";  // jsonl, text
  ReadBounds bounds;
  std::string model;  // path; empty = none
  std::vector<std::string> files;
};

int RunClassify(const ClassifyOptions& options);

}  // namespace errwatch::cli
