// What the reader of a scan should know.
#include <algorithm>

#include "base/time_text.h"
#include "cli/config/log_level.h"
#include "cli/logs/entry_json.h"
#include "cli/logs/read_logs.h"
#include "cli/scan/scan_report.h"
#include "model/unnamed_proxy.h"

namespace errwatch::cli {
namespace {

// In which direction a scan of one errs.
constexpr std::string_view kWhatAnErrorLogLacks =
    "an error log holds no credentials, no successful requests and no log-in forms, which the running server "
    "sees: it may let clients pass that are blocked here, and block others that guess at a form";

constexpr std::string_view kWhatAnAccessLogLacks =
    "an access log holds no bodies of requests, and no headers but those of its format, which the running "
    "server sees: it may let clients pass here that it would block";

constexpr std::string_view kWhatNeitherLogHolds =
    "neither log holds passwords: the very same one, sent again by a program, counts each time here, and "
    "once "
    "in the running server, which may let clients pass that are blocked here";

// What there is evidence of is nobody's.
constexpr std::string_view kNamesNobody =
    "no line names a client, so that nobody is blocked; blocking needs [client %a] in ErrorLogFormat, as "
    "httpd's own format has it, without a list of addresses or a header in its place";

constexpr std::string_view kNamesHosts =
    "no line has the address of a client, so that nobody is blocked; blocking needs %a in LogFormat, which "
    "%h is "
    "not where HostnameLookups asks for names";

// Whether lines of a log of this kind were read.
bool SomeOf(const ScanReport& report, InputKind kind) {
  return std::ranges::any_of(
      report.files, [kind](const LogFile& file) { return file.input.kind == kind && file.of_httpd != 0; });
}

bool NamesNobody(const ScanReport& report) {
  uint64_t telling = 0;
  for (const uint64_t count : report.tally.categories) telling += count;
  return telling != 0 && report.tally.with_client == 0;
}

std::vector<std::string> FaultsOf(const ScanReport& report) {
  std::vector<std::string> faults;
  const bool several = report.files.size() > 1 && report.of_log;
  for (const LogFile& file : report.files) {
    const std::string other = several ? WhyOtherLog(file) : std::string();
    if (!other.empty()) faults.push_back(other);
    if (!file.error.empty()) faults.push_back(file.error);
    if (file.cut_lines != 0) faults.push_back(CutLinesNote(file.path, file.cut_lines));
  }
  return faults;
}

void AddWhatLogsLack(const ScanReport& report, std::vector<std::string>& notes) {
  if (!report.of_log || report.tally.lines == 0) return;
  const bool access = SomeOf(report, InputKind::kAccess);
  if (!access) notes.emplace_back(kWhatAnErrorLogLacks);
  if (access) notes.emplace_back(kWhatAnAccessLogLacks);
  if (access && SomeOf(report, InputKind::kLog)) notes.emplace_back(kWhatNeitherLogHolds);
}

std::vector<std::string> TakeoversOf(const Replay& replay) {
  std::vector<std::string> texts;
  for (const Takeover& takeover : replay.takeovers()) {
    texts.push_back("possible takeover: " + takeover.client.ToString() + " logged in after " +
                    std::to_string(takeover.failures) + " failed attempts at \"" + takeover.name + "\", " +
                    FormatShortTime(takeover.time_us));
  }
  return texts;
}

// `most`: 0 = all.
void AddSome(const std::vector<std::string>& all, std::size_t most, const char* what,
             std::vector<std::string>& notes) {
  const std::size_t shown = most == 0 ? all.size() : std::min(most, all.size());
  notes.insert(notes.end(), all.begin(), all.begin() + static_cast<std::ptrdiff_t>(shown));
  if (shown < all.size())
    notes.push_back(FormatCount(all.size() - shown) + " more " + what + " (--most N, 0 = all)");
}

}  // namespace

Judged HowJudged(const ScanReport& report) {
  const ScanTally& tally = report.tally;
  // Of a log that nothing was written to yet that is true.
  const bool all_read =
      std::ranges::all_of(report.files, [](const LogFile& file) { return file.error.empty(); });
  if (!report.of_log || (tally.lines == 0 && all_read)) return Judged::kYes;
  if (tally.of_httpd == 0) return Judged::kUnreadable;
  const bool none_left = tally.lines <= tally.unusable + tally.filtered;
  return tally.first_us <= tally.last_us || none_left ? Judged::kYes : Judged::kNoTimes;
}

std::string_view WhyNotJudged(Judged judged) {
  switch (judged) {
    case Judged::kNoTimes:
      return "Judged without limits: no line has a time, and limits count within a window of time.";
    case Judged::kUnreadable:
      return kNoErrorLog;
    default:
      return "";
  }
}

std::vector<std::string> ScanNotes(const ScanReport& report, std::size_t most) {
  std::vector<std::string> notes;
  const ScanTally& tally = report.tally;
  const Judged judged = HowJudged(report);
  if (judged != Judged::kYes) notes.emplace_back(WhyNotJudged(judged));
  AddWhatLogsLack(report, notes);
  AddSome(FaultsOf(report), most, "files or parts of files were not read", notes);
  const auto count = [&](uint64_t lines, const char* text) {
    if (lines != 0) notes.push_back(FormatCount(lines) + text);
  };
  count(tally.unusable, " lines were empty or unreadable (--unparsed shows them)");
  count(tally.without_prefix,
        " lines have nothing of an error-log line: words of child processes or continuations (--unparsed "
        "shows them)");
  count(tally.other_form,
        " lines have another form than their log, as a child process writes it: they name no client");
  if (NamesNobody(report))
    notes.emplace_back(SomeOf(report, InputKind::kAccess) ? kNamesHosts : kNamesNobody);
  count(tally.without_time, " lines have no time stamp and were taken with the line before them");
  count(tally.filtered, " lines were left out by filters");
  count(tally.limited, " entries ran into the match limit of a pattern");
  count(report.replay->allowed(), " entries came from clients on the allow list");
  count(tally.same_request,
        " lines tell of a request that counts as another line of it says: that of the other log");
  count(report.not_joined,
        " entries of the error log were not joined to a request of the access log and count beside it: %L in "
        "ErrorLogFormat and LogFormat tells which it is");
  for (const std::string& proxy : report.replay->UnnamedProxies()) notes.push_back(UnnamedProxyAdvice(proxy));
  const store::CountersReader counters = report.replay->segment().counters();
  count(counters.Sum(store::Counter::kOwnAddress),
        " entries came from the server itself (127.0.0.1 or ::1), which is never counted");
  count(counters.Sum(store::Counter::kEvictions),
        " clients were forgotten to make room: raise ErrWatchClients");
  count(counters.Sum(store::Counter::kWidespread),
        " entries were not charged because many clients cause the same one");
  AddSome(TakeoversOf(*report.replay), most, "possible takeovers", notes);
  if (!report.coverage.hidden.empty() && tally.lines != 0) {
    notes.push_back(std::to_string(report.coverage.hidden.size()) + " of " +
                    std::to_string(report.coverage.rules) +
                    " rules could not see their message: the log seems to be written at LogLevel " +
                    report.coverage_basis + "; " + WouldShow(report.coverage));
  }
  return notes;
}

}  // namespace errwatch::cli
