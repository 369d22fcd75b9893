// `errwatch export`: who is denied, or allowed, as a list for another server or another guard.
#pragma once

#include <string>
#include <vector>

#include "cli/server/list_entry.h"
#include "cli/server/live_server.h"

namespace errwatch::cli {

struct ExportOptions {
  LiveOptions live;
  bool blocked = false;  // the default
  bool allowed = false;
  std::string jail = "errwatch";  // of fail2ban
  std::string format = "json";    // json, csv, plain, fail2ban, crowdsec, nftables, httpd
};

// One that is denied or allowed now.
struct ExportedEntry {
  store::ListKind kind = store::ListKind::kBlocked;
  ShownClient address;
  uint8_t bits = 0;  // of its family
  std::string scope;
  Tick until;
  std::string reason;
};

// Blocked ones, the widest first; without those whose block is for some of their requests only: other guards
// know no such thing.
std::vector<ExportedEntry> EntriesOf(const Snapshot& snapshot, bool blocked, bool allowed);

// REQUIRES: a format of ExportOptions. In a form that something may run stands nothing but addresses, numbers
// and names of the program's own.
std::string ListText(const std::vector<ExportedEntry>& entries, const ExportOptions& options, Tick now);

int RunExport(const ExportOptions& options);

}  // namespace errwatch::cli
