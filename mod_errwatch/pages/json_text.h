// JSON written field after field, for lines that a flood brings by thousands: a tree of values
// (nlohmann/json) takes several times as long. What it writes is byte for byte what such a tree writes.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace errwatch {

class JsonText {
 public:
  // An object begins: the field `name` of the one that is open, or the outermost one. Names are written as
  // they are: printable ASCII without quotes and backslashes.
  void Open(std::string_view name = {});
  void Close();

  // ASCII: what is none is escaped, and bytes that are no UTF-8 become U+FFFD.
  void Text(std::string_view name, std::string_view value);
  void TextUnlessEmpty(std::string_view name, std::string_view value);
  void Texts(std::string_view name, std::initializer_list<std::string_view> values);
  void Number(std::string_view name, uint64_t value);
  void Fraction(std::string_view name, double value);
  void True(std::string_view name);

  // What was written; the object is empty again.
  std::string Take();

 private:
  void Name(std::string_view name);
  void Value(std::string_view value);

  std::string text_;
  bool first_ = true;  // in the object that is open
};

}  // namespace errwatch
