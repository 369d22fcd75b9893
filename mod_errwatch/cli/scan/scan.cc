#include "cli/scan/scan.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <utility>

#include "cli/logs/read_logs.h"
#include "cli/logs/same_file.h"
#include "cli/output/exit_code.h"
#include "cli/output/terminal.h"
#include "cli/scan/follow.h"
#include "cli/scan/replay.h"
#include "cli/scan/request_join.h"
#include "cli/scan/scan_coverage.h"
#include "cli/scan/scan_report.h"
#include "cli/scan/unusual_requests.h"
#include "config/retired_rules.h"

namespace errwatch::cli {
namespace {

void Write(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void Render(ScanReport& report, const ScanOptions& options) {
  constexpr std::size_t kMostOnPage = 200;
  const std::size_t most = options.most.value_or(options.format == "html" ? kMostOnPage : kMostOnScreen);
  if (options.format == "json") return WriteScanJson(report, Write);
  if (options.format == "jsonl") return WriteScanJsonLines(report, Write);
  if (options.format == "csv") return WriteScanCsv(report, Write);
  // Of the forms for people alone.
  report.language = LanguageOfTag(options.language).value_or(Language::kEnglish);
  if (options.format == "markdown") return Write(ScanMarkdown(report, most));
  if (options.format == "html") return Write(ScanHtml(report, most));
  Write(ScanText(report, most, ColourOn(STDOUT_FILENO)));
}

// A log of last week and --since 2h: that nothing came of it says nothing about the log.
bool IsOutOfTime(const FilterOptions& filter, const ScanTally& tally) {
  return (!filter.since.empty() || !filter.until.empty()) && tally.filtered != 0 &&
         tally.filtered >= tally.lines - tally.unusable;
}

int Scan(const ScanOptions& options, const RulesInForce& rules, const std::optional<SiteModel>& model,
         const ScanPlan& plan) {
  Result<std::unique_ptr<Replay>> made = Replay::Make(rules);
  if (!made) return EndWith(kExitNothing, made.error());
  Replay& replay = *made.value();
  if (plan.input.kind != InputKind::kJsonl) replay.LimitsNeedTimes();
  if (options.anomalies) replay.WatchKinds();
  std::optional<UnusualRequests> unusual;
  if (model) unusual.emplace(*model);
  LogsToRead logs;
  logs.plan = plan;
  logs.files = options.files;
  logs.threads = options.threads;
  logs.show_unparsed = options.unparsed;
  logs.show_progress = !options.quiet;
  const JoinedLogs joined =
      ReadJoined(std::move(logs), [&](const ScanRecord& record, std::size_t file, uint64_t line) {
        if (unusual) unusual->Add(record, file, line);
        replay.Add(record, file, line);
      });
  replay.Finish();
  const LogsRead& read = joined.read;
  ScanReport report;
  report.tally = read.tally;
  report.files = read.files;
  report.rules = &rules;
  if (unusual) unusual->MoveTo(report);
  report.time = LocalTime::Of(read.tally.first_us <= read.tally.last_us ? read.tally.last_us : plan.now_us);
  report.replay = &replay;
  report.not_joined = joined.not_joined;
  report.other_zone = joined.other_zone;
  report.of_log = plan.input.kind != InputKind::kJsonl;
  JudgeCoverage(report);
  // Of nothing there is no report.
  const bool nothing_opened = std::ranges::all_of(
      read.files, [](const LogFile& file) { return !file.error.empty() && file.lines == 0; });
  if (nothing_opened || read.tally.lines == 0) {
    read.Complain();
    if (!nothing_opened) Complain("nothing was scanned: no line was read");
    return kExitNothing;
  }
  if (IsOutOfTime(options.filter, read.tally)) {
    read.Complain();
    return EndWith(kExitNothing, "nothing was scanned: --since and --until leave out every entry");
  }
  Render(report, options);
  read.Complain();
  const bool compared = !model || report.compared != 0;
  if (!compared) Complain("--model: " + std::string(kNothingToCompare));
  const bool unreadable = HowJudged(report) == Judged::kUnreadable;
  if (unreadable && read.tally.lines != 0) Complain(WhyNoLog(read.files));
  const bool no_json = plan.input.kind == InputKind::kJsonl && read.tally.lines != 0 && !read.any_usable();
  if (no_json) Complain(std::string(kNoJsonLine));
  return read.any_usable() && read.complete() && !unreadable && compared ? kExitDone : kExitNothing;
}

// Of a rule that is not there nothing would be found; empty = all are.
std::string WhyNoSuchRule(const FilterOptions& filter, const RulesInForce& rules) {
  for (const uint32_t id : filter.rules) {
    if (rules.rules->Find(id) != nullptr) continue;
    const RetiredRule* retired = FindRetired(id);
    return "--rule: " +
           (retired != nullptr ? RetiredText(*retired) : "there is no rule " + std::to_string(id));
  }
  return {};
}

}  // namespace

int RunScan(const ScanOptions& options) {
  const Result<RulesInForce> rules = LoadRules(options.config, options.vhost);
  if (!rules) return EndWith(kExitNothing, rules.error());
  const int64_t now_us = NowMicros();
  const Result<EntryFilter> filter = EntryFilter::Make(options.filter, now_us);
  if (!filter) return EndWith(kExitUsage, filter.error());
  if (const std::string why = WhyNoSuchRule(options.filter, rules.value()); !why.empty())
    return EndWith(kExitUsage, why);
  const Result<InputForm> input = JudgedInputOf(options.input, rules.value());
  if (!input) return EndWith(kExitUsage, input.error());
  ScanOptions all = options;
  all.files.insert(all.files.end(), options.access_logs.begin(), options.access_logs.end());
  ScanPlan plan;
  plan.rules = rules.value().rules.get();
  plan.filter = &filter.value();
  plan.input = input.value();
  plan.access_logs = options.access_logs;
  plan.responses = ResponsesJudgedBy(rules.value().settings);
  plan.now_us = now_us;
  plan.keep_unparsed = options.unparsed;
  plan.bounds = options.bounds;
  plan.every_entry = options.anomalies;
  const Result<std::optional<SiteModel>> model = SiteModel::ReadIfNamed(options.model);
  if (!model) return EndWith(kExitNothing, model.error());
  if (!options.follow) return Scan(all, rules.value(), model.value(), plan);
  NamedOnce once = NameOnce(all.files);
  for (const std::string& note : once.notes) Complain(note);
  all.files = std::move(once.files);
  return RunFollow(all, rules.value(), plan);
}

}  // namespace errwatch::cli
