#include "cli/events/rotated_logs.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace errwatch::cli {

std::vector<std::string> WithRotated(const std::string& file) {
  std::vector<std::string> files;
  const std::filesystem::path path(file);
  const std::string name = path.filename();
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(path.parent_path(), error)) {
    const std::string other = entry.path().filename();
    if (other == name || other.starts_with(name + ".") || other.starts_with(name + "-"))
      files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::vector<std::string> WithRotated(const std::vector<std::string>& files) {
  std::vector<std::string> all;
  for (const std::string& file : files) {
    const std::vector<std::string> of_one = WithRotated(file);
    all.insert(all.end(), of_one.begin(), of_one.end());
  }
  return all;
}

}  // namespace errwatch::cli
