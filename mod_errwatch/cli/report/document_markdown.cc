// A report as GitHub's markdown. Foreign text stands in code spans, in which nothing is read as markdown or
// as HTML; of the program's own words what markdown would read is escaped.
#include <algorithm>

#include "base/time_text.h"
#include "cli/logs/entry_json.h"
#include "cli/report/document.h"

namespace errwatch::cli {
namespace {

std::string EscapedMarkdown(std::string_view text) {
  constexpr std::string_view kSpecial = "\\|`*_<>[]#~";
  std::string escaped;
  for (const char c : text) {
    if (c == '&') {
      escaped += "&amp;";
      continue;
    }
    if (kSpecial.find(c) != std::string_view::npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

// A fence of more backticks than the text has in a row; blanks, because a text may begin or end with one.
std::string CodeSpan(std::string_view text, bool in_table) {
  std::size_t longest = 0, run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  const bool apart =
      text.starts_with('`') || text.ends_with('`') || (text.starts_with(' ') && text.ends_with(' '));
  std::string code = fence + (apart ? " " : "");
  for (const char c : text) {
    if (c == '|' && in_table) code += '\\';  // a table is cut into cells before code is looked for
    code += c;
  }
  return code + (apart ? " " : "") + fence;
}

std::string InlineMarkdown(const Line& line, bool in_table = false) {
  std::string text;
  for (const Span& span : line) {
    if (span.text.empty()) continue;
    text += span.foreign ? CodeSpan(span.text, in_table) : EscapedMarkdown(span.text);
  }
  return text;
}

void AppendTableMarkdown(const DocumentTable& table, std::string& text) {
  text += "|";
  for (const Table::Column& column : table.columns) text += " " + EscapedMarkdown(column.title) + " |";
  text += "\n|";
  for (const Table::Column& column : table.columns)
    text += column.align == Table::Align::kRight ? " ---: |" : " --- |";
  text += "\n";
  for (const std::vector<Line>& row : table.rows) {
    text += "|";
    for (const Line& cell : row) text += " " + InlineMarkdown(cell, true) + " |";
    text += "\n";
  }
  text += "\n";
}

void AppendChartMarkdown(Language language, const DocumentChart& chart, std::string& text) {
  DocumentTable table;
  table.columns.push_back({FilledText(language, Say::kColumnTime, {chart.time.zone()})});
  for (const ChartSeries& series : chart.series) table.columns.push_back({series.name, Table::Align::kRight});
  for (std::size_t i = 0; i < chart.Columns(); ++i) {
    if (chart.SumOf(i) == 0) continue;
    std::vector<Line> row = {
        Plain(chart.time.Short(chart.first_us + static_cast<int64_t>(i) * chart.width_us))};
    for (const ChartSeries& series : chart.series) row.push_back(Plain(FormatCount(series.values[i])));
    table.rows.push_back(std::move(row));
  }
  text += EscapedMarkdown(chart.title) + "\n\n";
  AppendTableMarkdown(table, text);
}

void AppendBlockMarkdown(Language language, const DocumentBlock& block, std::string& text) {
  switch (block.kind) {
    case DocumentBlock::Kind::kHeading:
      text += std::string(static_cast<std::size_t>(block.level), '#') + " " +
              InlineMarkdown(block.lines.front()) + "\n\n";
      break;
    case DocumentBlock::Kind::kParagraph:
      text += InlineMarkdown(block.lines.front()) + "\n\n";
      break;
    case DocumentBlock::Kind::kWarning:
      text += "> " + InlineMarkdown(block.lines.front()) + "\n\n";
      break;
    case DocumentBlock::Kind::kBullets:
      for (const Line& line : block.lines) text += "- " + InlineMarkdown(line) + "\n";
      text += "\n";
      break;
    case DocumentBlock::Kind::kFacts:
      for (const auto& [name, value] : block.facts)
        text += "- **" + InlineMarkdown(name) + "**: " + InlineMarkdown(value) + "\n";
      text += "\n";
      break;
    case DocumentBlock::Kind::kTable:
      AppendTableMarkdown(block.table, text);
      break;
    case DocumentBlock::Kind::kChart:
      AppendChartMarkdown(language, block.chart, text);
      break;
  }
}

}  // namespace

std::string DocumentMarkdown(const Document& document) {
  std::string text = "# " + EscapedMarkdown(document.title()) + "\n\n";
  for (const DocumentBlock& block : document.blocks()) AppendBlockMarkdown(document.language(), block, text);
  text.pop_back();  // each block ends with an empty line
  return text;
}

}  // namespace errwatch::cli
