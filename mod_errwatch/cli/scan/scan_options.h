// What `errwatch scan` was asked for.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/language.h"
#include "cli/logs/entry_filter.h"
#include "cli/logs/read_bounds.h"
#include "cli/scan/input_options.h"

namespace errwatch::cli {

struct ScanOptions {
  std::string config;
  std::string vhost;
  InputOptions input;
  std::string format = "text";                  // text, json, jsonl, csv, markdown, html
  std::string language{kLanguageTags.front()};  // of text, markdown and html
  FilterOptions filter;
  std::optional<std::size_t> most;  // rows of a table; 0 = all
  unsigned threads = 0;             // 0 = one a processor
  bool unparsed = false;            // show lines that could not be read, on standard error
  bool anomalies = false;           // look for what no rule knows, too
  bool quiet = false;               // no progress bar
  bool follow = false;              // go on reading what is added, see follow.h
  bool tail = false;                // with it: leave out what is there already
  ReadBounds bounds;
  std::string model;  // of the site; empty = none
  std::vector<std::string> files;
  std::vector<std::string> access_logs;  // more files, which must be access logs
};

inline constexpr std::size_t kMostOnScreen = 20;  // rows of a table of text

}  // namespace errwatch::cli
