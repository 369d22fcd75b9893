// The comparison for people.
#include "base/time_text.h"
#include "cli/logs/entry_json.h"
#include "cli/output/local_time.h"
#include "cli/output/table.h"
#include "cli/output/terminal.h"
#include "cli/scan/diff_report.h"

namespace errwatch::cli {
namespace {

using Align = Table::Align;

std::string Span(int64_t us) { return FormatSpan(Milliseconds(us / 1000)); }

std::string Change(uint64_t before, uint64_t after) {
  if (before == after) return "";
  return before < after ? "+" + FormatCount(after - before) : "-" + FormatCount(before - after);
}

std::string Arrow(const std::string& before, const std::string& after) {
  return before == after ? before : before + " -> " + after;
}

std::string RuleName(const Rule* rule) { return rule == nullptr ? "" : Printable(rule->name, 80); }

// A part of the report; nothing without rows.
class Section {
 public:
  Section(std::string title, std::string note, std::vector<Table::Column> columns, std::size_t most)
      : title_(std::move(title)), note_(std::move(note)), table_(std::move(columns)), most_(most) {}

  template <typename Rows, typename ToCells>
  void Add(const Rows& rows, ToCells to_cells) {
    const std::size_t shown = most_ == 0 ? rows.size() : std::min(most_, rows.size());
    for (std::size_t i = 0; i < shown; ++i) table_.Add(to_cells(rows[i]));
    title_ += " (" + FormatCount(rows.size()) + ")";
    if (shown < rows.size()) note_ += " The first " + std::to_string(shown) + " (--most N, 0 = all).";
  }

  std::string ToText(bool colour) const {
    if (table_.empty()) return {};
    std::string text = "\n" + (colour ? "\x1b[1m" + title_ + "\x1b[0m" : title_) + "\n";
    if (!note_.empty()) text += "  " + note_ + "\n";
    return text + table_.ToText(colour);
  }

