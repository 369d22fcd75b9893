#include "cli/scan/follow.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>

#include "cli/logs/end_signal.h"
#include "cli/logs/file_form.h"
#include "cli/logs/followed_logs.h"
#include "cli/logs/foreign_file.h"
#include "cli/logs/line_source.h"
#include "cli/logs/read_logs.h"
#include "cli/output/exit_code.h"
#include "cli/output/terminal.h"
#include "cli/scan/replay.h"
#include "cli/scan/request_join.h"
#include "cli/scan/scan_coverage.h"
#include "cli/scan/scan_report.h"

namespace errwatch::cli {
namespace {

// Why this file cannot; empty = it can. One that may not be read yet is waited for, as one that is missing.
std::string WhyNotFollowed(const std::string& path, bool there, const ScanPlan& plan) {
  const char* const kNothingWillCome = ", nothing will be added to it; scan it without --follow";
  if (!there || ::access(path.c_str(), R_OK) != 0)
    return IsPackedByName(path) ? "is packed by its name" + std::string(kNothingWillCome) : "";
  const Result<std::unique_ptr<LineSource>> source = LineSource::Open(path);
  // It names the path itself.
  if (!source)
    return source.error().substr(std::min(source.error().size(), path.size() + 2)) + ", without --follow";
  const bool compressed = source.value()->compressed() || path.ends_with(".gz");
  if (compressed) return "is compressed" + std::string(kNothingWillCome);
  std::string beginning;
  return source.value()->Next(beginning) ? FormOfFile(plan.InputOf(path), beginning).error : std::string();
}

// Why these options cannot be followed; empty = they can.
std::string Refusal(const ScanOptions& options, const ScanPlan& plan) {
  if (options.format != "text" && options.format != "jsonl") return "--follow prints text or jsonl only";
  for (const std::string& path : options.files) {
    if (path == "-") return "--follow needs logs by their names, not standard input";
    struct stat status {};
    const bool there = ::stat(path.c_str(), &status) == 0;
    if (there && !S_ISREG(status.st_mode)) return "--follow: " + path + " is no regular file";
    if (const std::string why = WhyNotFollowed(path, there, plan); !why.empty())
      return "--follow: " + path + ": " + why;
  }
  return {};
}

class Follower {
 public:
  Follower(const ScanOptions& options, const RulesInForce& rules, const ScanPlan& plan, Replay& replay)
      : options_(options), plan_(plan), replay_(replay), logs_(options.files, plan) {
    if (plan.input.kind != InputKind::kJsonl) replay.LimitsNeedTimes();
    report_.rules = &rules;
    report_.replay = &replay;
    report_.of_log = plan.input.kind != InputKind::kJsonl;
    report_.files = logs_.files();
    complained_of_.resize(options.files.size());
    if (options.tail) logs_.SkipToEnd();
  }

  void Run() {
    const EndSignal end;
    ChangeWatch watch;
    while (!end.came() && !failed_) {
      ReadAll(end);
      // What came before it was watched has not been told.
      if (end.came() || failed_ || logs_.Watch(watch)) continue;
      switch (watch.Wait(end.descriptor(), STDOUT_FILENO)) {
        case ChangeWatch::Woken::kChange:
          break;
        case ChangeWatch::Woken::kTimeout:
          logs_.WatchAnew(watch);
          break;
        case ChangeWatch::Woken::kEnd:
          if (!end.came()) return;  // nobody reads what is told
          break;
      }
    }
    if (!failed_) ReadAll(end);
  }

  int SumUp() {
    replay_.Finish();
    report_.files = logs_.files();
    report_.not_joined = join_.alone();
    if (judge_) report_.tally.Add(judge_->correction());
    report_.tally.Remove(join_.elsewhere(), *report_.rules->rules);
    JudgeCoverage(report_);
    if (options_.format == "jsonl") {
      WriteScanJsonLinesAtEnd(report_, [&](std::string_view text) { Write(text); });
    } else {
      if (blocks_told_ != 0) unwritten_ += '\n';
      unwritten_ += ScanText(report_, options_.most.value_or(kMostOnScreen), ColourOn(STDOUT_FILENO));
    }
    while (!unwritten_.empty() && !failed_) Flush();
    if (failed_) Complain(std::string("cannot write the result: ") + std::strerror(why_failed_));
    return failed_ ? kExitNothing : kExitDone;
  }

