// The fields of a line that is a JSON object, as collectors and an ErrorLogFormat write it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace errwatch::cli {

struct JsonField {
  std::string name;  // PlainName, joined to those around it: {"log":{"level":..}} is "loglevel"
  std::string value;
};

// Lower case, without anything but letters and digits.
std::string PlainName(std::string_view name);

// Texts, numbers and lists of bytes, in their order and as often as they are there: a name that is given
// twice tells that somebody else wrote into the line. Empty when it is no JSON, even where what httpd escapes
// in its own way is mended.
std::optional<std::vector<JsonField>> ReadJsonFields(std::string_view text);

}  // namespace errwatch::cli
