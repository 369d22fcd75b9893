// What `errwatch report` was asked for.
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

struct ReportOptions {
  std::string config;
  std::string vhost;
  InputOptions input;
  ReadBounds bounds;
  std::string format = "text";  // text, markdown, html, json
  std::string language{kLanguageTags.front()};
  FilterOptions filter;    // since, until, clients
  std::string gap = "1h";  // a pause that ends an incident
  std::optional<std::size_t> most;
  unsigned threads = 0;
  bool quiet = false;
  std::vector<std::string> files;   // error and access logs, or JSON lines
  std::vector<std::string> events;  // files of ErrWatchEventLog
  std::vector<std::string> access_logs;
  std::string state;  // a state file; empty = none is read
  std::string docroot;
  bool anomalies = false;  // look for what no rule knows, also where the configuration does not
  bool anonymize = false;
  std::string mail;          // an address; empty = print it
  bool mail_always = false;  // also where nothing was found
  std::string sendmail = "/usr/sbin/sendmail";
};

inline constexpr std::size_t kIncidentsShown = 20;

}  // namespace errwatch::cli
