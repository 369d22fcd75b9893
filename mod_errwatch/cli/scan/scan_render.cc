// The forms of a scan that people read.
#include <algorithm>
#include <string_view>
#include <vector>

#include "base/version.h"
#include "cli/output/display_width.h"
#include "cli/output/terminal.h"
#include "cli/scan/scan_report.h"
#include "pages/content_security.h"
#include "pages/html.h"
#include "pages/html_style.h"

namespace errwatch::cli {
namespace {

std::string Bold(const std::string& text, bool colour) {
  return colour ? "\x1b[1m" + text + "\x1b[0m" : text;
}

// Numbers, or texts: short ones, such as times, stay on one line, so that long ones are broken and the table
// is no wider than its page.
std::string_view ClassOf(const Table& table, std::size_t column) {
  constexpr std::size_t kShort = std::string_view("2026-11-27 10:00:00").size();
  if (table.columns()[column].align == Table::Align::kRight) return "n";
  const bool is_short = std::ranges::all_of(
      table.rows(), [column](const auto& row) { return DisplayWidth(row[column]) <= kShort; });
  return is_short ? "short" : "long";
}

// On narrow screens its rows become blocks, each cell beside its column's name.
void AppendHtmlTable(const std::string& caption, const Table& table, Html& page) {
  page.Markup("<div class=\"wide\"><table class=\"stack\"><caption class=\"unseen\">")
      .Text(caption)
      .Markup("</caption><thead><tr>");
  std::vector<std::string_view> classes;
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    classes.push_back(ClassOf(table, i));
    page.Head(table.columns()[i].title, classes[i]);
  }
  page.Markup("</tr></thead>\n<tbody>\n");
  for (const auto& row : table.rows()) {
    page.Markup("<tr>");
    for (std::size_t i = 0; i < row.size(); ++i)
      page.Cell(table.columns()[i].title, classes[i]).Text(row[i]).EndCell();
    page.Markup("</tr>\n");
  }
  page.Markup("</tbody></table></div>");
}

void AppendFacts(const ScanReport& report, Html& page) {
  page.Markup("<section><table class=\"facts\"><caption class=\"unseen\">")
      .Text(Worded(report, "What was read"))
      .Markup("</caption><tbody>\n");
  for (const auto& [name, value] : ScanFacts(report)) {
    page.Markup("<tr><th scope=\"row\">").Text(name).Markup("</th><td>").Text(value).Markup("</td></tr>\n");
  }
  page.Markup("</tbody></table></section>\n");
}

}  // namespace

std::string ScanText(const ScanReport& report, std::size_t most, bool colour) {
  std::string text;
  for (const auto& [name, value] : ScanFacts(report)) {
    constexpr std::size_t kLabelWidth = 24;
    const std::size_t width = DisplayWidth(name) + 1;
    text += name + ":" + std::string(width < kLabelWidth ? kLabelWidth - width : 1, ' ') + value + "\n";
  }
  for (const ScanSection& section : ScanSections(report, most)) {
    if (!section.IsShown()) continue;
    text += "\n" + Bold(section.title, colour) + "\n";
    if (!section.note.empty()) text += "  " + section.note + "\n";
    text += section.table.ToText(colour);
  }
  const std::vector<std::string> notes = ScanNotes(report, most);
  if (!notes.empty()) text += "\n" + Bold(Worded(report, "Notes"), colour) + "\n";
  for (const std::string& note : notes) text += "  " + Printable(note) + "\n";
  return text;
}

std::string ScanMarkdown(const ScanReport& report, std::size_t most) {
  std::string text = "# " + Worded(report, "Logs as errwatch {0} sees them", {kVersion}) + "\n\n";
  for (const auto& [name, value] : ScanFacts(report)) text += "- **" + name + "**: " + value + "\n";
  for (const ScanSection& section : ScanSections(report, most)) {
    if (!section.IsShown()) continue;
    text += "\n## " + section.title + "\n\n";
    if (!section.note.empty()) text += section.note + "\n\n";
    if (!section.table.empty()) text += section.table.ToMarkdown();
  }
  const std::vector<std::string> notes = ScanNotes(report, most);
  if (!notes.empty()) text += "\n## " + Worded(report, "Notes") + "\n\n";
  for (const std::string& note : notes) text += "- " + Printable(note) + "\n";
  return text;
}

std::string ScanHtml(const ScanReport& report, std::size_t most) {
  Html page(report.language);
  page.Markup("<!DOCTYPE html>\n<html lang=\"");
  page.Text(kLanguageTags[static_cast<std::size_t>(report.language)]);
  page.Markup(
      "\"><head><meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"");
  page.Text(ContentSecurityPolicyOfReport())
      .Markup(
          "\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
          "<title>")
      .Text(Worded(report, "Logs as errwatch sees them"))
      .Markup("</title>\n<style>")
      .Markup(kStyleSheet)
      .Markup("</style></head>\n<body><div class=\"wrap\"><header><h1>");
  page.Text(Worded(report, "Logs as errwatch sees them")).Markup("</h1><p>errwatch ").Text(kVersion);
  page.Markup("</p></header>\n<main>\n");
  AppendFacts(report, page);
  for (const ScanSection& section : ScanSections(report, most)) {
    if (!section.IsShown()) continue;
    page.Markup("<section><h2>").Text(section.title).Markup("</h2>");
    if (!section.note.empty()) page.Markup("<p>").Text(section.note).Markup("</p>");
    if (!section.table.empty()) AppendHtmlTable(section.title, section.table, page);
    page.Markup("</section>\n");
  }
  const std::vector<std::string> notes = ScanNotes(report, most);
  if (!notes.empty()) {
    page.Markup("<section><h2>").Text(Worded(report, "Notes")).Markup("</h2><ul>");
    for (const std::string& note : notes) page.Markup("<li>").Text(Printable(note)).Markup("</li>");
    page.Markup("</ul></section>\n");
  }
  page.Markup("</main></div></body></html>\n");
  return page.Take();
}

}  // namespace errwatch::cli
