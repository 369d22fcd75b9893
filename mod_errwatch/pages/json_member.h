// Members of a JSON object that are left out where they are not known.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/time_text.h"

namespace errwatch {

inline void SetTime(nlohmann::ordered_json& object, const char* name, Tick time) {
  if (time != Tick()) object[name] = FormatTime(time);
}
inline void SetText(nlohmann::ordered_json& object, const char* name, const std::string& text) {
  if (!text.empty()) object[name] = text;
}

}  // namespace errwatch
