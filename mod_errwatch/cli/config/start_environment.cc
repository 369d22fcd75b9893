#include "cli/config/start_environment.h"

#include <algorithm>
#include <cstdlib>

#include "config/text_file.h"

namespace errwatch::cli {
namespace {

bool IsName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

void TakeOut(std::string& text, std::string_view part) {
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part))
    text.erase(at, part.size());
}

}  // namespace

std::vector<std::pair<std::string, std::string>> AssignmentsOf(std::string_view envvars) {
  constexpr std::string_view kExport = "export ";
  std::vector<std::pair<std::string, std::string>> found;
  while (!envvars.empty()) {
    const std::size_t end = std::min(envvars.find('\n'), envvars.size());
    std::string_view line = envvars.substr(0, end);
    envvars.remove_prefix(std::min(end + 1, envvars.size()));
    const std::size_t equals = line.find('=');
    if (!line.starts_with(kExport) || equals == std::string_view::npos) continue;
    const std::string_view name = line.substr(kExport.size(), equals - kExport.size());
    std::string value(line.substr(equals + 1));
    TakeOut(value, "${SUFFIX}");
    TakeOut(value, "$SUFFIX");
    if (value.size() > 1 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front())
      value = value.substr(1, value.size() - 2);
    if (IsName(name) && value.find_first_of("$`\"'\\ \t") == std::string::npos)
      found.emplace_back(name, value);
  }
  return found;
}

void TakeOverEnvironment(const std::string& config) {
  const std::string directory(DirectoryOf(config));
  const Result<std::string> envvars = ReadTextFile(directory.empty() ? "envvars" : directory + "/envvars");
  if (!envvars) return;
  for (const auto& [name, value] : AssignmentsOf(envvars.value())) ::setenv(name.c_str(), value.c_str(), 0);
}

}  // namespace errwatch::cli
