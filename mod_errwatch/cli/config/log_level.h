// LogLevel and LoadModule lines of a configuration that is read offline.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "rules/coverage.h"

namespace errwatch {

// "mod_ssl.c", "ssl_module" or "ssl" -> "ssl": LogLevel accepts all three.
std::string_view ShortModuleName(std::string_view name);

// What LogLevels::loaded is where LoadModule lines name these modules: they, and what no httpd is without.
// Not known where no other module than our own is named: then only a part of the configuration was read.
std::optional<std::set<std::string, std::less<>>> LoadedModules(
    const std::set<std::string, std::less<>>& named);

// The arguments of one LogLevel directive, as httpd reads them: a level without a module takes back what
// modules had of their own. The error names the word that is no level.
Status ApplyLogLevel(std::string_view arguments, LogLevels& levels);

// "LogLevel warn core:info would show it, but for 3 that need debug", with a warning where it may name
// modules that are not loaded.
std::string WouldShow(const Coverage& coverage);

}  // namespace errwatch
