#include "cli/logs/read_logs.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <thread>

#include "cli/logs/block_pool.h"
#include "cli/logs/same_file.h"
#include "cli/output/terminal.h"

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

unsigned ThreadsFor(unsigned wanted) {
  return std::clamp(wanted != 0 ? wanted : std::thread::hardware_concurrency(), 1U, kMostThreads);
}

}  // namespace

void ShowUnparsed(const ScanBlock& block, const std::string& path, uint64_t first_line) {
  for (const auto& [line, text] : block.unparsed) {
    std::fprintf(stderr, "%s:%" PRIu64 ": %s\n", Printable(path).c_str(), first_line + line,
                 Printable(text).c_str());
  }
}

std::string WhyNoLog(const std::vector<LogFile>& files) {
  std::string why = std::string(kNoErrorLog) + std::string(kFormatOfItsOwn);
  for (const LogFile& file : files) {
    if (file.is_access_log) return WhyOtherLog(file);
    if (file.input.kind == InputKind::kAccess) why = "Not judged: no line of the access log could be read.";
  }
  return why;
}

std::string WhyOtherLog(const LogFile& file) {
  if (file.lines == 0 || file.of_httpd != 0) return {};
  if (file.is_access_log)
    return file.path +
           ": no line of an error log of httpd was found in it: it is an access log, which --input "
           "access reads";
  if (file.input.kind == InputKind::kAccess) return file.path + ": none of its lines could be read";
  return file.path + ": no line of an error log of httpd was found in it";
}

void LogsRead::Complain() const {
  for (const LogFile& file : files) {
    if (!file.error.empty()) cli::Complain(file.error);
    const std::string cut = CutLinesNote(file.path, file.cut_lines);
    if (!cut.empty()) cli::Complain(cut);
  }
}

bool LogsRead::complete() const {
  return std::ranges::all_of(files, [](const LogFile& file) { return file.error.empty(); });
}

LogsRead ReadLogs(const LogsToRead& logs, const LogStreams::Visit& visit) {
  ScanPlan plan = logs.plan;
  plan.keep_unparsed = logs.show_unparsed;
  BlockPool pool(plan, ThreadsFor(logs.threads));
  const NamedOnce once = NameOnce(logs.files);
  for (const std::string& note : once.notes) cli::Complain(note);
  LogStreams streams(pool, once.files, plan);
  for (const std::string& note : streams.Copies()) cli::Complain(note);
  if (logs.on_both_logs && streams.joins()) logs.on_both_logs();
  LogsRead result;
  ProgressBar bar(logs.show_progress);
  streams.Run(visit, [&](const ScanBlock& block, std::size_t file, uint64_t first_line) {
    result.tally.Add(block.tally);
    if (logs.show_unparsed) ShowUnparsed(block, streams.files()[file].path, first_line);
    bar.Update(streams.bytes_read(), streams.bytes_total(), result.tally.lines);
  });
  result.files = streams.files();
  return result;
}

}  // namespace errwatch::cli
