#include "cli/config/rules_in_force.h"

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "base/ascii.h"
#include "base/quoted.h"
#include "cli/config/installed_paths.h"

namespace errwatch::cli {
namespace {

// A build directory has a link to the rules of its source tree; an installation has them beside bin/.
std::vector<std::string> RulesNearProgram() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return {};
  const std::filesystem::path here = program.parent_path();
  return {here / "share/errwatch/rules", here.parent_path() / "share/errwatch/rules",
          here.parent_path() / "conf/rules"};
}

bool Exists(const std::string& path) {
  std::error_code error;
  return !path.empty() && std::filesystem::exists(path, error);
}

}  // namespace

Result<std::string> FindConfiguration(const std::string& option) {
  if (!option.empty()) return option;
  if (const char* named = std::getenv("ERRWATCH_CONFIG"); named != nullptr && *named != '\0')
    return std::string(named);
  std::vector<std::string> places = RulesNearProgram();
  places.emplace_back(Installed().rules);
  std::string looked;
  for (const std::string& path : places) {
    if (Exists(path)) return path;
    looked += (looked.empty() ? "" : ", ") + path;
  }
  return Error{"no rules found (looked for " + looked + "); name a configuration with --config FILE"};
}

Result<RulesInForce> LoadRules(const std::string& option, const std::string& vhost) {
  Result<std::string> path = FindConfiguration(option);
  if (!path) return path.failure();
  Result<Configuration> read = ReadConfiguration(path.value());
  if (!read) return read.failure();
  RulesInForce result;
  result.path = path.value();
  result.configuration = std::move(read).value();
  const Configuration& configuration = result.configuration;
  result.settings = configuration.server;
  result.directory = configuration.directory;
  result.log_levels = configuration.log_levels;
  result.vhost = configuration.name;
  if (!vhost.empty()) {
    const VirtualHost* found = nullptr;
    std::string names;
    for (const VirtualHost& candidate : configuration.vhosts) {
      if (EqualsIgnoreCase(candidate.name, vhost)) found = &candidate;
      names += (names.empty() ? "" : ", ") + candidate.name;
    }
    if (found == nullptr)
      return Error{path.value() + ": no virtual host has the ServerName " + Quoted(vhost) +
                   (names.empty() ? "; it has none: name the file that httpd reads first with --config FILE"
                                  : "; there are " + names)};
    result.settings = found->server;
    result.directory = found->directory;
    result.log_levels = found->log_levels;
    result.vhost = found->name;
  }
  Result<std::shared_ptr<const RuleSet>> built =
      RuleSet::Build(result.settings.rules, result.settings.removals);
  if (!built) return built.failure();
  result.rules = std::move(built).value();
  result.limits = ResolveLimits(result.settings.limits);
  return result;
}

}  // namespace errwatch::cli
