#include "cli/logs/same_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "cli/output/terminal.h"

namespace errwatch::cli {
namespace {

struct Seen {
  std::string path;
  std::optional<std::pair<dev_t, ino_t>> file;
};

Seen Look(const std::string& path) {
  struct stat info {};
  if (path == "-" || ::stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return {path, std::nullopt};
  return {path, std::pair(info.st_dev, info.st_ino)};
}

}  // namespace

NamedOnce NameOnce(const std::vector<std::string>& files) {
  NamedOnce once;
  std::vector<Seen> all;
  for (const std::string& path : files) {
    Seen seen = Look(path);
    const auto earlier = std::find_if(all.begin(), all.end(), [&](const Seen& other) {
      return other.path == path || (seen.file && other.file == seen.file);
    });
    if (earlier != all.end()) {
      once.notes.push_back(Printable(path) + " is " + Printable(earlier->path) + " again: read once");
      continue;
    }
    once.files.push_back(path);
    all.push_back(std::move(seen));
  }
  return once;
}

}  // namespace errwatch::cli
