// LogLevel coverage: which rules can never see their message, because httpd does not even write it.
//
// httpd filters by level before it calls the error_log hook, and no line of a filtered message reaches the
// file, so live and offline are blind alike.
// A rule tells by `level=` at which level httpd writes its message.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rules/rule.h"

namespace errwatch {

// The LogLevel in force on one server or virtual host.
struct LogLevels {
  Level base = Level::kWarn;                          // what httpd uses where nothing is said
  std::map<std::string, Level, std::less<>> modules;  // levels that differ from `base`, by short module name
  // Short names. Empty: not known, every module may be loaded.
  std::optional<std::set<std::string, std::less<>>> loaded;
  bool notice_always = true;  // httpd writes notice at any level, except to syslog

  Level For(std::string_view module) const;
  // A module that is not loaded writes nothing at any level. One that has a level of its own is there: httpd
  // refuses the LogLevel of another.
  bool Loaded(std::string_view module) const {
    return !loaded || loaded->contains(module) || modules.contains(module);
  }
  // Whether a message of this level is written.
  bool Shows(Level level, Level limit) const {
    return level <= limit || (notice_always && level == Level::kNotice);
  }
};

// What one word of LogLevel would show.
struct LevelAdvice {
  std::string module;  // empty: of all modules
  Level level = Level::kInfo;
  std::vector<uint32_t> rules;  // ids, ascending; some may be shown by another word, too
  // "core:info"
  std::string Word() const { return (module.empty() ? "" : module + ":") + std::string(LevelName(level)); }
  // For servers that are being examined: no line that is recommended has it.
  bool IsFlood() const { return level >= Level::kDebug; }
};

struct Coverage {
  uint32_t rules = 0;            // rules that could fire were everything written
  std::vector<uint32_t> hidden;  // ids, ascending: rules whose message is never written
  uint32_t need_debug = 0;  // of these: written at debug or below only, for servers that are being examined
  std::string log_level;    // "LogLevel warn core:info" shows the others, too; empty when there are none
  bool modules_known = false;       // what it names is loaded
  std::vector<LevelAdvice> advice;  // by module and level; of every hidden rule
};

// Not counted: rules without `level=`, rules that a response status satisfies without a message, benign rules
// (that they stay silent harms nothing) and rules of modules that are not loaded.
Coverage CoverageOf(std::span<const Rule> rules, const LogLevels& levels);

}  // namespace errwatch
