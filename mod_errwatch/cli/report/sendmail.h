// Hands a message to the machine's mailer.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace errwatch::cli {

// A mailer that hangs would keep the jobs of a timer, one after the other.
inline constexpr std::chrono::seconds kMailerPatience{300};

// Runs `program -t -i` and writes the message to its standard input; no shell. Waits for it, so long at most.
// The error says why it could not be run, or how it ended.
Status SendMail(const std::string& program, std::string_view message,
                std::chrono::seconds patience = kMailerPatience);

}  // namespace errwatch::cli
