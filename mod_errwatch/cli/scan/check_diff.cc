#include "cli/scan/check_diff.h"

#include <unistd.h>

#include <cstdio>

#include "cli/logs/read_logs.h"
#include "cli/output/exit_code.h"
#include "cli/output/terminal.h"
#include "cli/scan/diff_report.h"
#include "cli/scan/request_join.h"

namespace errwatch::cli {
namespace {

// Both configurations see each line in one pass:
// a log that grows meanwhile, or standard input, is the same for both.
LogsRead Read(const CheckDiffOptions& options, const InputForm& input, DiffSide& before, DiffSide& after) {
  const EntryFilter everything;
  LogsToRead logs;
  logs.plan.rules = before.rules.rules.get();
  if (input.kind != InputKind::kJsonl) {
    before.replay->LimitsNeedTimes();
    after.replay->LimitsNeedTimes();
  }
  logs.plan.other_rules = after.rules.rules.get();
  logs.plan.filter = &everything;
  logs.plan.input = input;
  logs.plan.responses = ResponsesJudgedBy(before.rules.settings);
  logs.plan.other_responses = ResponsesJudgedBy(after.rules.settings);
  logs.plan.now_us = NowMicros();
  logs.plan.bounds = options.bounds;
  logs.files = options.files;
  logs.threads = options.threads;
  logs.show_progress = !options.quiet;
  return ReadJoined(std::move(logs),
                    [&](const ScanRecord& record, std::size_t file, uint64_t line) {
                      before.Add(record, file, line);
                      ScanRecord other = record;
                      other.what = record.other;
                      other.again = record.other_again;
                      after.Add(other, file, line);
                    })
      .read;
}

}  // namespace

int RunCheckDiff(const CheckDiffOptions& options) {
  const Result<std::unique_ptr<DiffSide>> before = DiffSide::Make(options.before, options.vhost);
  const Result<std::unique_ptr<DiffSide>> after = DiffSide::Make(options.after, options.vhost);
  if (!before || !after) return EndWith(kExitNothing, !before ? before.error() : after.error());
  const Result<InputForm> input = JudgedInputOf(options.input, before.value()->rules);
  if (!input) return EndWith(kExitUsage, input.error());
  const LogsRead read = Read(options, input.value(), *before.value(), *after.value());
  const DiffReport report = Compare(*before.value(), *after.value(), read.tally);
  constexpr std::size_t kMostOnScreen = 20;
  const std::string text = options.format == "json" ? DiffJson(report)
                                                    : DiffText(report, options.most.value_or(kMostOnScreen),
                                                               ColourOn(STDOUT_FILENO));
  std::fwrite(text.data(), 1, text.size(), stdout);
  read.Complain();
  if (read.tally.lines == 0) Complain("nothing was compared: no line was read");
  const bool jsonl = input.value().kind == InputKind::kJsonl;
  const bool other_log = !jsonl && read.tally.lines != 0 && read.tally.of_httpd == 0;
  if (other_log) Complain(WhyNoLog(read.files));
  if (jsonl && read.tally.lines != 0 && !read.any_usable()) Complain(std::string(kNoJsonLine));
  return read.any_usable() && read.complete() && !other_log ? kExitDone : kExitNothing;
}

}  // namespace errwatch::cli
