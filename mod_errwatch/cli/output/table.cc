#include "cli/output/table.h"

#include <algorithm>

#include "cli/output/display_width.h"

namespace errwatch::cli {
namespace {

void AppendCell(std::string& line, const std::string& text, std::size_t width, Table::Align align,
                bool last) {
  const std::size_t fill = width - std::min(width, DisplayWidth(text));
  if (align == Table::Align::kRight) line.append(fill, ' ');
  line += text;
  if (align == Table::Align::kLeft && !last) line.append(fill, ' ');
  if (!last) line += "  ";
}

std::string CsvCell(const std::string& text) {
  constexpr std::string_view kFormula = "=+-@\t\r";
  std::string cell = !text.empty() && text.size() > 1 && kFormula.find(text.front()) != std::string_view::npos
                         ? "'" + text
                         : text;
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string MarkdownCell(const std::string& text) {
  constexpr std::string_view kSpecial = "\\|`*_<>[]#";
  std::string cell;
  for (const char c : text) {
    if (c == '&') {  // else "&lt;" would come out as "<"
      cell += "&amp;";
      continue;
    }
    if (kSpecial.find(c) != std::string_view::npos) cell += '\\';
    cell += c;
  }
  return cell;
}

}  // namespace

std::string Table::ToText(bool colour, std::size_t indent) const {
  if (rows_.empty()) return {};
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = DisplayWidth(columns_[i].title);
    for (const auto& row : rows_) width = std::max(width, DisplayWidth(row[i]));
    widths.push_back(width);
  }
  const auto line_of = [&](auto&& cell) {
    std::string line(indent, ' ');
    for (std::size_t i = 0; i < columns_.size(); ++i)
      AppendCell(line, cell(i), widths[i], columns_[i].align, i + 1 == columns_.size());
    return line;
  };
  const std::string title = line_of([&](std::size_t i) -> const std::string& { return columns_[i].title; });
  std::string text = (colour ? "\x1b[1m" + title + "\x1b[0m" : title) + "\n";
  for (const auto& row : rows_)
    text += line_of([&](std::size_t i) -> const std::string& { return row[i]; }) + "\n";
  return text;
}

std::string CsvLine(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) line += (i == 0 ? "" : ",") + CsvCell(cells[i]);
  return line + "\r\n";
}

std::string Table::ToCsv() const {
  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  std::string text = CsvLine(titles);
  for (const auto& row : rows_) text += CsvLine(row);
  return text;
}

std::string Table::ToMarkdown() const {
  std::string text = "|";
  for (const Column& column : columns_) text += " " + MarkdownCell(column.title) + " |";
  text += "\n|";
  for (const Column& column : columns_) text += column.align == Align::kRight ? " ---: |" : " --- |";
  text += "\n";
  for (const auto& row : rows_) {
    text += "|";
    for (const std::string& cell : row) text += " " + MarkdownCell(cell) + " |";
    text += "\n";
  }
  return text;
}

}  // namespace errwatch::cli
