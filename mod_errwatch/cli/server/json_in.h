// Members of JSON that somebody else wrote: what is missing or of another kind is as if it were not there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace errwatch::cli {

// `Json`: of nlohmann, ordered or not.
template <typename Json>
std::string TextIn(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->template get<std::string>() : std::string();
}

// Of a whole number that is not negative.
template <typename Json>
std::optional<uint64_t> NumberIn(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number_unsigned()) return std::nullopt;
  return found->template get<uint64_t>();
}

}  // namespace errwatch::cli
