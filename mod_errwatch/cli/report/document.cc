#include "cli/report/document.h"

#include "base/visible_text.h"

namespace errwatch::cli {

Span Foreign(std::string_view text, std::size_t max_bytes) { return {VisibleText(text, max_bytes), true}; }

Line ForeignLine(std::string_view text, std::size_t max_bytes) {
  return text.empty() ? Line() : Line{Foreign(text, max_bytes)};
}

Line Filled(Language language, Say what, std::initializer_list<Span> values) {
  Line line;
  std::string own;
  const std::string_view text = Text(language, what);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool place = text[i] == '{' && i + 2 < text.size() && text[i + 2] == '}';
    const auto number = place ? static_cast<std::size_t>(text[i + 1] - '1') : values.size();
    if (number >= values.size()) {
      own += text[i];
      continue;
    }
    const Span& value = values.begin()[number];
    if (value.foreign) {
      if (!own.empty()) line.push_back({std::exchange(own, {}), false});
      line.push_back(value);
    } else {
      own += value.text;
    }
    i += 2;
  }
  if (!own.empty()) line.push_back({std::move(own), false});
  return line;
}

std::string FilledText(Language language, Say what, std::initializer_list<std::string_view> values) {
  std::string filled;
  const std::string_view text = Text(language, what);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool place = text[i] == '{' && i + 2 < text.size() && text[i + 2] == '}';
    const auto number = place ? static_cast<std::size_t>(text[i + 1] - '1') : values.size();
    if (number >= values.size()) {
      filled += text[i];
      continue;
    }
    filled += values.begin()[number];
    i += 2;
  }
  return filled;
}

std::string TextOf(const Line& line) {
  std::string text;
  for (const Span& span : line) text += span.text;
  return text;
}

uint64_t DocumentChart::SumOf(std::size_t column) const {
  uint64_t sum = 0;
  for (const ChartSeries& one : series) sum += one.values[column];
  return sum;
}

DocumentBlock& Document::Add(DocumentBlock::Kind kind) {
  blocks_.emplace_back();
  blocks_.back().kind = kind;
  return blocks_.back();
}

void Document::Heading(Line line, int level) {
  DocumentBlock& block = Add(DocumentBlock::Kind::kHeading);
  block.level = level;
  block.lines.push_back(std::move(line));
}

void Document::Paragraph(Line line) { Add(DocumentBlock::Kind::kParagraph).lines.push_back(std::move(line)); }

void Document::Warning(Line line) { Add(DocumentBlock::Kind::kWarning).lines.push_back(std::move(line)); }

void Document::Bullets(std::vector<Line> lines) {
  if (!lines.empty()) Add(DocumentBlock::Kind::kBullets).lines = std::move(lines);
}

void Document::Facts(std::vector<std::pair<Line, Line>> facts) {
  if (!facts.empty()) Add(DocumentBlock::Kind::kFacts).facts = std::move(facts);
}

void Document::AddTable(DocumentTable table) {
  if (!table.rows.empty()) Add(DocumentBlock::Kind::kTable).table = std::move(table);
}

void Document::Chart(DocumentChart chart) {
  if (chart.Columns() != 0) Add(DocumentBlock::Kind::kChart).chart = std::move(chart);
}

}  // namespace errwatch::cli
