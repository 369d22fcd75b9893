// A document with a block of each kind, and hostile text in each.
#pragma once

#include "unit/report_fixture.h"

namespace errwatch::cli {

inline Document HostileDocument() {
  Document document("Report <b>");
  document.Heading({Own("A & B "), Foreign(kHostileText)});
  document.Paragraph({Own("*own* "), Foreign(kHostileText)});
  document.Heading(Say::kEvidence, 3);
  document.Warning({Foreign(kHostileText)});
  document.Bullets({{Foreign(kHostileText)}, Plain("two")});
  document.Facts({{Plain("name"), {Foreign(kHostileText)}}, {Plain("longer name"), Plain("value")}});
  DocumentTable table;
  table.columns = {Titled(Language::kEnglish, Say::kColumnCount, Table::Align::kRight),
                   Titled(Language::kEnglish, Say::kColumnTarget)};
  table.rows.push_back({Plain("1"), {Foreign(kHostileText)}});
  table.rows.push_back({Plain("2"), {}});
  document.AddTable(table);
  document.Heading(Say::kOverTime);
  DocumentChart chart;
  chart.first_us = kTenUs;
  chart.width_us = 1'000'000;
  chart.title = "Chart <x>";
  chart.series = {{"one", 0, {4, 0, 6}}, {"two", 1, {0, 0, 2}}};
  document.Chart(chart);
  return document;
}

}  // namespace errwatch::cli
