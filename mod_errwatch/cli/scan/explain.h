// `errwatch explain`: why one entry got its category,
// what it costs its client, and what is still missing to a block.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/config/rules_in_force.h"
#include "cli/logs/read_bounds.h"
#include "cli/scan/input_options.h"
#include "rules/classifier.h"

namespace errwatch::cli {

struct ExplainOptions {
  std::string config;
  std::string vhost;
  InputOptions input;
  std::string format = "text";  // text, json
  std::string model;            // path; empty = none
  bool all = false;             // also the rules whose selectors did not admit the entry
  std::string line;             // the line itself; "-" = the first of standard input
  std::string file;             // a line of this log instead, and what its client had done before
  uint64_t number = 0;          // from 1
  ReadBounds bounds;
};

int RunExplain(const ExplainOptions& options);

}  // namespace errwatch::cli
