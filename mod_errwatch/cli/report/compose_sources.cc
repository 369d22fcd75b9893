// What was looked at, what changed on disk, and what the report cannot know.
#include <algorithm>
#include <array>

#include "base/time_text.h"
#include "cli/report/compose.h"

namespace errwatch::cli {
namespace {

std::string ModeText(uint32_t mode) {
  std::array<char, 5> text;
  for (std::size_t i = 0; i < 4; ++i) text[i] = static_cast<char>('0' + (mode >> (9 - 3 * i) & 7U));
  return {text.data(), 4};
}

Line NoteOf(const IncidentReport& report, const ChangedFile& file) {
  Line note;
  const auto add = [&note, &report](Say what) {
    if (!note.empty()) note.push_back(Own(Text(report.language, Say::kListBreak)));
    note.push_back(Own(Text(report.language, what)));
  };
  if (file.runs) add(Say::kChangedScript);
  if (file.asked_for) add(Say::kChangedAsked);
  if (file.is_link) {
    add(Say::kChangedLink);
    note.push_back(Own(": "));
    note.push_back(Foreign(report.Foreign(file.target)));
  }
  return note;
}

Line DigestOf(Language language, const ChangedFiles& changed, const ChangedFile& file) {
  if (!file.digest.empty() || file.is_link) return Plain(file.digest);
  if (file.unread) return Plain(language, Say::kDigestUnread);
  return Filled(language, Say::kDigestLeftOut, {Own(FormatCount(changed.digest_bytes))});
}

void AppendSourceTable(const IncidentReport& report, Document& document) {
  DocumentTable table;
  table.columns = {Titled(report.language, Say::kColumnKind),
                   Titled(report.language, Say::kColumnFile),
                   Titled(report.language, Say::kColumnLines, Table::Align::kRight),
                   Titled(report.language, Say::kColumnEntries, Table::Align::kRight),
                   TimeColumn(report, Say::kColumnFrom),
                   TimeColumn(report, Say::kColumnTo),
                   Titled(report.language, Say::kColumnTrouble)};
  for (const ReportSource& source : report.sources) {
    table.rows.push_back({Plain(SourceName(report.language, source.kind)),
                          {Foreign(source.path)},
                          Plain(FormatCount(source.lines)),
                          Plain(FormatCount(source.entries)),
                          Plain(report.time.Short(source.first_us)),
                          Plain(report.time.Short(source.last_us)),
                          ForeignLine(source.trouble)});
  }
  document.AddTable(std::move(table));
}

}  // namespace

void ComposeChangedFiles(const IncidentReport& report, std::size_t most, Document& document) {
  if (report.docroot.empty()) return;
  document.Heading(Say::kChangedFiles);
  if (!report.changed) return document.Paragraph(Plain(report.language, Say::kChangedNoTimes));
  const ChangedFiles& changed = *report.changed;
  document.Paragraph(Filled(report.language, Say::kChangedSince,
                            {Foreign(changed.directory), Own(report.time.WithZone(changed.since_us))}));
  if (!changed.named.empty())
    document.Paragraph(Filled(report.language, Say::kChangedLinkedRoot,
                              {Foreign(changed.named), Foreign(changed.directory)}));
  if (changed.files.empty()) document.Paragraph(Plain(report.language, Say::kChangedNone));
  DocumentTable table;
  table.columns = {Titled(report.language, Say::kColumnFile),
                   Titled(report.language, Say::kColumnNote),
                   TimeColumn(report, Say::kColumnChanged),
                   Titled(report.language, Say::kColumnBytes, Table::Align::kRight),
                   Titled(report.language, Say::kColumnOwner),
                   Titled(report.language, Say::kColumnMode),
                   Titled(report.language, Say::kColumnDigest)};
  for (const ChangedFile& file : changed.files) {
    if (most != 0 && table.rows.size() == most) break;
    table.rows.push_back({{Foreign(report.Foreign(file.path))},
                          NoteOf(report, file),
                          Plain(report.time.Short(file.changed_us)),
                          Plain(FormatCount(file.bytes)),
                          {Foreign(report.anonymizer ? report.User(file.owner) : file.owner)},
                          Plain(ModeText(file.mode)),
                          DigestOf(report.language, changed, file)});
  }
  const std::size_t shown = table.rows.size();
  document.AddTable(std::move(table));
  std::vector<Line> notes;
  if (changed.changed > shown)
    notes.push_back(Filled(report.language, Say::kChangedMore,
                           {Own(FormatCount(changed.changed - shown)), Own(FormatCount(shown))}));
  if (changed.unread != 0)
    notes.push_back(Filled(report.language, Say::kChangedUnread, {Own(FormatCount(changed.unread))}));
  if (changed.cut)
    notes.push_back(Filled(report.language, Say::kChangedCut, {Own(FormatCount(changed.looked_at))}));
  document.Bullets(std::move(notes));
}

std::vector<Line> DoubtsOf(const IncidentReport& report, Language language) {
  const Doubts& doubts = report.doubts;
  std::vector<Line> lines;
  const auto count = [&lines, language](uint64_t number, Say what) {
    if (number != 0) lines.push_back(Filled(language, what, {Own(FormatCount(number))}));
  };
  const auto say = [&lines, language](bool so, Say what) {
    if (so) lines.push_back(Plain(language, what));
  };
  say(doubts.untimed, Say::kUntimed);
  say(doubts.nobody_named, Say::kNobodyNamed);
  say(doubts.no_answers, Say::kNoAnswers);
  say(doubts.no_bodies, Say::kNoBodies);
  say(doubts.not_recorded, Say::kNotRecorded);
  say(doubts.too_short_for_usual, Say::kTooShortForUsual);
  say(doubts.no_disk, Say::kNoDisk);
  say(!doubts.no_disk, Say::kDiskTimes);
  count(doubts.unusable, Say::kUnusable);
  if (!doubts.untimed) count(doubts.without_time, Say::kWithoutTime);
  count(doubts.filtered, Say::kFiltered);
  count(doubts.allowed, Say::kAllowedClients);
  count(doubts.left_out_clients, Say::kLeftOutClients);
  for (const std::string& other : doubts.others) lines.push_back(Plain(report.Foreign(other)));
  say(true, Say::kUnloggedAttacks);
  say(true, Say::kAddresses);
  return lines;
}

void ComposeSources(const IncidentReport& report, Document& document) {
  document.Heading(Say::kLookedAt);
  AppendSourceTable(report, document);
  document.Paragraph(
      Filled(report.language, Say::kRulesFrom,
             {Own(FormatCount(report.rules->rules->rules().size())), Foreign(report.rules->path)}));
  if (report.anonymizer)
    document.Paragraph(
        Filled(report.language, Say::kAnonymized, {Own(Text(report.language, Say::kAnonymizedWhat))}));
  document.Heading(Say::kCannotKnow);
  document.Bullets(DoubtsOf(report, report.language));
}

}  // namespace errwatch::cli
