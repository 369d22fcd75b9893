#include "cli/watch/incident_line.h"

#include "base/both_ends.h"
#include "base/time_text.h"
#include "base/visible_text.h"
#include "cli/output/terminal.h"
#include "model/incident_kind.h"

namespace errwatch::cli {
namespace {

constexpr std::size_t kMostEvidenceBytes = 160;

}  // namespace

std::string IncidentText(const IncidentRow& row) {
  std::string text = FormatTimeShort(row.time) + "  ";
  text += row.client.empty() ? "server" : row.client.ToString();
  text += " " + std::string(Info(row.kind).text);
  if (!row.scope.empty() && row.scope != kUsualScope) text += " in scope " + Printable(row.scope);
  if (row.until != Tick()) text += " until " + FormatTimeShort(row.until);
  const std::string& what = row.limit.empty() ? row.category : row.limit;
  if (!what.empty()) text += ": " + Printable(what);
  if (row.capacity != 0) text += " " + std::to_string(row.score) + "/" + std::to_string(row.capacity);
  if (row.rule != 0) text += ", rule " + std::to_string(row.rule);
  if (!row.rule_name.empty()) text += " (" + Printable(row.rule_name, 80) + ")";
  const std::string evidence = row.uri.empty() ? row.message : row.method + " " + row.uri;
  if (!evidence.empty())
    text += ": " + Printable(ShortenedInTheMiddle(ReadableText(evidence), kMostEvidenceBytes));
  return text;
}

}  // namespace errwatch::cli
