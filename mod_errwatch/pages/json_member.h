// Parts of JSON documents: members that are left out where they are not known, and lists of rows.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/time_text.h"
#include "model/joined_attack.h"

namespace errwatch {

inline void SetTime(nlohmann::ordered_json& object, const char* name, Tick time) {
  if (time != Tick()) object[name] = FormatTime(time);
}
inline void SetText(nlohmann::ordered_json& object, const char* name, const std::string& text) {
  if (!text.empty()) object[name] = text;
}
// An attack that many share.
inline void SetJoined(nlohmann::ordered_json& object, const std::optional<AnomalyKind>& joined) {
  if (joined) object["joined_attack"] = AnomalyKindName(*joined);
}
inline void SetJoined(nlohmann::ordered_json& object, const std::optional<JoinedAttack>& joined) {
  if (!joined) return;
  SetJoined(object, std::optional(joined->kind));
  object["under_attack"] = DirectiveText(joined->terms);
}

template <typename Rows, typename F>
nlohmann::ordered_json JsonArray(const Rows& rows, F&& to_json) {
  nlohmann::ordered_json array = nlohmann::ordered_json::array();
  for (const auto& row : rows) array.push_back(to_json(row));
  return array;
}

}  // namespace errwatch
