// An incident report as a document for people.
#pragma once

#include <cstddef>
#include <string>

#include "cli/report/document.h"
#include "cli/report/incident_report.h"

namespace errwatch::cli {

// `most`: incidents that are told one by one, and rows of a table; 0 = all.
Document Compose(const IncidentReport& report, std::size_t most);

// Its parts, in this order.
void ComposeSummary(const IncidentReport& report, std::size_t most, Document& document);
void ComposeIncidents(const IncidentReport& report, std::size_t most, Document& document);
void ComposeAnomalies(const IncidentReport& report, std::size_t most, Document& document);
void ComposeChangedFiles(const IncidentReport& report, std::size_t most, Document& document);
void ComposeSources(const IncidentReport& report, Document& document);

// Words that several parts have.
// The title of a column of times.
inline Table::Column TimeColumn(const IncidentReport& report, Say title) {
  return {FilledText(report.language, title, {report.time.zone()})};
}
std::string RuleName(const IncidentReport& report, uint32_t rule);
// "error.log:12", or nothing.
Line Where(const IncidentReport& report, std::size_t source, uint64_t line);
// "an attack was answered with 200"
Line SignText(const IncidentReport& report, const Sign& sign);
// The request of an entry, else its message.
Line RequestLine(const IncidentReport& report, const Sample& sample);
std::string_view SourceName(Language language, SourceKind kind);
// Sentences about what the report may lack.
std::vector<Line> DoubtsOf(const IncidentReport& report, Language language);

}  // namespace errwatch::cli
