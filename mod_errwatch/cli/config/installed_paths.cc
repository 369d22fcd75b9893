#include "cli/config/installed_paths.h"

#include "config/text_file.h"

namespace errwatch::cli {

const InstalledPaths& Installed() {
  static constexpr InstalledPaths kPaths{ERRWATCH_RULES_DIR, ERRWATCH_DEFAULT_STATE_FILE,
                                         ERRWATCH_RUNTIME_DIR, ERRWATCH_HTTPD_CONF};
  return kPaths;
}

std::string StateFileOf(std::string_view named, std::string_view default_runtime_dir,
                        std::string_view server_root) {
  const std::string_view directory =
      default_runtime_dir.empty() ? Installed().runtime_dir : default_runtime_dir;
  return BelowBase(named.empty() ? "errwatch.state" : named, BelowBase(directory, server_root));
}

}  // namespace errwatch::cli
