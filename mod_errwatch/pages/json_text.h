// JSON written field after field, for lines that a flood brings by thousands: a tree of values
// (nlohmann/json) takes several times as long. What it writes is byte for byte what such a tree writes.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace errwatch {

// Who is told of the fields of a document in their order.
class JsonSink {
 public:
  virtual ~JsonSink() = default;
  // An object begins: the field `name` of the one that is open, or the outermost one. Names are written as
  // they are: printable ASCII without quotes and backslashes.
  virtual void Open(std::string_view name = {}) = 0;
  virtual void Close() = 0;

  virtual void Text(std::string_view name, std::string_view value) = 0;
  virtual void Texts(std::string_view name, std::initializer_list<std::string_view> values) = 0;
  virtual void Number(std::string_view name, uint64_t value) = 0;
  virtual void Fraction(std::string_view name, double value) = 0;
  virtual void True(std::string_view name) = 0;

  void TextUnlessEmpty(std::string_view name, std::string_view value) {
    if (!value.empty()) Text(name, value);
  }
};

// ASCII: what is none is escaped, and bytes that are no UTF-8 become U+FFFD.
class JsonText final : public JsonSink {
 public:
  void Open(std::string_view name = {}) override;
  void Close() override;
  void Text(std::string_view name, std::string_view value) override;
  void Texts(std::string_view name, std::initializer_list<std::string_view> values) override;
  void Number(std::string_view name, uint64_t value) override;
  void Fraction(std::string_view name, double value) override;
  void True(std::string_view name) override;

  // What was written; the object is empty again.
  std::string Take();

 private:
  void Name(std::string_view name);
  void Value(std::string_view value);

  std::string text_;
  bool first_ = true;  // in the object that is open
};

}  // namespace errwatch
