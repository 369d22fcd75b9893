// What the reader of a scan should know.
#include <algorithm>

#include "base/time_text.h"
#include "cli/config/log_level.h"
#include "cli/logs/entry_json.h"
#include "cli/logs/read_logs.h"
#include "cli/scan/scan_report.h"
#include "cli/scan/zone_shift.h"
#include "model/unnamed_proxy.h"
#include "pages/crowd_view.h"

namespace errwatch::cli {
namespace {

constexpr PhraseTexts kNoErrorLogTexts = {kNoErrorLog,
                                          "判定しませんでした。httpd のエラーログの行が見つかりません。"};
static_assert(IsTranslated(kNoErrorLogTexts));

// In which direction a scan of one errs.
constexpr ScanPhrase kWhatAnErrorLogLacks =
    "an error log holds no credentials, no successful requests and no log-in forms, which the running server "
    "sees: it may let clients pass that are blocked here, and block others that guess at a form";

constexpr ScanPhrase kWhatAnAccessLogLacks =
    "an access log holds no bodies of requests, and no headers but those of its format, which the running "
    "server sees: it may let clients pass here that it would block";

constexpr ScanPhrase kWhatNeitherLogHolds =
    "neither log holds passwords: the very same one, sent again by a program, counts each time here, and "
    "once "
    "in the running server, which may let clients pass that are blocked here";

// What there is evidence of is nobody's.
constexpr ScanPhrase kNamesNobody =
    "no line names a client, so that nobody is blocked; blocking needs [client %a] in ErrorLogFormat, as "
    "httpd's own format has it, without a list of addresses or a header in its place";

constexpr ScanPhrase kOtherZone =
    "the error log, which names no zone, seems to be of another time zone than it was read in: its entries "
    "find their requests in the access log with TZ={0}";

constexpr ScanPhrase kNamesHosts =
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
  if (!access) notes.push_back(Worded(report, kWhatAnErrorLogLacks));
  if (access) notes.push_back(Worded(report, kWhatAnAccessLogLacks));
  if (access && SomeOf(report, InputKind::kLog)) notes.push_back(Worded(report, kWhatNeitherLogHolds));
}

std::vector<std::string> TakeoversOf(const ScanReport& report) {
  std::vector<std::string> texts;
  for (const Takeover& takeover : report.replay->takeovers()) {
    texts.push_back(Worded(
        report,
        takeover.attack
            ? ScanPhrase("possible takeover: {0} logged in after {1} failed attempts at \"{2}\", which many "
                         "clients attack, {3}")
            : ScanPhrase("possible takeover: {0} logged in after {1} failed attempts at \"{2}\", {3}"),
        {takeover.client.ToString(report.replay->prefix()), std::to_string(takeover.failures), takeover.name,
         report.time.WithZone(takeover.time_us)}));
  }
  return texts;
}

// `most`: 0 = all.
void AddSome(const ScanReport& report, const std::vector<std::string>& all, std::size_t most, ScanPhrase more,
             std::vector<std::string>& notes) {
  const std::size_t shown = most == 0 ? all.size() : std::min(most, all.size());
  notes.insert(notes.end(), all.begin(), all.begin() + static_cast<std::ptrdiff_t>(shown));
  if (shown < all.size()) notes.push_back(Worded(report, more, {FormatCount(all.size() - shown)}));
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

std::string WhoIsChargedForAnomalies(const ScanReport& report) {
  const UnderAttack& says = report.rules->settings.under_attack.value;
  if (says.joiners == Joiners::kReport || !report.rules->settings.anomalies.value)
    return Worded(report, "Nobody is charged for these.");
  return Worded(report,
                "ErrWatchUnderAttack {0} is in force for who joins an attack that many share; for the others "
                "nobody is charged.",
                {DirectiveText(says)});
}

bool LooksForAnomaliesInVain(const ScanReport& report) {
  const ScanTally& tally = report.tally;
  const bool some_left = tally.lines > tally.unusable + tally.filtered;
  return report.replay->wants_anomalies() && !report.replay->has_times() && some_left;
}

std::string WhyNotJudged(Judged judged, Language language) {
  switch (judged) {
    case Judged::kNoTimes:
      return std::string(
          ScanPhrase("Judged without limits: no line has a time, and limits count within a window of time.")
              .In(language));
    case Judged::kUnreadable:
      return std::string(In(language, kNoErrorLogTexts));
    default:
      return "";
  }
}

std::vector<std::string> ScanNotes(const ScanReport& report, std::size_t most) {
  std::vector<std::string> notes;
  const ScanTally& tally = report.tally;
  const Judged judged = HowJudged(report);
  if (judged != Judged::kYes) notes.push_back(WhyNotJudged(judged, report.language));
  if (LooksForAnomaliesInVain(report))
    notes.push_back(Worded(report, "Anomalies could not be looked for: no line has a time."));
  AddWhatLogsLack(report, notes);
  AddSome(report, FaultsOf(report), most,
          "{0} more files or parts of files were not read (--most N, 0 = all)", notes);
  const auto count = [&](uint64_t lines, ScanPhrase text) {
    if (lines != 0) notes.push_back(Worded(report, text, {FormatCount(lines)}));
  };
  count(tally.unusable, "{0} lines were empty or unreadable (--unparsed shows them)");
  count(tally.without_prefix,
        "{0} lines have nothing of an error-log line: words of child processes or continuations "
        "(--unparsed shows them)");
  count(tally.other_form,
        "{0} lines have another form than their log, as a child process writes it: they name no "
        "client");
  if (NamesNobody(report))
    notes.push_back(Worded(report, SomeOf(report, InputKind::kAccess) ? kNamesHosts : kNamesNobody));
  count(tally.without_time, "{0} lines have no time stamp and were taken with the line before them");
  count(tally.filtered, "{0} lines were left out by filters");
  count(tally.limited, "{0} entries ran into the match limit of a pattern");
  count(report.replay->allowed(), "{0} entries came from clients on the allow list");
  count(tally.same_request,
        "{0} lines tell of a request that counts as another line of it says: that of the other log");
  count(report.not_joined,
        "{0} entries of the error log were not joined to a request of the access log and count "
        "beside it: %L in ErrorLogFormat and LogFormat tells which it is");
  if (report.other_zone) notes.push_back(Worded(report, kOtherZone, {ZoneSetting(*report.other_zone)}));
  for (const std::string& proxy : report.replay->UnnamedProxies())
    notes.push_back(UnnamedProxyAdvice(proxy, report.language));
  const store::CountersReader counters = report.replay->segment().counters();
  count(counters.Sum(store::Counter::kOwnAddress),
        "{0} entries came from the server itself (127.0.0.1 or ::1), which is never counted");
  count(counters.Sum(store::Counter::kEvictions),
        "{0} clients were forgotten to make room: raise ErrWatchClients");
  count(counters.Sum(store::Counter::kWidespread),
        "{0} entries were not charged because many clients cause the same one");
  AddSome(report, TakeoversOf(report), most, "{0} more possible takeovers (--most N, 0 = all)", notes);
  if (!report.coverage.hidden.empty() && tally.lines != 0) {
    notes.push_back(
        Worded(report,
               "{0} of {1} rules could not see their message: the log seems to be written at LogLevel "
               "{2}; {3}",
               {std::to_string(report.coverage.hidden.size()), std::to_string(report.coverage.rules),
                report.coverage_basis, WouldShow(report.coverage)}));
  }
  return notes;
}

}  // namespace errwatch::cli
