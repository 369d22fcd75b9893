// How much httpd writes at a level, measured: what an operator pays for a rule that LogLevel hides.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/phrase.h"
#include "model/level.h"

namespace errwatch {

// Lines of a module in hundredths a request, of ordinary visitors. Measured with httpd 2.4.71 and
// tests/bench/log_levels.py: TLS and HTTP/2, ten requests a connection, two of them for a file that is
// missing.
// Without HTTP/2 mod_http2 writes nothing, without TLS mod_ssl; all else was the same.
struct LogCost {
  std::string_view module;
  unsigned at_info;
  unsigned at_debug;  // with those at info
};
inline constexpr LogCost kLogCosts[] = {
    {"auth_digest", 0, 0}, {"authz_core", 0, 200},   {"authz_groupfile", 0, 0}, {"authz_user", 0, 0},
    {"core", 20, 50},      {"http", 0, 0},           {"http2", 0, 1050},        {"remoteip", 0, 0},
    {"reqtimeout", 0, 0},  {"session_crypto", 0, 0}, {"ssl", 20, 150},
};

// Nothing of a module or level that was not measured.
constexpr std::optional<unsigned> HundredthsARequest(std::string_view module, Level level) {
  for (const LogCost& cost : kLogCosts) {
    if (cost.module != module) continue;
    if (level == Level::kInfo) return cost.at_info;
    if (level == Level::kDebug) return cost.at_debug;
  }
  return std::nullopt;
}

// In words, and the number that is the words' {0}: for pages in other languages, too.
struct LogCostWords {
  std::string_view text;
  std::string lines;
};
inline LogCostWords WordsOfLogCost(std::string_view module, Level level) {
  const std::optional<unsigned> cost = HundredthsARequest(module, level);
  if (!cost) return {"lines not measured", ""};
  if (*cost == 0) return {"no lines for ordinary requests", ""};
  const unsigned tenths = (*cost + 5) / 10;
  return {"about {0} lines a request", std::to_string(tenths / 10) + "." + std::to_string(tenths % 10)};
}

// "about 0.2 lines a request"
inline std::string LogCostText(std::string_view module, Level level) {
  const LogCostWords words = WordsOfLogCost(module, level);
  return Filled(words.text, {words.lines});
}

}  // namespace errwatch
