#include "pages/json_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace errwatch {
namespace {

using Json = nlohmann::ordered_json;

// As it is written between quotes.
bool IsPlain(char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; }

}  // namespace

void JsonText::Open(std::string_view name) {
  Name(name);
  text_ += '{';
  first_ = true;
}

void JsonText::Close() {
  text_ += '}';
  first_ = false;
}

void JsonText::Text(std::string_view name, std::string_view value) {
  Name(name);
  Value(value);
}

void JsonText::Texts(std::string_view name, std::initializer_list<std::string_view> values) {
  Name(name);
  char before = '[';
  for (const std::string_view value : values) {
    text_ += before;
    Value(value);
    before = ',';
  }
  text_ += values.size() == 0 ? "[]" : "]";
}

void JsonText::Number(std::string_view name, uint64_t value) {
  Name(name);
  text_ += std::to_string(value);
}

void JsonText::Fraction(std::string_view name, double value) {
  Name(name);
  text_ += Json(value).dump();
}

void JsonText::True(std::string_view name) {
  Name(name);
  text_ += "true";
}

std::string JsonText::Take() {
  first_ = true;
  return std::exchange(text_, {});
}

void JsonText::Name(std::string_view name) {
  if (!first_) text_ += ',';
  first_ = false;
  if (name.empty()) return;
  text_ += '"';
  text_ += name;
  text_ += "\":";
}

void JsonText::Value(std::string_view value) {
  if (std::all_of(value.begin(), value.end(), IsPlain)) {
    text_ += '"';
    text_ += value;
    text_ += '"';
  } else {
    text_ += Json(std::string(value)).dump(-1, ' ', true, Json::error_handler_t::replace);
  }
}

}  // namespace errwatch
