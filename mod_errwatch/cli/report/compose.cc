#include "cli/report/compose.h"

#include "base/time_text.h"
#include "base/version.h"
#include "base/visible_text.h"

namespace errwatch::cli {

constexpr std::size_t kShownRequestBytes = 120;

Document Compose(const IncidentReport& report, std::size_t most) {
  Document document(std::string(Text(report.language, Say::kTitle)), report.language);
  document.Paragraph(
      Filled(report.language, Say::kMadeBy, {Own(kVersion), Own(report.time.WithZone(report.now_us))}));
  ComposeSummary(report, most, document);
  ComposeIncidents(report, most, document);
  ComposeAnomalies(report, most, document);
  ComposeChangedFiles(report, most, document);
  ComposeSources(report, document);
  return document;
}

std::string RuleName(const IncidentReport& report, uint32_t rule) {
  const Rule* found = report.rules->rules->Find(rule);
  return found == nullptr ? std::string() : found->name;
}

Line Where(const IncidentReport& report, std::size_t source, uint64_t line) {
  if (line == 0 || source >= report.sources.size()) return {};
  return {Foreign(report.sources[source].path), Own(":" + std::to_string(line))};
}

Line SignText(const IncidentReport& report, const Sign& sign) {
  const Span status = Own(std::to_string(sign.request.status));
  switch (sign.kind) {
    case SignKind::kAnswered:
      return Filled(report.language, Say::kAnswered, {status});
    case SignKind::kFileServed:
      return Filled(report.language, Say::kFileServed, {status});
    case SignKind::kShellAnswered:
      return Filled(report.language, Say::kShellAnswered, {status});
    case SignKind::kUploadTaken:
      return Filled(report.language, Say::kUploadTaken, {status, Foreign(report.Foreign(sign.name))});
    case SignKind::kUploadUsed:
      return Filled(report.language, Say::kUploadUsed, {status, Foreign(report.Foreign(sign.name))});
    case SignKind::kLoggedIn:
      return Filled(report.language, sign.attack ? Say::kLoggedInUnderAttack : Say::kLoggedIn,
                    {Own(FormatCount(sign.count)), Foreign(report.User(sign.name))});
    case SignKind::kFormPassed:
      return Filled(report.language, Say::kFormPassed, {Own(FormatCount(sign.count)), status});
  }
  return {};
}

Line RequestLine(const IncidentReport& report, const Sample& sample) {
  const std::string& text = sample.request.empty() ? sample.message : sample.request;
  return ForeignLine(ReadableText(report.Foreign(text)), kShownRequestBytes);
}

std::string_view SourceName(Language language, SourceKind kind) {
  switch (kind) {
    case SourceKind::kErrorLog:
      return Text(language, Say::kErrorLogSource);
    case SourceKind::kJsonl:
      return Text(language, Say::kJsonlSource);
    case SourceKind::kAccessLog:
      return Text(language, Say::kAccessLogSource);
    case SourceKind::kEventLog:
      return Text(language, Say::kEventLogSource);
    case SourceKind::kState:
      return Text(language, Say::kStateSource);
  }
  return {};
}

}  // namespace errwatch::cli
