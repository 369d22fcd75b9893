#include "match/part_headers.h"

#include <algorithm>

#include "base/ascii.h"

namespace errwatch {
namespace {

std::size_t Find(std::string_view text, std::string_view word) {
  const auto same = [](char a, char b) { return ToLower(a) == ToLower(b); };
  const auto found = std::search(text.begin(), text.end(), word.begin(), word.end(), same);
  return found == text.end() ? text.npos : static_cast<std::size_t>(found - text.begin());
}

// A value of a parameter, as far as it goes, and whether all readers take it for this.
struct ParameterValue {
  std::string_view text;  // without its quotation marks; what is quoted in it is quoted still
  bool plain = true;
};

// `rest` stands behind the equals sign, and is left at the semicolon behind the value or at its end.
ParameterValue TakeValue(std::string_view& rest, bool extended) {
  ParameterValue value;
  const std::string_view all = rest;
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  const char quote = rest.empty() || (rest.front() != '"' && rest.front() != '\'') ? '\0' : rest.front();
  if (quote == '\0') {
    value.text = Trim(rest.substr(0, rest.find(';')));
    rest.remove_prefix(std::min(rest.find(';'), rest.size()));
    // To PHP an apostrophe begins a text that may have semicolons; of filename* a pair belongs to the form.
    const auto apostrophes = std::ranges::count(value.text, '\'');
    value.plain = value.text.find_first_of("\"\\ ") == std::string_view::npos &&
                  (apostrophes == 0 || (extended && apostrophes == 2)) && !all.starts_with(' ');
    return value;
  }
  std::size_t end = 1;
  bool escaped = false;
  // Browsers send C:\dir\file.txt as it is: a backslash quotes nothing but a quotation mark.
  for (; end < rest.size() && rest[end] != quote; ++end) {
    if (rest[end] != '\\' || end + 1 >= rest.size() || rest[end + 1] != quote) continue;
    escaped = true;
    ++end;
  }
  value.text = rest.substr(1, std::min(end, rest.size()) - 1);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  const std::string_view behind = Trim(rest.substr(0, rest.find(';')));
  rest.remove_prefix(std::min(rest.find(';'), rest.size()));
  value.plain = quote == '"' && end < all.size() && !escaped && behind.empty() && !all.starts_with(' ');
  return value;
}

}  // namespace

void PartHeaders::Begin() noexcept {
  line_bytes_ = kept_bytes_ = 0;
  name_ = file_name_ = type_ = {};
  has_disposition_ = has_name_ = has_file_name_ = names_file_ = too_long_ = false;
  plain_ = true;
  quoted_ = false;
}

void PartHeaders::Keep(std::string_view text, Kept* as) noexcept {
  too_long_ = too_long_ || text.size() > kKeptBytes - kept_bytes_;
  text = text.substr(0, kKeptBytes - kept_bytes_);
  *as = {static_cast<uint16_t>(kept_bytes_), static_cast<uint16_t>(text.size())};
  std::ranges::copy(text, kept_.begin() + static_cast<std::ptrdiff_t>(kept_bytes_));
  kept_bytes_ += text.size();
}

bool PartHeaders::IsTypedJson() const { return IsTyped() && Find(type(), "json") != std::string_view::npos; }

bool PartHeaders::IsMarkup() const { return Find(type(), "xml") != std::string_view::npos; }

bool PartHeaders::NamesCharset() const { return Find(type(), "charset") != std::string_view::npos; }

bool PartHeaders::IsTyped() const {
  if (!names_file_ || file_name().find('.') != std::string_view::npos) return false;
  return Find(type(), "json") != std::string_view::npos || IsMarkup() || BeginsLike(type(), "text/plain");
}

PartHeaders::Reading PartHeaders::Read(char c) noexcept {
  const bool behind_return = line().ends_with('\r');
  line_[line_bytes_++] = c;
  // A line feed alone ends a line to some; so does a carriage return alone.
  if ((c == '\n') != behind_return) return Reading::kOdd;
  if (static_cast<unsigned char>(c) < ' ' && c != '\r' && c != '\n') return Reading::kOdd;
  if (line_bytes_ == kLineBytes) return Reading::kOdd;
  if (c != '\n') return Reading::kMore;
  std::string_view line = this->line();
  line.remove_suffix(2);
  if (line.empty()) {
    // "filename*" without the other.
    plain_ = plain_ && names_file_ == has_file_name_;
    return Reading::kEnd;
  }
  if (!TakeLine(line) || too_long_) return Reading::kOdd;
  line_bytes_ = 0;
  return Reading::kMore;
}

// False: no header. One that is folded is two lines to Django, what has no colon is part of the last to PHP.
bool PartHeaders::TakeLine(std::string_view line) noexcept {
  const std::size_t colon = line.find(':');
  if (line.front() == ' ' || colon == std::string_view::npos) return false;
  const std::string_view key = Trim(line.substr(0, colon));
  const std::string_view value = Trim(line.substr(colon + 1));
  const bool disposition = EqualsIgnoreCase(key, "Content-Disposition");
  const bool type = EqualsIgnoreCase(key, "Content-Type");
  if ((disposition || type) && key.size() != colon) plain_ = false;
  if (disposition) TakeDisposition(value);
  if (type) TakeType(value);
  if (EqualsIgnoreCase(key, "Content-Transfer-Encoding"))
    quoted_ = EqualsIgnoreCase(value, "quoted-printable");
  return true;
}

// form-data; name="a"; filename="b.png"
void PartHeaders::TakeDisposition(std::string_view value) noexcept {
  // Of two lines some readers take the first and some the last.
  if (has_disposition_) plain_ = false;
  has_disposition_ = true;
  const std::size_t end = std::min(value.find(';'), value.size());
  if (value.substr(0, end).find_first_of("=\"'") != std::string_view::npos) plain_ = false;
  value.remove_prefix(end);
  while (!value.empty()) {
    value.remove_prefix(1);
    if (!TakeParameter(value)) plain_ = false;
  }
}

// Leaves `rest` at the next semicolon. False: not all readers see this parameter.
bool PartHeaders::TakeParameter(std::string_view& rest) noexcept {
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  const std::size_t equals = std::min(rest.find_first_of("=;"), rest.size());
  const std::string_view sent_key = rest.substr(0, equals);
  const std::string_view key = Trim(sent_key);
  rest.remove_prefix(equals);
  if (!rest.starts_with('=')) return key.empty();
  rest.remove_prefix(1);
  const bool extended = EqualsIgnoreCase(key, "filename*");
  const ParameterValue value = TakeValue(rest, extended);
  const bool plain = value.plain && key.size() == sent_key.size();
  if (EqualsIgnoreCase(key, "name")) {
    const bool first = !has_name_;
    has_name_ = true;
    if (first) Keep(value.text, &name_);
    return plain && first;
  }
  if (!BeginsLike(key, "filename")) return false;
  names_file_ = true;
  if (file_name_.size == 0 || !extended) Keep(value.text, &file_name_);
  if (extended) return plain;
  const bool first = !has_file_name_;
  has_file_name_ = has_file_name_ || EqualsIgnoreCase(key, "filename");
  // To Django a file without a name is a value.
  return plain && first && has_file_name_ && !value.text.empty();
}

void PartHeaders::TakeType(std::string_view value) noexcept {
  // Python reads the fields that such a part is made of.
  constexpr std::string_view kForm = "application/x-www-form-urlencoded";
  if (type_.size != 0 || BeginsLike(value, "multipart") || BeginsLike(value, "message") ||
      BeginsLike(value, kForm))
    plain_ = false;
  Keep(value, &type_);
}

}  // namespace errwatch
