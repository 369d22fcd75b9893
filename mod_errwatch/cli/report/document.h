// A report as blocks of text, before it has a form: text, markdown and HTML are written from the same ones.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/output/local_time.h"
#include "cli/output/table.h"
#include "cli/report/report_texts.h"
#include "pages/chart_svg.h"

namespace errwatch::cli {

// A piece of a line. Foreign text is what a client may have sent: each form shows it as it is (in HTML and
// markdown as code) and obeys nothing in it.
struct Span {
  std::string text;
  bool foreign = false;
};

using Line = std::vector<Span>;

// A line of the program's own words.
inline Line Plain(std::string_view text) { return {{std::string(text), false}}; }
inline Line Plain(Language language, Say what) { return Plain(Text(language, what)); }
// Made visible and cut.
Span Foreign(std::string_view text, std::size_t max_bytes = 160);
// Nothing where there is nothing.
Line ForeignLine(std::string_view text, std::size_t max_bytes = 160);
inline Span Own(std::string_view text) { return {std::string(text), false}; }
// The text with what stands for "{1}" and so on.
Line Filled(Language language, Say what, std::initializer_list<Span> values);
// The same where all of it is the program's own.
std::string FilledText(Language language, Say what, std::initializer_list<std::string_view> values);
// Without its parts' kinds.
std::string TextOf(const Line& line);

// A column of this name.
inline Table::Column Titled(Language language, Say what, Table::Align align = Table::Align::kLeft) {
  return {std::string(Text(language, what)), align};
}

struct DocumentTable {
  std::vector<Table::Column> columns;
  std::vector<std::vector<Line>> rows;
};

// Columns of equal width in time; the series stand on each other.
struct DocumentChart {
  std::string title;
  std::vector<ChartSeries> series;
  int64_t first_us = 0;  // where the first column begins
  int64_t width_us = 0;
  LocalTime time;
  std::size_t Columns() const { return series.empty() ? 0 : series.front().values.size(); }
  uint64_t SumOf(std::size_t column) const;  // over all series
};

struct DocumentBlock {
  enum class Kind : uint8_t { kHeading, kParagraph, kWarning, kBullets, kFacts, kTable, kChart };
  Kind kind = Kind::kParagraph;
  int level = 2;                             // of a heading: 2 or 3
  std::vector<Line> lines;                   // a heading or paragraph has one, bullets have many
  std::vector<std::pair<Line, Line>> facts;  // name, value
  DocumentTable table;
  DocumentChart chart;
};

class Document {
 public:
  explicit Document(std::string title, Language language = Language::kEnglish)
      : title_(std::move(title)), language_(language) {}

  void Heading(Line line, int level = 2);
  void Heading(Say what, int level = 2) { Heading(Plain(language_, what), level); }
  void Paragraph(Line line);
  void Warning(Line line);
  void Bullets(std::vector<Line> lines);                 // nothing of none
  void Facts(std::vector<std::pair<Line, Line>> facts);  // nothing of none
  void AddTable(DocumentTable table);                    // nothing without rows
  void Chart(DocumentChart chart);                       // nothing without columns

  Language language() const { return language_; }
  const std::string& title() const { return title_; }
  const std::vector<DocumentBlock>& blocks() const { return blocks_; }

 private:
  DocumentBlock& Add(DocumentBlock::Kind kind);

  std::string title_;
  Language language_;
  std::vector<DocumentBlock> blocks_;
};

std::string DocumentText(const Document& document, bool colour);
std::string DocumentMarkdown(const Document& document);
// One page: no script, nothing from the network.
std::string DocumentHtml(const Document& document);

}  // namespace errwatch::cli
