// Files that httpd and its modules write by lines of a configuration that are not this module's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace errwatch {

struct WrittenFile {
  std::string named;               // as it is written
  std::string_view what;           // "an ErrorLog"
  bool below_runtime_dir = false;  // where it is relative; else below ServerRoot
};

// By a line with this first argument; empty where it names no file, but a program, or syslog.
std::optional<WrittenFile> WrittenBy(std::string_view directive, std::string_view first_argument);

}  // namespace errwatch
