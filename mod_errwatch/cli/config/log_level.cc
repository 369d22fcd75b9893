#include "cli/config/log_level.h"

#include <algorithm>
#include <map>

#include "base/ascii.h"
#include "base/nearest_name.h"
#include "base/quoted.h"

namespace errwatch {

std::optional<std::set<std::string, std::less<>>> LoadedModules(
    const std::set<std::string, std::less<>>& named) {
  const auto foreign = [](const std::string& module) { return module != "errwatch"; };
  if (std::none_of(named.begin(), named.end(), foreign)) return std::nullopt;
  std::set<std::string, std::less<>> loaded = named;
  loaded.insert({"core", "http", "log_config", "logio", "so", "unixd", "version", "watchdog"});
  // An MPM that no line loads is compiled in, and cannot be told.
  const bool mpm = std::any_of(named.begin(), named.end(),
                               [](const std::string& module) { return module.starts_with("mpm_"); });
  if (!mpm) loaded.insert({"mpm_event", "mpm_prefork", "mpm_worker"});
  return loaded;
}

std::string_view ShortModuleName(std::string_view name) {
  constexpr std::string_view kPrefix = "mod_";
  constexpr std::string_view kSuffix = "_module";
  if (name.ends_with(".c")) {
    name.remove_suffix(2);
    if (name.starts_with(kPrefix)) name.remove_prefix(kPrefix.size());
  } else if (name.ends_with(kSuffix) && name.size() > kSuffix.size()) {
    name.remove_suffix(kSuffix.size());
  }
  return name;
}

Status ApplyLogLevel(std::string_view arguments, LogLevels& levels) {
  LogLevels changed = levels;
  bool any = false;
  for (std::string_view rest = Trim(arguments); !rest.empty(); rest = Trim(rest)) {
    const std::string_view word = rest.substr(0, rest.find_first_of(" \t\r\n\v\f"));
    rest.remove_prefix(word.size());
    const std::size_t colon = word.rfind(':');
    const std::string_view module =
        colon == std::string_view::npos ? std::string_view() : word.substr(0, colon);
    const std::optional<Level> level =
        ParseLevel(colon == std::string_view::npos ? word : word.substr(colon + 1));
    if (!level)
      return Error{"LogLevel: " + Quoted(word) +
                   " is no level (emerg ... warn, notice, info, debug, trace1 to trace8)" +
                   DidYouMean(colon == std::string_view::npos ? word : word.substr(colon + 1), kLevelNames)};
    any = true;
    if (colon == std::string_view::npos) {
      changed.base = *level;
      changed.modules.clear();
    } else {
      changed.modules.insert_or_assign(std::string(ShortModuleName(module)), *level);
    }
  }
  if (!any) return Error{"LogLevel: needs a level"};
  levels = std::move(changed);
  return Ok{};
}

std::string WouldShow(const Coverage& coverage) {
  std::string text;
  if (!coverage.log_level.empty()) {
    text = coverage.log_level + " would show it";
    if (!coverage.modules_known)
      text += " (without the modules that are not loaded: httpd refuses their names)";
  }
  if (coverage.need_debug == 0) return text;
  return text + (text.empty() ? "" : ", but for ") + std::to_string(coverage.need_debug) +
         (coverage.need_debug == 1 ? " that needs debug" : " that need debug");
}

}  // namespace errwatch
