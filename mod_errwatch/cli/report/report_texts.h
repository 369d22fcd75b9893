// Every sentence and heading of an incident report: one list, so that another language is a second column.
// What a category of attack calls for is in advice.h.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace errwatch::cli {

// identifier, text. "{1}" to "{4}" stand for what is filled in: numbers, names, foreign texts.
// clang-format off
#define ERRWATCH_REPORT_TEXTS(X)                                                                                                 \
  X(kTitle, "Incident report")                                                                                                   \
  X(kMadeBy, "errwatch {1}, {2} UTC")                                                                                            \
  X(kSummary, "Summary")                                                                                                         \
  X(kPeriod, "period")                                                                                                           \
  X(kPeriodText, "{1} to {2} UTC ({3})")                                                                                         \
  X(kNoPeriod, "not known: nothing that was read bears a time")                                                                  \
  X(kIncidentCount, "incidents")                                                                                                 \
  X(kClientCount, "clients behind them")                                                                                         \
  X(kEntryCount, "entries behind them")                                                                                          \
  X(kBlockedCount, "clients blocked")                                                                                            \
  X(kBlockedByServer, "{1}, as the server recorded it; entries while they were blocked: {2}")                                    \
  X(kBlockedByLimits, "{1} would have been by the limits of {3}; entries after that: {2}")                                       \
  X(kSuccessCount, "possible successes")                                                                                         \
  X(kNoSuccessText, "none was seen; see what this report cannot know")                                                           \
  X(kSuccessText, "{1}, of which {2} are likely: look at these first")                                                           \
  X(kMinor, "beside them")                                                                                                       \
  X(kMinorText, "{1} clients whose {2} entries alone are no incident: mistyped passwords, dead links, a question or two")        \
  X(kNothingFound, "Nothing was found that is an incident.")                                                                     \
  X(kByCategory, "Incidents by category")                                                                                        \
  X(kTopTargets, "What was asked for most")                                                                                      \
  X(kTopNetworks, "Networks that it came from")                                                                                  \
  X(kOverTime, "Over time")                                                                                                      \
  X(kChartNote, "Entries that are evidence of something, {1} a column, {2} to {3} UTC.")                                         \
  X(kChartByCategory, "Entries by category")                                                                                     \
  X(kChartBlocked, "Entries of clients that were blocked, or would have been")                                                   \
  X(kChartTable, "The same as a table")                                                                                          \
  X(kOtherCategories, "others")                                                                                                  \
  X(kBeforeBlockSeries, "not blocked")                                                                                           \
  X(kAfterBlockSeries, "while blocked")                                                                                          \
  X(kSuccesses, "Possible successes")                                                                                            \
  X(kSuccessesNote, "Each is a reason to look, not a proof. What to do is said with its incident.")                              \
  X(kLikely, "likely")                                                                                                           \
  X(kPossible, "possible")                                                                                                       \
  X(kAnswered, "an attack was answered with {1}")                                                                                \
  X(kFileServed, "a file that is nobody's business was answered with {1}")                                                       \
  X(kShellAnswered, "what is known as a web shell was answered with {1}")                                                        \
  X(kUploadTaken, "a file that was sent here ({2}) was taken, answered with {1}")                                                \
  X(kUploadUsed, "a file that was sent here ({2}) was then asked for, and answered with {1}")                                    \
  X(kLoggedIn, "logged in as {2}; failed attempts before: {1}")                                                                  \
  X(kFormPassed, "a form that was sent {1} times with the same answer was then answered with {2}")                               \
  X(kIncident, "Incident {1}: {2}, {3}")                                                                                         \
  X(kAndOthers, "{1} and {2} others")                                                                                            \
  X(kWhen, "when")                                                                                                               \
  X(kWho, "who")                                                                                                                 \
  X(kWhat, "what")                                                                                                               \
  X(kTechnique, "MITRE ATT&CK")                                                                                                  \
  X(kHowFar, "how far it went")                                                                                                  \
  X(kFarSuccess, "signs that it succeeded: {1}, see below")                                                                      \
  X(kFarAnswered, "answered with a success: {1} requests, none of them with a sign that the attack was one")                     \
  X(kFarRefused, "every answer that is known was a refusal ({1} of {2} are known)")                                              \
  X(kFarUnknown, "not known: the logs do not say how the requests were answered")                                                \
  X(kDone, "what was done")                                                                                                      \
  X(kDoneServer, "blocked at {1} until {2}; entries in that time: {3}")                                                          \
  X(kDoneByLimits, "would have been blocked at {1} until {2}; entries in that time: {3}")                                        \
  X(kDoneNow, "blocked until {1} by the state file; requests denied: {2}")                                                       \
  X(kDoneReported, "over the limit at {1}, reported only")                                                                       \
  X(kDoneNothing, "nothing: no limit was reached")                                                                               \
  X(kDoneNoTimes, "nothing is known: limits need times")                                                                         \
  X(kDoneMore, "blocks more: {1}")                                                                                               \
  X(kSigns, "Signs of success")                                                                                                  \
  X(kTargets, "What was asked for")                                                                                              \
  X(kRules, "What was recognised")                                                                                               \
  X(kEvidence, "Evidence")                                                                                                       \
  X(kEvidenceNote, "The first entry of each rule, and the last one.")                                                            \
  X(kTrail, "In the access log")                                                                                                 \
  X(kTrailText, "{1} requests from {2} to {3} UTC; by status: {4}")                                                              \
  X(kTrailNote, "The first and the last requests, and those that stand out.")                                                    \
  X(kNotInTrail, "None of its requests is in the access logs that were read.")                                                   \
  X(kToDo, "What to do")                                                                                                         \
  X(kAdviceAbove, "As said of incident {1}: {2}.")                                                                               \
  X(kWeakness, "weakness")                                                                                                       \
  X(kClose, "how to close it")                                                                                                   \
  X(kContain, "contain")                                                                                                         \
  X(kInvestigate, "investigate")                                                                                                 \
  X(kFix, "fix")                                                                                                                 \
  X(kTell, "tell")                                                                                                               \
  X(kPrevent, "prevent")                                                                                                         \
  X(kMoreIncidents, "Incidents that are not told one by one: {1} (--most N, 0 = all); all are in --format json.")                \
  X(kChangedFiles, "Files that changed since the attack began")                                                                  \
  X(kChangedSince, "Below {1}, since {2} UTC: the first entry of an incident, less one minute.")                                 \
  X(kChangedNone, "None.")                                                                                                       \
  X(kChangedAsked, "asked for by a hostile client")                                                                              \
  X(kChangedScript, "script or program")                                                                                         \
  X(kChangedLink, "link, not followed")                                                                                          \
  X(kChangedMore, "Changed files that are not listed: {1}.")                                                                     \
  X(kChangedUnread, "Directories and files that could not be read: {1}. Run it as root.")                                        \
  X(kChangedCut, "The search ended after {1} files; what lies behind them was not looked at.")                                   \
  X(kDigestLeftOut, "too large: --docroot hashes {1} bytes in all")                                                              \
  X(kDigestUnread, "could not be read")                                                                                          \
  X(kChangedNoTimes, "Not looked for: no entry of an incident bears a time.")                                                    \
  X(kLookedAt, "What was looked at")                                                                                             \
  X(kErrorLogSource, "error log")                                                                                                \
  X(kJsonlSource, "JSON lines")                                                                                                  \
  X(kAccessLogSource, "access log")                                                                                              \
  X(kEventLogSource, "event log")                                                                                                \
  X(kStateSource, "state file")                                                                                                  \
  X(kRulesFrom, "{1} rules and the limits of {2}")                                                                               \
  X(kCannotKnow, "What this report cannot know")                                                                                 \
  X(kNoAnswers, "An error log does not say how a request was answered: give the access logs (--access-log) to see "              \
    "what succeeded.")                                                                                                           \
  X(kNoBodies, "Access logs hold no bodies: what was posted or uploaded is not seen, only that it was.")                         \
  X(kNoDisk, "Files on disk were not looked at: --docroot lists what changed since the attack began.")                           \
  X(kDiskTimes, "Times of files can be set by whoever may write them, and files outside of the directory that was named "        \
    "were not looked at.")                                                                                                       \
  X(kNotRecorded, "That clients were blocked is worked out from the log by the limits in force, not recorded by the server: "    \
    "give its event log or state file for what it did.")                                                                         \
  X(kUnloggedAttacks, "What left no entry is not in it: an attack that no rule knows, or a log that was changed or removed.")    \
  X(kAddresses, "An address is not a person: it may be a proxy's, a rented or a stolen machine's.")                              \
  X(kWithoutTime, "Lines without a time stamp, taken with the line before them: {1}.")                                           \
  X(kUntimed, "No line has a time: limits, which count within a time, judged nobody, and there is no order of events.")          \
  X(kUnusable, "Lines that could not be read: {1}.")                                                                             \
  X(kFiltered, "Lines left out by --since, --until or --client: {1}.")                                                           \
  X(kAllowedClients, "Entries of clients on the allow list, which are in no incident: {1}.")                                     \
  X(kNobodyNamed, "No line names a client.")                                                                                     \
  X(kLeftOutClients, "Clients beyond those that can be told apart, whose entries are in no incident: {1}.")                      \
  X(kAnonymized, "Anonymized: {1}")                                                                                              \
  X(kAnonymizedWhat, "addresses are client-N, names of users user-N, long random parts of paths and secrets ***, the same "      \
    "each time within this report. There is no way back and no list. Names of hosts, of files and other texts that "             \
    "clients sent are as they were.")                                                                                            \
  X(kColumnCount, "count")                                                                                                       \
  X(kColumnIncidents, "incidents")                                                                                               \
  X(kColumnEntries, "entries")                                                                                                   \
  X(kColumnClients, "clients")                                                                                                   \
  X(kColumnCategory, "category")                                                                                                 \
  X(kColumnMeaning, "what it is")                                                                                                \
  X(kColumnTarget, "target")                                                                                                     \
  X(kColumnNetwork, "network")                                                                                                   \
  X(kColumnTime, "time (UTC)")                                                                                                   \
  X(kColumnClient, "client")                                                                                                     \
  X(kColumnSign, "sign")                                                                                                         \
  X(kColumnHow, "how sure")                                                                                                      \
  X(kColumnRequest, "request")                                                                                                   \
  X(kColumnWhere, "where")                                                                                                       \
  X(kColumnRule, "rule")                                                                                                         \
  X(kColumnSees, "what it sees")                                                                                                 \
  X(kColumnEntry, "entry")                                                                                                       \
  X(kColumnStatus, "status")                                                                                                     \
  X(kColumnBytes, "bytes")                                                                                                       \
  X(kColumnLines, "lines")                                                                                                       \
  X(kColumnKind, "kind")                                                                                                         \
  X(kColumnFile, "file")                                                                                                         \
  X(kColumnFrom, "from (UTC)")                                                                                                   \
  X(kColumnTo, "to (UTC)")                                                                                                       \
  X(kColumnTrouble, "could not be read")                                                                                         \
  X(kColumnOwner, "owner")                                                                                                       \
  X(kColumnMode, "mode")                                                                                                         \
  X(kColumnChanged, "changed (UTC)")                                                                                             \
  X(kColumnNote, "note")                                                                                                         \
  X(kColumnDigest, "SHA-256")                                                                                                    \
  X(kOthers, "{1} others")                                                                                                       \
  X(kMailSubject, "errwatch: {1} incidents, {2} possible successes")                                                             \
  X(kMailSubjectNone, "errwatch: no incidents")
// clang-format on

enum class Say : uint8_t {
#define ERRWATCH_REPORT_ENUM(id, text) id,
  ERRWATCH_REPORT_TEXTS(ERRWATCH_REPORT_ENUM)
#undef ERRWATCH_REPORT_ENUM
};

inline constexpr auto kReportTexts = std::to_array<std::string_view>({
#define ERRWATCH_REPORT_TEXT(id, text) text,
    ERRWATCH_REPORT_TEXTS(ERRWATCH_REPORT_TEXT)
#undef ERRWATCH_REPORT_TEXT
});

constexpr std::string_view Text(Say what) { return kReportTexts[static_cast<std::size_t>(what)]; }

}  // namespace errwatch::cli