 private:
  // What was written just before the signal counts, but who is far behind does not catch up first.
  static constexpr int kMostBlocksAfterEnd = 64;

  void ReadAll(const EndSignal& end) {
    logs_.Read(
        [&](const ScanRecord& record, std::size_t file, uint64_t line) {
          if (!judge_ && HoldBothLogs(logs_.files())) join_.JudgeBy(judge_.emplace(plan_));
          judge_ ? join_.Add(record, file, line, add_) : add_(record, file, line);
        },
        [&](const ScanBlock& block, std::size_t file, uint64_t first_line) {
          report_.tally.Add(block.tally);
          if (options_.unparsed) ShowUnparsed(block, options_.files[file], first_line);
        },
        [&] {
          if (options_.format == "jsonl") TellFindings();
          Flush();
          return failed_ || (end.came() && blocks_after_end_++ >= kMostBlocksAfterEnd);
        });
    join_.Flush(add_);  // nobody waits for what may never come
    for (std::size_t i = 0; i < complained_of_.size(); ++i) {
      const std::string& error = logs_.files()[i].error;
      if (error != complained_of_[i] && !error.empty()) Complain(error + ": waiting for it");
      complained_of_[i] = error;
    }
  }

  void TellBlocks() {
    const std::vector<BlockEvent>& blocks = replay_.blocks();
    blocks_told_ = std::min(blocks_told_, blocks.size());  // some may have been taken back
    for (; blocks_told_ < blocks.size(); ++blocks_told_) {
      const BlockEvent& block = blocks[blocks_told_];
      unwritten_ += options_.format == "jsonl" ? JsonLine(report_, block) : TextLine(report_, block);
    }
  }

  // Each time that one happens again.
  void TellFindings() {
    const std::vector<ServerFinding>& findings = replay_.findings();
    findings_told_.resize(findings.size());
    for (std::size_t i = 0; i < findings.size(); ++i) {
      if (findings[i].times != findings_told_[i]) unwritten_ += JsonLine(findings[i]);
      findings_told_[i] = findings[i].times;
    }
  }

  // Of much text, so that it need not be kept.
  void Write(std::string_view text) {
    constexpr std::size_t kEnough = 64U << 10;
    unwritten_ += text;
    while (unwritten_.size() >= kEnough && !failed_) Flush();
  }

  // A reader at the other end of a pipe gets whole lines, at once. What a signal interrupts is kept.
  void Flush() {
    while (!unwritten_.empty()) {
      const ssize_t written = ::write(STDOUT_FILENO, unwritten_.data(), unwritten_.size());
      if (written < 0) {
        why_failed_ = errno;
        failed_ = errno != EINTR;
        return;
      }
      unwritten_.erase(0, static_cast<std::size_t>(written));
    }
  }

  const ScanOptions& options_;
  const ScanPlan& plan_;
  Replay& replay_;
  FollowedLogs logs_;
  RequestJoin join_;
  std::optional<JoinedJudge> judge_;  // where there are error and access logs
  const RequestJoin::Emit add_ = [this](const ScanRecord& record, std::size_t file, uint64_t line) {
    replay_.Add(record, file, line);
    TellBlocks();
  };
  ScanReport report_;
  std::size_t blocks_told_ = 0;
  std::vector<uint64_t> findings_told_;  // how often each had happened
  std::vector<std::string> complained_of_;
  int blocks_after_end_ = 0;
  std::string unwritten_;
  bool failed_ = false;  // standard output cannot be written
  int why_failed_ = 0;
};

}  // namespace

int RunFollow(const ScanOptions& options, const RulesInForce& rules, const ScanPlan& plan) {
  if (const std::string refusal = Refusal(options, plan); !refusal.empty())
    return EndWith(kExitUsage, refusal);
  Result<std::unique_ptr<Replay>> replay = Replay::Make(rules);
  if (!replay) return EndWith(kExitNothing, replay.error());
  Follower follower(options, rules, plan, *replay.value());
  follower.Run();
  return follower.SumUp();
}

}  // namespace errwatch::cli
