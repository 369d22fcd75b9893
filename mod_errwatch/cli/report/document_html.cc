// A report as one page that can be read from a file, printed, and sent by mail.
#include <algorithm>

#include "cli/logs/entry_json.h"
#include "cli/report/document.h"
#include "pages/html.h"
#include "pages/html_style.h"

namespace errwatch::cli {
namespace {

// Should a text ever slip through unescaped, the policy keeps a browser from running or fetching anything.
constexpr char kHead[] =
    "\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"robots\" content=\"noindex, nofollow\">\n"
    "<meta name=\"referrer\" content=\"no-referrer\">\n<title>";

// Headings of incidents, and facts whose names stand beside their texts where there is room.
constexpr char kReportStyle[] =
    "h3{font-size:.95rem;margin:1rem 0 .4rem}.facts th{vertical-align:top;padding-top:.45rem;"
    "border-top:1px solid var(--line)}"
    "section p,section ul{margin:.3rem 0 .6rem}"
    "@media(max-width:44rem){.facts tr,.facts th,.facts td{display:block}.facts td{border:0;padding-top:0}}"
    "@media print{section{break-inside:auto}h2,h3{break-after:avoid}tr{break-inside:avoid}}";

void AppendLineHtml(const Line& line, Html& page) {
  for (const Span& span : line) {
    if (span.text.empty()) continue;
    if (span.foreign) {
      page.Code(span.text);
    } else {
      page.Text(span.text);
    }
  }
}

void AppendFactsHtml(const DocumentBlock& block, Html& page) {
  page.Markup("<table class=\"facts\"><tbody>");
  for (const auto& [name, value] : block.facts) {
    page.Markup("<tr><th>");
    AppendLineHtml(name, page);
    page.Markup("</th><td>");
    AppendLineHtml(value, page);
    page.Markup("</td></tr>");
  }
  page.Markup("</tbody></table>\n");
}

void AppendTableHtml(const DocumentTable& table, Html& page) {
  page.Markup("<table class=\"stack\"><thead><tr>");
  for (const Table::Column& column : table.columns) {
    if (column.align == Table::Align::kRight) {
      page.Markup("<th class=\"n\">");
    } else {
      page.Markup("<th>");
    }
    page.Text(column.title).Markup("</th>");
  }
  page.Markup("</tr></thead><tbody>");
  for (const std::vector<Line>& row : table.rows) {
    page.Markup("<tr>");
    for (std::size_t i = 0; i < row.size(); ++i) {
      const Table::Column& column = table.columns[i];
      page.Cell(column.title, column.align == Table::Align::kRight ? "n" : "");
      AppendLineHtml(row[i], page);
      page.EndCell();
    }
    page.Markup("</tr>");
  }
  page.Markup("</tbody></table>\n");
}

// "10:00" of "2026-11-22 10:00:00", or "11-22" where a column is a day or more.
std::string TickText(const std::string& time, int64_t width_us) {
  constexpr int64_t kDayUs = int64_t{86'400} * 1'000'000;
  return width_us >= kDayUs ? time.substr(5, 5) : time.substr(11, 5);
}

void AppendChartHtml(Language language, const DocumentChart& source, std::size_t number, Html& page) {
  constexpr std::size_t kTicks = 4;
  StackedChart chart;
  chart.id = "chart-" + std::to_string(number);
  chart.title = source.title;
  chart.description = source.title;
  chart.bucket_name = FilledText(language, Say::kColumnTime, {source.time.zone()});
  chart.table_name = Text(language, Say::kChartTable);
  chart.nothing = Text(language, Say::kNothingFound);
  chart.series = source.series;
  const std::size_t apart = std::max<std::size_t>(1, source.Columns() / kTicks);
  for (std::size_t i = 0; i < source.Columns(); ++i) {
    const int64_t time_us = source.first_us + static_cast<int64_t>(i) * source.width_us;
    chart.buckets.push_back(source.time.Short(time_us));
    if (i % apart == 0) chart.ticks.push_back({i, TickText(chart.buckets.back(), source.width_us)});
  }
  AppendChart(chart, page);
}

// A heading of the second level begins a section, which `open` remembers.
void AppendHeadingHtml(const DocumentBlock& block, bool& open, Html& page) {
  if (block.level != 2) {
    page.Markup("<h3>");
    AppendLineHtml(block.lines.front(), page);
    page.Markup("</h3>\n");
    return;
  }
  if (open) page.Markup("</section>\n");
  open = true;
  page.Markup("<section><h2>");
  AppendLineHtml(block.lines.front(), page);
  page.Markup("</h2>\n");
}

void AppendBlockHtml(Language language, const DocumentBlock& block, std::size_t number, bool& open,
                     Html& page) {
  switch (block.kind) {
    case DocumentBlock::Kind::kHeading:
      return AppendHeadingHtml(block, open, page);
    case DocumentBlock::Kind::kParagraph:
      page.Markup("<p>");
      AppendLineHtml(block.lines.front(), page);
      page.Markup("</p>\n");
      return;
    case DocumentBlock::Kind::kWarning:
      page.Markup("<div class=\"warn\"><b>");
      AppendLineHtml(block.lines.front(), page);
      page.Markup("</b></div>\n");
      return;
    case DocumentBlock::Kind::kBullets:
      page.Markup("<ul>");
      for (const Line& line : block.lines) {
        page.Markup("<li>");
        AppendLineHtml(line, page);
        page.Markup("</li>");
      }
      page.Markup("</ul>\n");
      return;
    case DocumentBlock::Kind::kFacts:
      return AppendFactsHtml(block, page);
    case DocumentBlock::Kind::kTable:
      return AppendTableHtml(block.table, page);
    case DocumentBlock::Kind::kChart:
      return AppendChartHtml(language, block.chart, number, page);
  }
}

}  // namespace

std::string DocumentHtml(const Document& document) {
  Html page;
  page.Markup("<!DOCTYPE html>\n<html lang=\"")
      .Text(kLanguageTags[static_cast<std::size_t>(document.language())])
      .Markup(kHead)
      .Text(document.title())
      .Markup("</title>\n<style>")
      .Markup(kStyleSheet)
      .Markup(kReportStyle)
      .Markup("</style>\n</head>\n<body>\n<div class=\"wrap\">\n<header><h1>")
      .Text(document.title())
      .Markup("</h1></header>\n<main>\n");
  bool open = false;
  std::size_t number = 0;
  for (const DocumentBlock& block : document.blocks())
    AppendBlockHtml(document.language(), block, ++number, open, page);
  if (open) page.Markup("</section>\n");
  page.Markup("</main>\n</div>\n</body>\n</html>\n");
  return page.Take();
}

}  // namespace errwatch::cli