 private:
  std::string title_, note_;
  Table table_;
  std::size_t most_;
};

LocalTime TimeOf(const DiffReport& report) {
  return report.tally.first_us <= report.tally.last_us ? LocalTime::Of(report.tally.last_us) : LocalTime();
}

std::string WhyNot(const ClientOutcome& outcome) {
  if (outcome.allowed) return "on the allow list";
  return outcome.entries == 0 ? "no evidence" : "reaches no limit";
}

// `side` is the one that blocks, `other` the one that does not.
std::string OnlyOneBlocks(const DiffReport& report, bool before, std::size_t most, bool colour) {
  const DiffSide& side = before ? *report.before : *report.after;
  const LocalTime time = TimeOf(report);
  Section section(before ? "Blocked before, but not after" : "Blocked after, but not before",
                  before ? "Clients that would get away." : "Clients that would be blocked in addition.",
                  {{"client"},
                   {time.Title("first blocked")},
                   {"for", Align::kRight},
                   {"blocks", Align::kRight},
                   {"prevented", Align::kRight},
                   {"limit"},
                   {"rule", Align::kRight},
                   {"what it sees"},
                   {before ? "after" : "before"}},
                  most);
  section.Add(before ? report.only_before : report.only_after, [&](const ClientDifference& client) {
    const ClientOutcome& blocked = before ? client.before : client.after;
    return std::vector<std::string>{client.address.ToString(report.prefix),
                                    time.Short(blocked.first_us),
                                    Span(blocked.blocked_us),
                                    FormatCount(blocked.blocks),
                                    FormatCount(blocked.prevented),
                                    blocked.limit,
                                    std::to_string(blocked.rule),
                                    RuleName(side.rules.rules->Find(blocked.rule)),
                                    WhyNot(before ? client.after : client.before)};
  });
  return section.ToText(colour);
}

// "5s sooner, 10m longer"
std::string HowOtherwise(const ClientOutcome& a, const ClientOutcome& b) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (a.first_us != b.first_us)
    add(a.first_us > b.first_us ? Span(a.first_us - b.first_us) + " sooner"
                                : Span(b.first_us - a.first_us) + " later");
  if (a.blocked_us != b.blocked_us)
    add(a.blocked_us < b.blocked_us ? Span(b.blocked_us - a.blocked_us) + " longer"
                                    : Span(a.blocked_us - b.blocked_us) + " shorter");
  return text.empty() ? "in other portions" : text;
}

std::string BlockedOtherwise(const DiffReport& report, std::size_t most, bool colour) {
  const LocalTime time = TimeOf(report);
  Section section("Blocked before and after, but not alike", "Limit and rule are those of the first block.",
                  {{"client"},
                   {"change"},
                   {time.Title("first blocked before")},
                   {time.Title("after")},
                   {"for", Align::kRight},
                   {"blocks", Align::kRight},
                   {"prevented", Align::kRight},
                   {"limit"},
                   {"rule"}},
                  most);
  section.Add(report.otherwise, [&](const ClientDifference& client) {
    const ClientOutcome& a = client.before;
    const ClientOutcome& b = client.after;
    return std::vector<std::string>{client.address.ToString(report.prefix),
                                    HowOtherwise(a, b),
                                    time.Short(a.first_us),
                                    time.Short(b.first_us),
                                    Arrow(Span(a.blocked_us), Span(b.blocked_us)),
                                    Arrow(FormatCount(a.blocks), FormatCount(b.blocks)),
                                    Arrow(FormatCount(a.prevented), FormatCount(b.prevented)),
                                    Arrow(a.limit, b.limit),
                                    Arrow(std::to_string(a.rule), std::to_string(b.rule))};
  });
  return section.ToText(colour);
}

std::string LimitsThatDiffer(const DiffReport& report, bool colour) {
  Section section("Limits", "Those that differ, or block otherwise.",
                  {{"limit"},
                   {"before"},
                   {"after"},
                   {"blocks before", Align::kRight},
                   {"after", Align::kRight},
                   {"change", Align::kRight}},
                  0);
  section.Add(report.limits, [](const LimitDifference& limit) {
    return std::vector<std::string>{limit.name,
                                    LimitText(limit.limit.before),
                                    LimitText(limit.limit.after),
                                    FormatCount(limit.blocks.before),
                                    FormatCount(limit.blocks.after),
                                    Change(limit.blocks.before, limit.blocks.after)};
  });
  return section.ToText(colour);
}

std::string RulesThatDiffer(const DiffReport& report, std::size_t most, bool colour) {
  Section section("Rules", "Those that name other entries, or give them another category or cost.",
                  {{"rule", Align::kRight},
                   {"entries before", Align::kRight},
                   {"after", Align::kRight},
                   {"change", Align::kRight},
                   {"category"},
                   {"cost"},
                   {"what it sees"}},
                  most);
  section.Add(report.rules, [](const RuleDifference& difference) {
    const Rule *const a = difference.rule.before, *const b = difference.rule.after;
    const auto both = [&](auto text) { return Arrow(a ? text(*a) : "(none)", b ? text(*b) : "(none)"); };
    return std::vector<std::string>{
        std::to_string(difference.id),
        FormatCount(difference.entries.before),
        FormatCount(difference.entries.after),
        Change(difference.entries.before, difference.entries.after),
        both([](const Rule& rule) { return std::string(CategoryName(rule.category)); }),
        both([](const Rule& rule) { return std::to_string(rule.cost); }),
        RuleName(b != nullptr ? b : a)};
  });
  return section.ToText(colour);
}

std::string CategoriesThatDiffer(const DiffReport& report, bool colour) {
  Section section("Categories", "Entries of each.",
                  {{"category"},
                   {"before", Align::kRight},
                   {"after", Align::kRight},
                   {"change", Align::kRight},
                   {"what it is"}},
                  0);
  section.Add(report.categories, [](const CategoryDifference& difference) {
    return std::vector<std::string>{
        std::string(CategoryName(difference.category)), FormatCount(difference.entries.before),
        FormatCount(difference.entries.after), Change(difference.entries.before, difference.entries.after),
        std::string(Info(difference.category).text)};
  });
  return section.ToText(colour);
}

std::string SettingsThatDiffer(const DiffReport& report, bool colour) {
  Section section("Other settings", "", {{"directive"}, {"before"}, {"after"}}, 0);
  section.Add(report.settings, [](const SettingDifference& setting) {
    return std::vector<std::string>{setting.directive, setting.value.before, setting.value.after};
  });
  return section.ToText(colour);
}

std::string Labelled(std::string label, const std::string& value) {
  label.resize(12, ' ');
  return label + value + "\n";
}

std::string Summary(const DiffReport& report, bool colour) {
  const auto rules = [](const DiffSide& side) {
    return Printable(side.rules.path) + ", " + FormatCount(side.rules.rules->rules().size()) + " rules";
  };
  std::string text = Labelled("before:", rules(*report.before));
  text += Labelled("after:", rules(*report.after) +
                                 (report.SameRules() ? ""
                                                     : " (" + FormatCount(report.rules_added) + " added, " +
                                                           FormatCount(report.rules_removed) + " removed, " +
                                                           FormatCount(report.rules_changed) + " changed)"));
  const ScanTally& tally = report.tally;
  const LocalTime time = TimeOf(report);
  const uint64_t unread = tally.unusable + tally.without_prefix;
  text += Labelled("lines:", FormatCount(tally.lines) +
                                 (unread == 0 ? "" : ", " + FormatCount(unread) + " of them no entries"));
  if (tally.first_us <= tally.last_us)
    text += Labelled("period:", time.Short(tally.first_us) + " to " + time.WithZone(tally.last_us) + " (" +
                                    Span(tally.last_us - tally.first_us) + ")");
  Table table({{""}, {"before", Align::kRight}, {"after", Align::kRight}, {"change", Align::kRight}});
  const auto add = [&](const char* name, const BeforeAfter<uint64_t>& count) {
    table.Add({name, FormatCount(count.before), FormatCount(count.after), Change(count.before, count.after)});
  };
  add("clients blocked", report.clients_blocked);
  add("blocks", report.blocks);
  if (report.reported.before + report.reported.after != 0) add("reported only", report.reported);
  add("entries prevented", report.prevented);
  add("evidence of something", report.evidence);
  return text + "\n" + table.ToText(colour);
}

}  // namespace

std::string DiffText(const DiffReport& report, std::size_t most, bool colour) {
  std::string text = Summary(report, colour);
  if (report.SameOutcome())
    return text + "\nNo difference" + (report.SameRules() ? "" : " on these logs") + ".\n";
  text += OnlyOneBlocks(report, false, most, colour);
  text += OnlyOneBlocks(report, true, most, colour);
  text += BlockedOtherwise(report, most, colour);
  if (report.only_after.empty() && report.only_before.empty() && report.otherwise.empty())
    text += "\nNo client is blocked otherwise.\n";
  text += LimitsThatDiffer(report, colour);
  text += RulesThatDiffer(report, most, colour);
  text += CategoriesThatDiffer(report, colour);
  text += SettingsThatDiffer(report, colour);
  return text;
}

}  // namespace errwatch::cli
