#include "pages/anomaly_text.h"

#include <algorithm>
#include <string_view>

#include "base/time_text.h"
#include "pages/page_phrases.h"

namespace errwatch {
namespace {

std::string ClientsText(uint32_t count, Language language) {
  if (count == 0) return std::string(InLanguage("clients that are not known", language));
  if (count == 1) return std::string(InLanguage("1 client", language));
  return Filled(InLanguage("{0} clients", language), {std::to_string(count)});
}

// A second at least. Two units, so that what is said is not finer than what is known.
std::string SpanText(const Anomaly& anomaly, Tick time, Language language) {
  const Tick begun = std::min(anomaly.begun, time);
  const Milliseconds span = DurationOf(TicksSince(begun, time));
  std::string text;
  for (const char unit : FormatSpan(std::max(span, Milliseconds(1000))))
    text += InLanguage(std::string_view(&unit, 1), language);
  return text;
}

void Fill(std::string_view name, const std::string& value, std::string& text) {
  if (const size_t at = text.find(name); at != std::string::npos) text.replace(at, name.size(), value);
}

}  // namespace

std::string AnomalyText(const Anomaly& anomaly, Tick time, Language language) {
  std::string text(InLanguage(Info(anomaly.kind).text, language));
  Fill("{seen}", std::to_string(anomaly.seen), text);
  Fill("{expected}", std::to_string(anomaly.expected), text);
  Fill("{clients}", ClientsText(anomaly.clients, language), text);
  Fill("{span}", SpanText(anomaly, time, language), text);
  return text;
}

std::string JoinedText(IncidentKind kind, const JoinedAttack& joined, Language language) {
  if (kind == IncidentKind::kTakeover)
    return Filled(InLanguage("many share an attack at this account: {0}", language),
                  {std::string(AnomalyKindName(joined.kind))});
  return Filled(InLanguage("one of many that share an attack: {0}, ErrWatchUnderAttack {1}", language),
                {std::string(AnomalyKindName(joined.kind)), DirectiveText(joined.terms)});
}

std::string AnomalyPlace(std::initializer_list<std::string_view> known_or_empty) {
  std::string text;
  for (const std::string_view part : known_or_empty)
    if (!part.empty()) text.append(text.empty() ? "" : ", ").append(part);
  return text;
}

}  // namespace errwatch
