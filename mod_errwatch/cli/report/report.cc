#include "cli/report/report.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <set>
#include <utility>

#include "base/duration.h"
#include "cli/events/rotated_logs.h"
#include "cli/logs/read_logs.h"
#include "cli/logs/same_file.h"
#include "cli/output/exit_code.h"
#include "cli/output/terminal.h"
#include "cli/report/access_trail.h"
#include "cli/report/compose.h"
#include "cli/report/event_evidence.h"
#include "cli/report/log_evidence.h"
#include "cli/report/mail_message.h"
#include "cli/report/percent_text.h"
#include "cli/report/report_json.h"
#include "cli/report/sendmail.h"
#include "cli/scan/input_options.h"
#include "cli/scan/replay.h"
#include "cli/scan/request_join.h"
#include "cli/scan/zone_shift.h"
#include "cli/server/live_server.h"

namespace errwatch::cli {
namespace {

// All that is read into, and what it becomes.
struct Gathering {
  const ReportOptions& options;
  const RulesInForce& rules;
  const EntryFilter& filter;
  IncidentReport& report;
  IncidentBook book;
  SignFinder signs;
  bool has_answers = false;
  bool has_bodies = false;
  bool complete = true;  // all of everything was read
};

void Stretch(const ReportSource& source, IncidentReport& report) {
  if (source.first_us == kNoTime) return;
  report.first_us = report.first_us == kNoTime ? source.first_us : std::min(report.first_us, source.first_us);
  report.last_us = std::max(report.last_us, source.last_us);
}

void AddTally(const ScanTally& tally, Gathering& gathering) {
  Doubts& doubts = gathering.report.doubts;
  doubts.without_time += tally.without_time;
  doubts.unusable += tally.unusable;
  doubts.filtered += tally.filtered;
  uint64_t telling = 0;
  for (const uint64_t count : tally.categories) telling += count;
  doubts.nobody_named = telling != 0 && tally.with_client == 0;
  doubts.untimed = tally.lines != 0 && tally.first_us > tally.last_us;
  if (tally.first_us > tally.last_us) return;
  IncidentReport& report = gathering.report;
  report.first_us = report.first_us == kNoTime ? tally.first_us : std::min(report.first_us, tally.first_us);
  report.last_us = std::max(report.last_us, tally.last_us);
}

// Whether what is usual was learned from it.
bool IsLongEnough(const ScanTally& tally) {
  return tally.first_us <= tally.last_us && tally.last_us - tally.first_us > store::kLearnTime.count() * 1000;
}

SourceKind KindOf(const LogFile& file) {
  if (file.input.kind == InputKind::kJsonl) return SourceKind::kJsonl;
  return file.input.kind == InputKind::kAccess ? SourceKind::kAccessLog : SourceKind::kErrorLog;
}

void AddSources(const LogsRead& read, IncidentReport& report) {
  report.sources.resize(read.files.size());
  for (std::size_t i = 0; i < read.files.size(); ++i) {
    const LogFile& file = read.files[i];
    ReportSource& source = report.sources[i];
    source.kind = KindOf(file);
    source.path = file.path;
    source.lines = file.lines;
    source.entries = file.entries;
    const bool says_why = file.error.empty() && source.kind != SourceKind::kJsonl;
    source.trouble = says_why ? WhyOtherLog(file) : file.error;
    Stretch(source, report);
  }
}

bool LooksForAnomalies(const Gathering& gathering) {
  return gathering.options.anomalies || gathering.rules.settings.anomalies.value;
}

// Access logs are judged beside others; alone they follow whom the server's records name.
Status ReadJudgedLogs(Gathering& gathering) {
  const ReportOptions& options = gathering.options;
  IncidentReport& report = gathering.report;
  if (options.files.empty()) return Ok();
  Result<std::unique_ptr<Replay>> made = Replay::Make(gathering.rules);
  if (!made) return made.failure();
  Result<InputForm> input = JudgedInputOf(options.input, gathering.rules);
  if (!input) return input.failure();
  Replay& replay = *made.value();
  if (options.input.kind != InputKind::kJsonl) replay.LimitsNeedTimes();
  report.anomalies_watched = LooksForAnomalies(gathering);
  if (report.anomalies_watched) replay.WatchKinds();
  LogsToRead logs;
  logs.plan.rules = gathering.rules.rules.get();
  logs.plan.filter = &gathering.filter;
  logs.plan.input = std::move(input).value();
  logs.plan.access_logs = options.access_logs;
  logs.plan.responses = ResponsesJudgedBy(gathering.rules.settings);
  logs.plan.now_us = report.now_us;
  logs.plan.bounds = options.bounds;
  logs.plan.every_entry = report.anomalies_watched;
  std::vector<std::string> all = options.files;
  all.insert(all.end(), options.access_logs.begin(), options.access_logs.end());
  logs.files = NameOnce(all).files;
  logs.threads = options.threads;
  logs.show_progress = !options.quiet;
  report.sources.resize(logs.files.size());
  LogEvidence evidence(replay, gathering.book, gathering.signs, report);
  // What these say of success is told when their clients are followed.
  for (std::size_t i = 0; i < logs.files.size(); ++i) {
    if (std::ranges::find(options.access_logs, logs.files[i]) != options.access_logs.end())
      evidence.LeaveSignsOf(i);
  }
  const JoinedLogs joined =
      ReadJoined(std::move(logs), [&evidence](const ScanRecord& record, std::size_t file, uint64_t line) {
        evidence.Add(record, file, line);
      });
  const LogsRead& read = joined.read;
  if (joined.other_zone)
    report.doubts.others.push_back(
        FilledText(report.language, Say::kOtherZone, {ZoneSetting(*joined.other_zone)}));
  evidence.Finish();
  AddSources(read, report);
  AddTally(read.tally, gathering);
  report.doubts.allowed += replay.allowed();
  report.doubts.too_short_for_usual = report.anomalies_watched && !IsLongEnough(read.tally);
  gathering.has_answers = gathering.has_answers || evidence.has_answers();
  gathering.has_bodies = gathering.has_bodies || evidence.has_bodies();
  gathering.complete = gathering.complete && read.complete() && (read.any_usable() || read.tally.lines == 0);
  read.Complain();
  return Ok();
}

Status ReadRecords(Gathering& gathering) {
  const ReportOptions& options = gathering.options;
  EventEvidence evidence(gathering.book, gathering.signs, gathering.report, gathering.filter,
                         options.files.empty(), !options.access_logs.empty());
  if (!evidence.ReadEventLogs(options.events, options.bounds)) gathering.complete = false;
  LiveOptions live;
  live.state = options.state;
  live.config = options.config;
  if (Status read = evidence.ReadState(live); !read) return read;
  for (const ReportSource& source : gathering.report.sources) Stretch(source, gathering.report);
  return Ok();
}

// Below the directory, as URLs name it; a log of errors has the files' own names.
std::set<std::string> AskedFor(const IncidentReport& report, const std::vector<std::string>& docroots) {
  std::set<std::string> paths = report.asked_paths;
  const auto add = [&](const std::string& text) {
    std::string path = text.substr(text.find('/') == std::string::npos ? text.size() : text.find('/'));
    path = PercentDecoded(path.substr(0, path.find('?')));
    const auto root = std::ranges::find_if(
        docroots, [&path](const std::string& name) { return path.starts_with(name + "/"); });
    if (root != docroots.end()) path.erase(0, root->size());
    if (!path.empty()) paths.insert(std::move(path));
  };
  for (const Incident& incident : report.incidents) {
    for (const auto& [target, count] : incident.sum.targets.counts()) add(target);
    for (const Sign& sign : incident.sum.signs) add(sign.request.request);
  }
  return paths;
}

Status LookAtDisk(Gathering& gathering) {
  IncidentReport& report = gathering.report;
  std::string directory = gathering.options.docroot;
  report.doubts.no_disk = directory.empty();
  if (directory.empty()) return Ok();
  while (directory.size() > 1 && directory.ends_with('/')) directory.pop_back();
  report.docroot = directory;
  if (report.BeganUs() == kNoTime) return Ok();
  // httpd writes the name that its configuration has.
  const std::string real = WithoutLinks(directory);
  Result<ChangedFiles> changed =
      FindChangedFiles(real, report.BeganUs(), AskedFor(report, {directory, real}));
  if (!changed) return changed.failure();
  report.changed = std::move(changed).value();
  if (real != directory) report.changed->named = directory;
  if (report.changed->unread != 0) gathering.complete = false;
  return Ok();
}

void Conclude(Gathering& gathering) {
  IncidentReport& report = gathering.report;
  report.incidents = gathering.book.Take(gathering.rules.limits, report.minor);
  report.anomalies = EachOnce(std::move(report.anomalies));
  report.doubts.left_out_clients = gathering.book.left_out();
  report.doubts.no_answers = !gathering.has_answers;
  const bool recorded =
      std::any_of(report.sources.begin(), report.sources.end(), [](const ReportSource& source) {
        return source.kind == SourceKind::kEventLog || source.kind == SourceKind::kState;
      });
  report.doubts.not_recorded = !recorded;
}

Status FollowClients(Gathering& gathering) {
  const ReportOptions& options = gathering.options;
  IncidentReport& report = gathering.report;
  if (options.access_logs.empty()) return Ok();
  const Result<InputForm> input =
      InputFormOf({InputKind::kAccess, options.input.log_format}, gathering.rules);
  if (!input) return input.failure();
  const std::size_t begin = report.sources.size();
  AccessTrail trail(report, gathering.signs, gathering.filter);
  if (!trail.Read(options.access_logs, input.value(), options.bounds)) gathering.complete = false;
  trail.Finish();
  for (std::size_t i = begin; i < report.sources.size(); ++i) {
    Stretch(report.sources[i], report);
    if (report.sources[i].lines == 0) continue;
    report.doubts.no_answers = false;
    report.doubts.no_bodies = !gathering.has_bodies;
  }
  return Ok();
}

std::string Rendered(const IncidentReport& report, const std::string& format, std::size_t most, bool colour) {
  if (format == "json") return ReportJson(report);
  const Document document = Compose(report, most);
  if (format == "markdown") return DocumentMarkdown(document);
  if (format == "html") return DocumentHtml(document);
  return DocumentText(document, colour);
}

// Nothing to tell: nothing was found, and nothing hides what there may be.
bool IsSilent(const Gathering& gathering) {
  const IncidentReport& report = gathering.report;
  return report.incidents.empty() && report.anomalies.empty() && gathering.complete &&
         !gathering.options.mail_always;
}

std::string SubjectOf(const IncidentReport& report) {
  if (!report.incidents.empty())
    return FilledText(report.language, Say::kMailSubject,
                      {std::to_string(report.incidents.size()), std::to_string(report.Signs())});
  if (!report.anomalies.empty())
    return FilledText(report.language, Say::kMailSubjectAnomalies, {std::to_string(report.anomalies.size())});
  return std::string(Text(report.language, Say::kMailSubjectNone));
}

int Mail(const Gathering& gathering) {
  const ReportOptions& options = gathering.options;
  const IncidentReport& report = gathering.report;
  if (IsSilent(gathering)) return kExitDone;
  const Document document = Compose(report, options.most.value_or(kIncidentsShown));
  ReportMail mail;
  mail.to = options.mail;
  mail.subject = SubjectOf(report);
  mail.text = DocumentText(document, false);
  mail.page = DocumentHtml(document);
  const Status sent = SendMail(options.sendmail, MailMessage(mail));
  if (!sent) Complain(sent.error());
  return sent && gathering.complete ? kExitDone : kExitNothing;
}

int Report(const ReportOptions& options, const RulesInForce& rules, const EntryFilter& filter, int64_t gap_us,
           int64_t now_us) {
  IncidentReport report;
  report.rules = &rules;
  report.now_us = now_us;
  report.language = LanguageOfTag(options.language).value_or(Language::kEnglish);
  if (options.anonymize) report.anonymizer = std::make_unique<Anonymizer>(rules.settings.prefix.value);
  Gathering gathering{options, rules, filter, report, IncidentBook(gap_us), SignFinder()};
  for (const auto step : {ReadJudgedLogs, ReadRecords}) {
    if (const Status done = step(gathering); !done) return EndWith(kExitNothing, done.error());
  }
  Conclude(gathering);
  for (const auto step : {FollowClients, LookAtDisk}) {
    if (const Status done = step(gathering); !done) return EndWith(kExitNothing, done.error());
  }
  report.time = LocalTime::Of(report.last_us == kNoTime ? now_us : report.last_us);
  if (!options.mail.empty()) return Mail(gathering);
  const std::string text =
      Rendered(report, options.format, options.most.value_or(kIncidentsShown), ColourOn(STDOUT_FILENO));
  std::fwrite(text.data(), 1, text.size(), stdout);
  return gathering.complete ? kExitDone : kExitNothing;
}

// What the running server has: its memory, and its event logs as far as they are files.
Status UseRunningServer(ReportOptions& options) {
  LiveOptions live;
  live.config = options.config;
  const Result<std::unique_ptr<LiveServer>> server = LiveServer::Attach(live);
  if (!server)
    return Error{"no FILE, --events or --state is named, and no running server was found: " + server.error()};
  options.state = server.value()->path();
  options.events = WithRotated(server.value()->EventFiles());
  return Ok{};
}

}  // namespace

int RunReport(ReportOptions options) {
  const Result<Milliseconds> gap = ParseDuration(options.gap);
  if (!gap) return EndWith(kExitUsage, "--gap: " + gap.error());
  const bool names_source = !options.files.empty() || !options.events.empty() || !options.state.empty();
  if (const Status found = names_source ? Status(Ok{}) : UseRunningServer(options); !found)
    return EndWith(kExitUsage, found.error());
  const Result<RulesInForce> rules = LoadRules(options.config, options.vhost);
  if (!rules) return EndWith(kExitNothing, rules.error());
  const int64_t now_us = NowMicros();
  const Result<EntryFilter> filter = EntryFilter::Make(options.filter, now_us);
  if (!filter) return EndWith(kExitUsage, filter.error());
  return Report(options, rules.value(), filter.value(), gap.value().count() * 1000, now_us);
}

}  // namespace errwatch::cli
