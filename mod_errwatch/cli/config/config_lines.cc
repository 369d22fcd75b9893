#include "cli/config/config_lines.h"

#include <glob.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "base/ascii.h"
#include "base/text_encoding.h"

namespace errwatch {
namespace {

namespace fs = std::filesystem;

// Takes one physical line off `rest`, without its line end.
std::string_view NextLine(std::string_view& rest) {
  const size_t end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

// Every file in a directory and below it for which `wanted` holds.
template <typename Wanted>
Status CollectFiles(const std::string& directory, std::vector<std::string>& files, Wanted wanted) {
  std::error_code failure;
  std::vector<fs::path> found;
  fs::directory_iterator entry(directory, failure);
  for (; !failure && entry != fs::directory_iterator(); entry.increment(failure))
    found.push_back(entry->path());
  if (failure) return Error{"cannot read the directory " + directory + ": " + failure.message()};
  std::sort(found.begin(), found.end());
  for (const fs::path& path : found) {
    std::error_code ignored;  // what vanished meanwhile is neither a directory nor a file
    if (fs::is_directory(path, ignored)) {
      // A link to a directory further up would lead round and round.
      if (fs::is_symlink(path, ignored)) continue;
      Status below = wanted(path, true) ? CollectFiles(path, files, wanted) : Status(Ok{});
      if (!below) return below;
    } else if (wanted(path, false)) {
      files.push_back(path);
    }
  }
  return Ok{};
}

}  // namespace

std::string WhyNoBytes(std::string_view content) {
  if (IsUtf16(content)) return "the file is UTF-16: save it as UTF-8";
  if (content.starts_with(kUtf8Mark))
    return "the file begins with a byte order mark, which httpd takes for a part of its first word: save it "
           "as UTF-8 without one";
  return {};
}

std::vector<ConfigLine> SplitConfigLines(std::string_view content) {
  std::vector<ConfigLine> lines;
  for (int number = 1; !content.empty(); ++number) {
    ConfigLine joined{"", number};
    std::string_view line = NextLine(content);
    while (line.ends_with('\\') && !content.empty()) {
      joined.text.append(line.substr(0, line.size() - 1));
      line = NextLine(content);
      ++number;
    }
    if (line.ends_with('\\')) line.remove_suffix(1);  // the last line of the file
    joined.text.append(line);
    joined.text = Trim(joined.text);
    if (!joined.text.empty() && joined.text.front() != '#') lines.push_back(std::move(joined));
  }
  return lines;
}

ConfigDirective SplitDirective(std::string_view line) {
  size_t length = 0;
  while (length < line.size() && !IsSpace(line[length])) ++length;
  std::string_view name = line.substr(0, length);
  std::string_view arguments = Trim(line.substr(length));
  if (name.starts_with('<')) {
    if (!arguments.empty() && arguments.back() == '>') {
      arguments = Trim(arguments.substr(0, arguments.size() - 1));
    } else if (arguments.empty() && name.back() == '>') {
      name.remove_suffix(1);
    }
  }
  return {name, arguments};
}

Expanded ExpandVariables(std::string_view text, const Variables& defined) {
  Expanded expanded;
  for (size_t start; (start = text.find("${")) != std::string_view::npos;) {
    const size_t end = text.find('}', start);
    if (end == std::string_view::npos) break;
    const std::string name(text.substr(start + 2, end - start - 2));
    expanded.text.append(text.substr(0, start));
    if (const auto found = defined.find(name); found != defined.end()) {
      expanded.text.append(found->second);
    } else if (const char* value = std::getenv(name.c_str()); value != nullptr) {
      expanded.text.append(value);
    } else {
      expanded.text.append(text.substr(start, end + 1 - start));
      if (name.find(':') == std::string::npos) expanded.undefined.push_back(name);
    }
    text.remove_prefix(end + 1);
  }
  expanded.text.append(text);
  return expanded;
}

Error At(const std::string& origin, const std::string& text) {
  return Error{origin.empty() ? text : origin + ": " + text};
}

Result<std::vector<std::string>> FilesOfInclude(const std::string& path) {
  std::vector<std::string> files;
  glob_t matches{};
  const int outcome = glob(path.c_str(), 0, nullptr, &matches);
  const std::vector<std::string> paths(matches.gl_pathv, matches.gl_pathv + matches.gl_pathc);
  globfree(&matches);
  if (outcome != 0 && outcome != GLOB_NOMATCH) return Error{"cannot read below " + path};
  for (const std::string& match : paths) {
    std::error_code ignored;
    if (!fs::is_directory(match, ignored)) {
      files.push_back(match);
      continue;
    }
    const Status collected = CollectFiles(match, files, [](const fs::path&, bool) { return true; });
    if (!collected) return collected.failure();
  }
  return files;
}

Result<std::vector<std::string>> ConfFilesOf(const std::string& directory) {
  std::vector<std::string> files;
  const auto is_conf = [](const fs::path& path, bool is_directory) {
    return !is_directory && path.extension() == ".conf";
  };
  const Status collected = CollectFiles(directory, files, is_conf);
  if (!collected) return collected.failure();
  return files;
}

}  // namespace errwatch
