#include "cli/logs/json_fields.h"

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "base/ascii.h"

namespace errwatch::cli {
namespace {

using SaxJson = nlohmann::json;

constexpr std::size_t kMostDepth = 5;  // of objects in objects

// What only holds the entry: its name is left out.
constexpr std::array<std::string_view, 6> kEnvelopes = {"_source", "result", "jsonpayload",
                                                        "fields",  "record", "entry"};

// Takes the fields as they are read: a document made of them first would have each name once.
class FieldReader : public nlohmann::json_sax<SaxJson> {
 public:
  std::vector<JsonField> Take() { return std::move(fields_); }

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t value) override { return Add(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override {
    if (lists_ == 0) return Add(std::to_string(value));
    is_bytes_ = is_bytes_ && lists_ == 1 && value <= 255;
    if (is_bytes_) bytes_ += static_cast<char>(value);
    return true;
  }
  bool number_float(number_float_t, const string_t& text) override { return Add(text); }
  bool string(string_t& text) override { return Add(std::move(text)); }
  bool binary(binary_t&) override { return true; }

  bool key(string_t& name) override {
    name_ = std::move(name);
    return true;
  }
  bool start_object(std::size_t) override {
    is_bytes_ = false;
    if (lists_ != 0) {
      ++lists_;  // nothing in a list is a field
      return true;
    }
    const bool no_name = before_.empty() || IsOneOf(std::string_view(name_), kEnvelopes);
    before_.push_back(before_.empty() ? std::string() : before_.back() + (no_name ? "" : PlainName(name_)));
    return true;
  }
  bool end_object() override {
    if (lists_ != 0) {
      --lists_;
    } else {
      before_.pop_back();
    }
    return true;
  }
  // journald gives a text that is no UTF-8 as the numbers of its bytes.
  bool start_array(std::size_t) override {
    is_bytes_ = lists_++ == 0;
    bytes_.clear();
    return true;
  }
  bool end_array() override {
    if (--lists_ != 0 || !is_bytes_) return true;
    return Add(std::move(bytes_));
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  bool Add(std::string value) {
    if (lists_ != 0) {
      is_bytes_ = false;
    } else if (!before_.empty() && before_.size() <= kMostDepth) {
      fields_.push_back({before_.back() + PlainName(name_), std::move(value)});
    }
    return true;
  }

  std::vector<JsonField> fields_;
  std::vector<std::string> before_;  // by depth: the joined names of the objects around
  std::string name_;
  std::size_t lists_ = 0;  // that are open, and what is open in them
  std::string bytes_;      // of the outermost list, while it is_bytes_
  bool is_bytes_ = false;
};

// httpd escapes what JSON would not: "\x1b" becomes "\u001b". Bytes that are no UTF-8 become '?'.
std::string Mended(std::string_view text) {
  std::string mended;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size()) {
      const char kind = text[++i];
      if (kind == 'x') {
        mended += "\\u00";
      } else {
        constexpr std::string_view kKnown = "\"\\/bfnrtu";
        mended += kKnown.find(kind) == std::string_view::npos ? "\\\\" : "\\";
        mended += kind;
      }
    } else {
      const auto byte = static_cast<unsigned char>(c);
      mended += byte >= 0x80 || byte < 0x20 ? '?' : c;
    }
  }
  return mended;
}

std::optional<std::vector<JsonField>> ReadAsItIs(std::string_view text) {
  FieldReader reader;
  if (!SaxJson::sax_parse(text, &reader)) return std::nullopt;
  return reader.Take();
}

}  // namespace

std::string PlainName(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (IsAlnum(c)) plain += ToLower(c);
  }
  return plain;
}

std::optional<std::vector<JsonField>> ReadJsonFields(std::string_view text) {
  text = text.substr(0, text.rfind('}') + 1);  // of a list, and what closes it
  if (!text.starts_with('{')) return std::nullopt;
  if (auto fields = ReadAsItIs(text)) return fields;
  return ReadAsItIs(Mended(text));
}

}  // namespace errwatch::cli
