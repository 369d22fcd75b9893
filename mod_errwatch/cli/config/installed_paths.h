// Where this installation has its things: told by the configure step (install.cmake) and by nothing else.
#pragma once

#include <string>
#include <string_view>

namespace errwatch::cli {

struct InstalledPaths {
  std::string_view rules;        // directory of the shipped rules
  std::string_view state_file;   // of a server whose configuration says nothing of it
  std::string_view runtime_dir;  // httpd's without DefaultRuntimeDir; below ServerRoot unless absolute
  std::string_view httpd_conf;   // the file that httpd reads first
};

const InstalledPaths& Installed();

// Where a server puts its state file: `named` (ErrWatchStateFile; empty if there is none) as httpd does it,
// below DefaultRuntimeDir, else below the built-in runtime directory.
std::string StateFileOf(std::string_view named, std::string_view default_runtime_dir,
                        std::string_view server_root);

}  // namespace errwatch::cli
