// A report for a terminal, or the text part of a mail.
#include <algorithm>

#include "base/time_text.h"
#include "cli/logs/entry_json.h"
#include "cli/output/display_width.h"
#include "cli/report/document.h"

namespace errwatch::cli {
namespace {

constexpr std::size_t kColumns = 100;  // where sentences are wrapped
constexpr std::size_t kBarColumns = 40;

std::string BoldText(const std::string& text, bool colour) {
  return colour ? "\x1b[1m" + text + "\x1b[0m" : text;
}

std::string Wrapped(std::string_view text, std::size_t indent) { return WrappedText(text, indent, kColumns); }

void AppendFactsText(const DocumentBlock& block, std::string& text) {
  std::size_t widest = 0;
  for (const auto& [name, value] : block.facts) widest = std::max(widest, DisplayWidth(TextOf(name)));
  for (const auto& [name, value] : block.facts) {
    const std::string label = TextOf(name) + ":";
    text += "  " + label + std::string(widest + 2 - std::min(widest + 1, DisplayWidth(label)), ' ') +
            Wrapped(TextOf(value), widest + 4) + "\n";
  }
}

void AppendTableText(const DocumentTable& source, bool colour, std::string& text) {
  Table table(source.columns);
  for (const std::vector<Line>& row : source.rows) {
    std::vector<std::string> cells;
    cells.reserve(row.size());
    for (const Line& cell : row) cells.push_back(TextOf(cell));
    table.Add(std::move(cells));
  }
  text += table.ToText(colour);
}

// A column of the chart is a row here, and one in which nothing happened is left out.
void AppendChartText(Language language, const DocumentChart& chart, bool colour, std::string& text) {
  uint64_t most = 1;
  for (std::size_t i = 0; i < chart.Columns(); ++i) most = std::max(most, chart.SumOf(i));
  std::vector<Table::Column> columns = {{FilledText(language, Say::kColumnTime, {chart.time.zone()})}};
  for (const ChartSeries& series : chart.series) columns.push_back({series.name, Table::Align::kRight});
  columns.push_back({""});
  Table table(columns);
  for (std::size_t i = 0; i < chart.Columns(); ++i) {
    const uint64_t sum = chart.SumOf(i);
    if (sum == 0) continue;
    std::vector<std::string> cells = {
        chart.time.Short(chart.first_us + static_cast<int64_t>(i) * chart.width_us)};
    for (const ChartSeries& series : chart.series) cells.push_back(FormatCount(series.values[i]));
    cells.emplace_back(std::max<std::size_t>(1, static_cast<std::size_t>(sum * kBarColumns / most)), '#');
    table.Add(std::move(cells));
  }
  text += "  " + chart.title + "\n" + table.ToText(colour);
}

void AppendBlockText(Language language, const DocumentBlock& block, bool colour, std::string& text) {
  switch (block.kind) {
    case DocumentBlock::Kind::kHeading:
      text += (block.level == 2 ? "\n\n" : "\n") + BoldText(TextOf(block.lines.front()), colour) + "\n";
      if (block.level == 2)
        text += std::string(std::min(kColumns, DisplayWidth(TextOf(block.lines.front()))), '=') + "\n";
      break;
    case DocumentBlock::Kind::kParagraph:
      text += "  " + Wrapped(TextOf(block.lines.front()), 2) + "\n";
      break;
    case DocumentBlock::Kind::kWarning:
      text += "! " + Wrapped(TextOf(block.lines.front()), 2) + "\n";
      break;
    case DocumentBlock::Kind::kBullets:
      for (const Line& line : block.lines) text += "  - " + Wrapped(TextOf(line), 4) + "\n";
      break;
    case DocumentBlock::Kind::kFacts:
      AppendFactsText(block, text);
      break;
    case DocumentBlock::Kind::kTable:
      AppendTableText(block.table, colour, text);
      break;
    case DocumentBlock::Kind::kChart:
      AppendChartText(language, block.chart, colour, text);
      break;
  }
}

}  // namespace

std::string DocumentText(const Document& document, bool colour) {
  std::string text = BoldText(document.title(), colour) + "\n";
  for (const DocumentBlock& block : document.blocks())
    AppendBlockText(document.language(), block, colour, text);
  return text;
}

}  // namespace errwatch::cli
