// `errwatch status` and `errwatch clients`: what a running server knows. Read-only.
#pragma once

#include <string>

#include "base/language.h"
#include "cli/output/table.h"
#include "cli/server/live_server.h"
#include "pages/snapshot.h"

namespace errwatch::cli {

struct StatusOptions {
  LiveOptions live;
  std::string format = "text";                  // text, json, prometheus, html, auto
  std::string language{kLanguageTags.front()};  // of html
  std::size_t clients = 20;
  std::size_t incidents = 10;
};

struct ClientsOptions {
  LiveOptions live;
  std::string format = "text";  // text, json, csv
  bool blocked = false;         // who is denied now
  bool would_block = false;     // ... would be, were the engine On
  bool joined = false;          // who is part of an attack that many share
  bool allowed = false;         // who is allowed at run time, instead
  bool exempt = false;          // all whom no block denies (exempt.h), instead
  std::string since;            // a moment; who did something since then
  std::size_t most = 1000;
  std::string address;  // not empty: this one, in detail (one_client.h)
};

int RunStatus(const StatusOptions& options);
int RunClients(const ClientsOptions& options);

// The page for a terminal.
std::string StatusText(const Snapshot& snapshot, bool colour);
// Times are local ones, for programs UTC; the titles say which.
enum class Times : uint8_t { kLocal, kUtc };
Table ClientTableOf(const Snapshot& snapshot, Times times = Times::kLocal);
Table AllowedTableOf(const Snapshot& snapshot, Times times = Times::kLocal);
Table IncidentTableOf(const Snapshot& snapshot);
Table ModelTableOf(const std::vector<ModelRow>& models, Tick now);
// The error is one of usage.
Result<store::SnapshotOptions> SnapshotOptionsOf(const ClientsOptions& options);
// "blocked", "would be blocked by hand"; empty for a client that is not.
std::string StateOf(const ClientRow& row);

// Whether a warning (in English) is one of what many clients do together, of which more is told elsewhere.
bool IsOfCrowd(const Snapshot& snapshot, const std::string& warning);
// On standard error: which state file was found, of when it is, and what the server does to clients, where
// that is not what one expects.
void TellAbout(const LiveServer& server, const Snapshot& snapshot);
// With a line's end behind it.
void PrintText(const std::string& text);

}  // namespace errwatch::cli
