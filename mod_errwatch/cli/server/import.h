// `errwatch import`: blocks, or allows, who is on a list.
#pragma once

#include <string>

#include "cli/server/list_entry.h"
#include "cli/server/live_server.h"

namespace errwatch::cli {

struct ImportOptions {
  LiveOptions live;
  std::string file;              // "-": standard input
  std::string form = "auto";     // auto, json, csv, plain, fail2ban, crowdsec
  std::string duration = "1d";   // of entries that do not say how long
  std::string scope = "server";  // ... or where
  std::string reason;            // of all, instead of what the list says
  bool force = false;
  bool dry_run = false;
  std::string format = "text";  // text, json
};

int RunImport(const ImportOptions& options);

}  // namespace errwatch::cli
