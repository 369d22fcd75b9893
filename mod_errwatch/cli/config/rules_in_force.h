// The configuration that a subcommand works with: read once, then immutable.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "cli/config/config_reader.h"
#include "model/policy.h"
#include "rules/rule_set.h"

namespace errwatch::cli {

struct RulesInForce {
  std::string path;  // what was read
  Configuration configuration;
  ServerSettings settings;  // of the main server, or of the virtual host that was asked for
  DirectorySettings directory;
  LogLevels log_levels;
  std::string vhost;
  std::shared_ptr<const RuleSet> rules;
  Limits limits;
};

// Which configuration applies: `option` (--config), else $ERRWATCH_CONFIG, else the rules near the program
// (share/errwatch/rules of a build or an installation, conf/rules of a source tree), else the installed ones.
// The error says where it looked.
Result<std::string> FindConfiguration(const std::string& option);

// Reads it and builds the rule set of the main server,
// or of the virtual host `vhost` (its ServerName) when that is not empty.
Result<RulesInForce> LoadRules(const std::string& option, const std::string& vhost);

}  // namespace errwatch::cli
