// Rows of text in aligned columns.
#pragma once

#include <string>
#include <vector>

namespace errwatch::cli {

// RFC 4180, with its line end. A cell that a spreadsheet would take for a formula is given a leading
// apostrophe.
std::string CsvLine(const std::vector<std::string>& cells);

class Table {
 public:
  enum class Align : unsigned char { kLeft, kRight };
  struct Column {
    std::string title;
    Align align = Align::kLeft;
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // One cell a column; texts must be printable (terminal.h).
  void Add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }
  const std::vector<Column>& columns() const { return columns_; }
  const std::vector<std::vector<std::string>>& rows() const { return rows_; }

  // Two blanks between columns, `indent` before the first;
  // the title line is bold where `colour` is set. Nothing without rows.
  std::string ToText(bool colour, std::size_t indent = 2) const;
  // Of CsvLine, with the titles as the first one.
  std::string ToCsv() const;
  // GitHub's markdown.
  std::string ToMarkdown() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace errwatch::cli
