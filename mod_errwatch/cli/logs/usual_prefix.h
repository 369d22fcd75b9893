// What httpd 2.4 writes in front of a message unless told otherwise, read in one pass.
#pragma once

#include <string_view>

#include "cli/logs/log_line.h"

namespace errwatch::cli {

// Takes "[Mon May 26 01:54:43.739790 2025] [core:error] [pid 1:tid 2] ssl.c(415): [client 192.0.2.4:1] ",
// with or without thread and source file, and what stands behind it as the message, as ParseLogLine does.
// False, and nothing is changed: the line begins otherwise, or needs a closer look. No allocation.
bool TakeUsualPrefix(std::string_view text, LogLine& line) noexcept;

}  // namespace errwatch::cli
