// Hands a message to the machine's mailer.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace errwatch::cli {

// Runs `program -t -i` and writes the message to its standard input; no shell. Waits for it. The error says
// why it could not be run, or how it ended.
Status SendMail(const std::string& program, std::string_view message);

}  // namespace errwatch::cli
