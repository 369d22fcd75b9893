#include "cli/scan.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <thread>

#include "cli/block_pool.h"
#include "cli/exit_code.h"
#include "cli/log_streams.h"
#include "cli/replay.h"
#include "cli/scan_report.h"
#include "cli/terminal.h"

namespace errwatch::cli {
namespace {

// A line on a terminal's standard error that is written over.
class ProgressBar {
 public:
  explicit ProgressBar(bool wanted) : on_(wanted && ::isatty(STDERR_FILENO) == 1) {}
  ~ProgressBar() {
    if (shown_) std::fputs("\r\x1b[K", stderr);
  }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void Update(uint64_t read, uint64_t total, uint64_t lines) {
    constexpr auto kEvery = std::chrono::milliseconds(200);
    const auto now = std::chrono::steady_clock::now();
    if (!on_ || now - last_ < kEvery) return;
    last_ = now;
    shown_ = true;
    if (total == 0) {
      std::fprintf(stderr, "\r\x1b[K%llu lines", static_cast<unsigned long long>(lines));
      return;
    }
    constexpr unsigned kWidth = 40;
    const auto filled = static_cast<unsigned>(std::min<uint64_t>(read * kWidth / total, kWidth));
    const std::string bar = std::string(filled, '#') + std::string(kWidth - filled, '.');
    std::fprintf(stderr, "\r\x1b[K[%s] %llu %%, %llu lines", bar.c_str(),
                 static_cast<unsigned long long>(std::min<uint64_t>(read * 100 / total, 100)),
                 static_cast<unsigned long long>(lines));
  }

 private:
  bool on_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

unsigned ThreadsFor(const ScanOptions& options) {
  const unsigned wanted = options.threads != 0 ? options.threads : std::thread::hardware_concurrency();
  return std::clamp(wanted, 1U, kMostThreads);
}

std::string Render(const ScanReport& report, const ScanOptions& options) {
  constexpr std::size_t kMostOnScreen = 20;
  constexpr std::size_t kMostOnPage = 200;
  if (options.format == "json") return ScanJson(report);
  if (options.format == "jsonl") return ScanJsonLines(report);
  if (options.format == "csv") return ScanCsv(report);
  if (options.format == "markdown") return ScanMarkdown(report, options.most.value_or(kMostOnScreen));
  if (options.format == "html") return ScanHtml(report, options.most.value_or(kMostOnPage));
  return ScanText(report, options.most.value_or(kMostOnScreen), ColourOn(STDOUT_FILENO));
}

// "warn core:info"
std::string LevelsText(const LogLevels& levels) {
  std::string text(LevelName(levels.base));
  for (const auto& [module, level] : levels.modules)
    text += " " + module + ":" + std::string(LevelName(level));
  return text;
}

void ShowUnparsed(const ScanBlock& block, const std::string& path, uint64_t first_line) {
  for (const auto& [line, text] : block.unparsed) {
    std::fprintf(stderr, "%s:%llu: %s\n", Printable(path).c_str(),
                 static_cast<unsigned long long>(first_line + line), Printable(text).c_str());
  }
}

int Scan(const ScanOptions& options, const RulesInForce& rules, const EntryFilter& filter, int64_t now_us) {
  Result<std::unique_ptr<Replay>> made = Replay::Make(rules);
  if (!made) {
    Complain(made.error());
    return kExitNothing;
  }
  Replay& replay = *made.value();
  ScanPlan plan;
  plan.rules = rules.rules.get();
  plan.filter = &filter;
  plan.input = options.input;
  plan.now_us = now_us;
  plan.keep_unparsed = options.unparsed;
  BlockPool pool(plan, ThreadsFor(options));
  LogStreams streams(pool, options.files, plan);
  ScanReport report;
  {
    ProgressBar bar(!options.quiet);
    streams.Run(
        [&](const ScanRecord& record, std::size_t file, uint64_t line) { replay.Add(record, file, line); },
        [&](const ScanBlock& block, std::size_t file, uint64_t first_line) {
          report.tally.Add(block.tally);
          if (options.unparsed) ShowUnparsed(block, streams.files()[file].path, first_line);
          bar.Update(streams.bytes_read(), streams.bytes_total(), report.tally.lines);
        });
  }
  report.rules = &rules;
  report.replay = &replay;
  report.files = streams.files();
  const LogLevels levels = LevelsSeen(report.tally.most_verbose);
  report.coverage = CoverageOf(rules.rules->rules(), levels);
  report.coverage_basis = LevelsText(levels);
  const std::string text = Render(report, options);
  std::fwrite(text.data(), 1, text.size(), stdout);
  for (const LogFile& file : report.files) {
    if (!file.error.empty()) Complain(file.error);
  }
  return report.tally.lines > report.tally.unusable ? kExitDone : kExitNothing;
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

int RunScan(const ScanOptions& options) {
  const Result<RulesInForce> rules = LoadRules(options.config, options.vhost);
  if (!rules) {
    Complain(rules.error());
    return kExitNothing;
  }
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const int64_t now_us = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  const Result<EntryFilter> filter = EntryFilter::Make(options.filter, now_us);
  if (!filter) {
    Complain(filter.error());
    return kExitUsage;
  }
  return Scan(options, rules.value(), filter.value(), now_us);
}

}  // namespace errwatch::cli
