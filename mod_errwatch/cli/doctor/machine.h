// What `errwatch doctor` looks at: a machine described in plain values, so that every opinion about it is a
// function of this and can be tested without a machine.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/config/check.h"
#include "cli/server/live_server.h"
#include "model/policy.h"
#include "pages/share_view.h"

namespace errwatch::cli {

struct ServerMode {
  std::string name;  // "main server", "virtual host shop.example.org"
  Engine engine = Engine::kOff;
};

// The state file, and whoever has it.
struct StateFacts {
  std::string path;
  bool live = false;  // httpd runs with the module and uses it
  std::string error;  // why it cannot be read; empty where it can
  ErrorKind error_kind = ErrorKind::kInvalid;
  std::string remark;                        // of a file that no server uses: that, and of when it is
  bool in_memory = false;                    // its file system does not outlive a reboot
  bool of_others = false;                    // somebody but root may read it, or it belongs to somebody else
  int64_t ahead_seconds = 0;                 // so much later than now was it written
  std::vector<std::string> warnings;         // the running server's own, as on its status page
  std::vector<CrowdRow> crowds;              // what many clients do together there, and goes on
  std::vector<std::string> unnamed_proxies;  // addresses that were seen to bring requests of others
  store::ShareStatus share;                  // of a live server that shares; else without a group
  std::vector<ShareTrouble> share_troubles;
};

// Where events go.
struct EventLogFacts {
  std::string target;
  std::string problem;   // begins with a verb: "cannot be written: ..."; empty where nothing is wrong
  bool unknown = false;  // it hangs on a variable that httpd's start script has
};

struct Machine {
  std::string config;        // httpd's first file
  std::string config_error;  // what keeps it from being read; then only `state` and the clock are known
  bool is_root = false;
  bool loads_module = false;
  bool names_clients = false;         // mod_remoteip is told where the client of a proxy stands
  bool trusts_proxies = false;        // ErrWatchTrustedProxy
  std::string group;                  // ErrWatchShare; empty: none
  std::string share_file_group;       // ... as errwatch-share has it; empty: it is not set up here
  std::vector<ServerMode> modes;      // the main server first
  std::vector<Finding> findings;      // of `errwatch check`
  std::vector<std::string> writable;  // files with directives that others than root can change
  StateFacts state;
  std::vector<EventLogFacts> events;  // one a line of ErrWatchEventLog
  bool clock_synchronised = true;
};

struct DoctorOptions {
  LiveOptions live;             // its config: httpd's first file; empty = the one of this installation
  std::string format = "text";  // text, json
  std::string share_file = "/etc/errwatch/share.toml";
};

// Looks, and changes nothing. The error says that there is no configuration to look at.
Result<Machine> LookAtMachine(const DoctorOptions& options);

}  // namespace errwatch::cli
