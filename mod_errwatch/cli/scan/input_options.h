// What files of logs hold, as the command line says.
#pragma once

#include <string>

#include "base/result.h"
#include "cli/config/rules_in_force.h"
#include "cli/logs/input_kind.h"
#include "cli/logs/scan_block.h"

namespace errwatch::cli {

struct InputOptions {
  InputKind kind = InputKind::kAny;
  std::string log_format;  // of access logs; empty = their lines tell
};

// The format by its name in the configuration, by one of the names that are built in, or as it is written.
// Standard error is told of a format in which a client can write what is not his.
Result<InputForm> InputFormOf(const InputOptions& options, const RulesInForce& rules);
// The same, of what limits shall judge: the format must hold what that takes.
Result<InputForm> JudgedInputOf(const InputOptions& options, const RulesInForce& rules);

JudgedResponses ResponsesJudgedBy(const ServerSettings& settings);

}  // namespace errwatch::cli
