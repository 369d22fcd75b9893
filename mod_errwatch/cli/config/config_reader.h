// Reads an httpd configuration for the command line: the ErrWatch* directives with the same grammar as httpd
// uses, and as much of httpd's own syntax as is needed to find them. Other directives are skipped.
//
//   understood     line continuation, comments, Include and IncludeOptional, ServerRoot, ServerName,
//                  Define and UnDefine, ${NAME} of these and of the environment, LoadModule, LogLevel,
//                  ErrorLog, CustomLog, TransferLog, PidFile, Listen, DefaultRuntimeDir, <VirtualHost>,
//                  what names the clients of proxies (cli/config/client_naming.h),
//                  the formats of access logs (cli/config/access_log_formats.h)
//   taken as true  <IfModule>, <IfDefine>, <IfVersion>, <IfFile> and <IfDirective>: what they ask
//                  cannot be told from outside, but for
//   skipped        <IfModule !NAME> of a module loaded before, or this one, <IfDefine !NAME> of a name defined
//                  before; <Macro> and <Perl>: what they produce depends on httpd
//   checked only   directives in <Directory>, <Location> and the like:
//                  not part of the result, except for the rules that they remove, and that one looks at bodies
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/config/access_log_formats.h"
#include "cli/config/address_line.h"
#include "cli/config/written_files.h"
#include "config/settings.h"
#include "rules/coverage.h"

namespace errwatch {

struct VirtualHost {
  std::string name;       // host of ServerName; without one the addresses
  std::string addresses;  // of the section: "*:443"
  std::string origin;     // "file:line" of the section
  ServerSettings server;  // merged with the main server's
  DirectorySettings directory;
  LogLevels log_levels;
};

// What is said in any directory, all together.
struct InDirectories {
  std::vector<RuleRange> removals;  // ErrWatchRuleRemove
  bool bodies = false;              // ErrWatchBody On
  EnginesInUse engines;             // ErrWatchEngine
  void Add(const DirectorySettings& directory) {
    removals.insert(removals.end(), directory.removals.begin(), directory.removals.end());
    bodies = bodies || directory.body.value != 0;
    if (directory.engine.is_set) engines.Add(directory.engine.value);
  }
};

struct Configuration {
  std::string server_root;  // the ServerRoot directive, else the directory of the first file
  std::string runtime_dir;  // DefaultRuntimeDir as a full path; empty where nothing says it
  std::string name;         // ServerName of the main server; may be empty
  ServerSettings server;
  DirectorySettings directory;
  LogLevels log_levels;
  InDirectories in_directories;
  std::vector<std::string> listens;        // arguments of Listen
  AccessLogFormats access_logs;            // of the main server and all virtual hosts
  bool loads_errwatch = false;             // LoadModule errwatch_module
  bool names_clients = false;              // mod_remoteip is told where the client of a proxy stands
  std::string believes_anybody;            // "file:line" where it is, and not whose word to take; else empty
  std::vector<AddressLine> address_lines;  // of all servers
  std::vector<WrittenFile> written;        // by lines of httpd and other modules, of all servers
  std::vector<VirtualHost> vhosts;         // in the order of the files
  std::vector<std::string> warnings;       // "file:line: ..."; what httpd would read all the same
};

// `path` is a file, or a directory of which every *.conf is read in the order of names.
// Errors carry "file:line: ".
Result<Configuration> ReadConfiguration(const std::string& path);

}  // namespace errwatch
