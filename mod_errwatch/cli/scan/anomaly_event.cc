#include "cli/scan/anomaly_event.h"

#include "pages/anomaly_text.h"

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/logs/entry_json.h"
#include "pages/page_phrases.h"

namespace errwatch::cli {

std::string WhatOf(const AnomalyEvent& event, Language language) {
  std::string text = AnomalyText(event.anomaly, event.time, language);
  if (event.ongoing) text.append("; ").append(InLanguage("it went on when the log ended", language));
  return text;
}

std::string WhereOf(const AnomalyEvent& event) {
  return AnomalyPlace({event.vhost, event.uri, event.message, event.networks});
}

nlohmann::ordered_json AnomalyJson(const AnomalyEvent& event) {
  const Anomaly& anomaly = event.anomaly;
  nlohmann::ordered_json object = {{"time", FormatMicros(event.time_us)},
                                   {"kind", AnomalyKindName(anomaly.kind)}};
  object["category"] = CategoryName(event.category);
  object["seen"] = anomaly.seen;
  if (anomaly.expected != 0) object["expected"] = anomaly.expected;
  if (anomaly.clients != 0) object["clients"] = anomaly.clients;
  if (event.ongoing) object["ongoing"] = true;
  object["begun"] = FormatMicros(event.begun_us);
  const std::pair<const char*, const std::string&> texts[] = {
      {"vhost", event.vhost}, {"uri", event.uri}, {"message", event.message}, {"ranges", event.networks}};
  for (const auto& [name, text] : texts)
    if (!text.empty()) object[name] = text;
  return object;
}

}  // namespace errwatch::cli
