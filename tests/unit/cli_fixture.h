// Rules and logs for tests of the command line; small, and not those that are shipped.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "cli/config/rules_in_force.h"
#include "unit/captured_output.h"
#include "unit/temporary_directory.h"

namespace errwatch::cli {

inline constexpr const char* kTestRules =
    "ErrWatchRule 101 vuln_scan ah=AH00128 module=core level=info cost=1 name=\"missing file\"\n"
    "ErrWatchRule 102 path_traversal cost=5 name=\"traversal\" \"\\.\\./etc/passwd\"\n"
    "ErrWatchRule 103 auth_failure ah=AH01617,AH01618 module=auth_basic level=error cost=1 name=\"wrong "
    "password\"\n"
    "ErrWatchRule 104 server_fault ah=AH00052 cost=0 name=\"child crashed\"\n"
    "ErrWatchRule 105 benign ah=AH00128 cost=1 name=\"favicon\" \"favicon\\.ico\"\n"
    "ErrWatchRule 106 waf_alert cost=3 name=\"ModSecurity\" \"ModSecurity: \"\n"
    "ErrWatchLimit any 10/1m\n"
    "ErrWatchLimit auth_failure 3/10m\n"
    "ErrWatchLimit path_traversal 10/10m block=1h\n"
    "ErrWatchAllow 192.0.2.250\n";

inline constexpr int64_t kTenUs = 1'795'341'600'000'000;  // 2026-11-22T10:00:00Z, second 0 of LineAt
inline constexpr int64_t kNowUs = 1'795'428'000'000'000;  // a day later

// "[Sun Nov 22 10:00:07 2026] [core:info] [pid 1] [client 192.0.2.4:1] ..."; `second` within 10:00.
inline std::string LineAt(int second, const std::string& module_level, const std::string& client,
                          const std::string& message) {
  char time[32];
  std::snprintf(time, sizeof time, "10:%02d:%02d", second / 60, second % 60);
  return std::string("[Sun Nov 22 ") + time + " 2026] [" + module_level + "] [pid 1] " +
         (client.empty() ? std::string() : "[client " + client + ":4000] ") + message + "\n";
}

// What httpd writes into its other log.
inline constexpr const char* kAccessLog =
    "192.0.2.4 - - [22/Nov/2026:10:00:00 +0000] \"GET /../etc/passwd HTTP/1.1\" 404 196 \"-\" \"curl\"\n"
    "192.0.2.4 - - [22/Nov/2026:10:00:01 +0000] \"GET / HTTP/1.1\" 200 45 \"-\" \"curl\"\n";
inline constexpr const char* kNoErrorLogText = "no line of an error log of httpd was found";

// From setUp to tearDown these rules are in force where a command names none: the shipped ones take a second
// under sanitizers, each time.
class FewRules {
 public:
  FewRules() { ::setenv("ERRWATCH_CONFIG", files_.Write("few-rules.conf", kTestRules).c_str(), 1); }
  ~FewRules() { ::unsetenv("ERRWATCH_CONFIG"); }
  FewRules(const FewRules&) = delete;
  FewRules& operator=(const FewRules&) = delete;

 private:
  TemporaryDirectory files_;
};

struct Ran {
  int code = -1;
  std::string out, err;
};

// Runs `errwatch` with these arguments.
inline Ran RunTool(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "errwatch");
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  Ran ran;
  CapturedOutput captured;
  ran.code = RunCommandLine(static_cast<int>(argv.size()), argv.data());
  captured.Stop();
  ran.out = captured.out;
  ran.err = captured.err;
  return ran;
}

}  // namespace errwatch::cli
