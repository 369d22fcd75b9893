#include "anomaly/file_name.h"

#include <array>
#include <cstddef>

#include "anomaly/word_set.h"

namespace errwatch {
namespace {

// Files that a browser loads, or that a page is.
constexpr WordSet kShown(std::to_array<std::string_view>(
    {"html", "htm",  "css",   "js",   "mjs",         "png", "jpg", "jpeg", "gif", "svg",  "ico", "webp",
     "avif", "woff", "woff2", "ttf",  "eot",         "otf", "txt", "xml",  "pdf", "json", "map", "mp4",
     "webm", "mp3",  "rss",   "atom", "webmanifest", "csv", "doc", "docx", "xls", "xlsx"}));
constexpr WordSet kPrograms(std::to_array<std::string_view>({"php", "aspx", "jsp", "do", "action"}));
// Files that a server keeps for itself.
constexpr WordSet kKept(std::to_array<std::string_view>(
    {"bak",  "old",      "orig",     "save",   "swp",  "sql",   "tar",    "tgz", "rar", "env",
     "ini",  "conf",     "cfg",      "config", "log",  "sh",    "pl",     "cgi", "py",  "exe",
     "dll",  "bat",      "asp",      "inc",    "dist", "db",    "sqlite", "pem", "key", "yml",
     "yaml", "htaccess", "htpasswd", "rdb",    "dump", "phtml", "pht",    "phar"}));

}  // namespace

float FileNameBits(std::string_view file) noexcept {
  const std::size_t dot = file.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return 0;
  if (dot + 1 == file.size()) return 4;
  const std::string_view extension = file.substr(dot + 1);
  if (kShown.Has(extension)) return 0;
  if (kPrograms.Has(extension)) return 2.5F;
  return kKept.Has(extension) ? 5 : 3;
}

bool HasHiddenName(std::string_view path) noexcept {
  for (std::size_t at = path.find("/."); at != std::string_view::npos; at = path.find("/.", at + 2)) {
    if (!path.substr(at).starts_with("/.well-known")) return true;
  }
  return false;
}

}  // namespace errwatch
