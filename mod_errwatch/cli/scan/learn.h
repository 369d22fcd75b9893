// `errwatch learn`: access logs -> a model of what requests of the site look like.
#pragma once

#include <string>
#include <vector>

#include "cli/logs/read_bounds.h"
#include "cli/scan/input_options.h"

namespace errwatch::cli {

struct LearnOptions {
  std::string config;
  std::string vhost;
  InputOptions input;
  ReadBounds bounds;
  std::string output;
  std::vector<std::string> files;
};

int RunLearn(const LearnOptions& options);

}  // namespace errwatch::cli
