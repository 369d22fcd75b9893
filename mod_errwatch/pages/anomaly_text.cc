#include "pages/anomaly_text.h"

#include <algorithm>
#include <string_view>

#include "base/duration.h"

namespace errwatch {
namespace {

std::string ClientsText(uint32_t count) {
  if (count == 0) return "clients that are not known";
  return std::to_string(count) + (count == 1 ? " client" : " clients");
}

// Whole seconds, so that what is said is not finer than what is known.
std::string SpanText(const Anomaly& anomaly, Tick time) {
  const Tick begun = std::min(anomaly.begun, time);
  const Milliseconds span = DurationOf(TicksSince(begun, time));
  return FormatDuration(Milliseconds(std::max<int64_t>(span.count() / 1000, 1) * 1000));
}

struct NumberField {
  std::string_view name;
  std::string (*text)(const Anomaly&, Tick);
};
constexpr NumberField kNumberFields[] = {
    {"{seen}", [](const Anomaly& anomaly, Tick) { return std::to_string(anomaly.seen); }},
    {"{expected}", [](const Anomaly& anomaly, Tick) { return std::to_string(anomaly.expected); }},
    {"{clients}", [](const Anomaly& anomaly, Tick) { return ClientsText(anomaly.clients); }},
    {"{span}", SpanText},
};

}  // namespace

std::string AnomalyText(const Anomaly& anomaly, Tick time) {
  std::string text(Info(anomaly.kind).text);
  for (const NumberField& field : kNumberFields) {
    if (const size_t at = text.find(field.name); at != std::string::npos)
      text.replace(at, field.name.size(), field.text(anomaly, time));
  }
  return text;
}

}  // namespace errwatch
