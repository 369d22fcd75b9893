#include "cli/scan/scan_coverage.h"

#include <algorithm>

namespace errwatch::cli {
namespace {

// "warn core:info"
std::string LevelsText(const LogLevels& levels) {
  std::string text(LevelName(levels.base));
  for (const auto& [module, level] : levels.modules)
    text += " " + module + ":" + std::string(LevelName(level));
  return text;
}

}  // namespace

LogLevels LevelsSeen(const std::map<std::string, Level, std::less<>>& most_verbose) {
  // A level that several modules use is the server's, not one module's.
  constexpr std::size_t kSeveral = 4;
  LogLevels levels;
  for (int level = static_cast<int>(Level::kInfo); level < kLevelCount; ++level) {
    const auto users = std::count_if(most_verbose.begin(), most_verbose.end(), [&](const auto& entry) {
      return static_cast<int>(entry.second) >= level;
    });
    if (static_cast<std::size_t>(users) >= kSeveral) levels.base = static_cast<Level>(level);
  }
  for (const auto& [module, level] : most_verbose) {
    if (level > levels.base) levels.modules.emplace(module, level);
  }
  return levels;
}

void JudgeCoverage(ScanReport& report) {
  // Requests have no levels.
  const auto is_requests = [](const LogFile& file) { return file.input.kind == InputKind::kAccess; };
  if (!report.files.empty() && std::ranges::all_of(report.files, is_requests)) return;
  LogLevels levels = LevelsSeen(report.tally.most_verbose);
  levels.loaded = report.rules->log_levels.loaded;
  report.coverage = CoverageOf(report.rules->rules->rules(), levels);
  report.coverage_basis = LevelsText(levels);
}

}  // namespace errwatch::cli
