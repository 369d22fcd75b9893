#include "match/multipart_body.h"

#include <algorithm>

#include "base/ascii.h"

namespace errwatch {
namespace {

bool IsHeader(std::string_view line, std::string_view name, std::string_view* value) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !EqualsIgnoreCase(Trim(line.substr(0, colon)), name)) return false;
  *value = Trim(line.substr(colon + 1));
  return true;
}

// Where one may begin in what is skipped, of which there is a lot: a line feed with a dash behind it, as far
// as that can be seen. The end of `piece`: nowhere.
std::size_t DelimiterIn(std::string_view piece) {
  std::size_t at = piece.find('\n');
  while (at != std::string_view::npos && at + 1 < piece.size() && piece[at + 1] != '-')
    at = piece.find('\n', at + 1);
  return std::min(at, piece.size());
}

}  // namespace

void MultipartBody::Read(std::string_view piece, BodyText& text) noexcept {
  while (!piece.empty() && !text.full()) {
    switch (state_) {
      case State::kSkip:
      case State::kValue:
        piece.remove_prefix(InContent(piece, text));
        continue;
      case State::kBehindBoundary:
        BehindBoundary(piece.front());
        break;
      case State::kHeaders:
        InHeaders(piece.front(), text);
        break;
      case State::kEnd:
        return;
    }
    piece.remove_prefix(1);
  }
}

// What was read as the beginning of a delimiter is content.
void MultipartBody::NoDelimiter(BodyText& text) noexcept {
  if (state_ == State::kValue) {
    if (carriage_return_) text.Encode('\r');
    for (std::size_t i = borrowed_ ? 1 : 0; i < matched_; ++i) text.Encode(DelimiterAt(i));
  }
  borrowed_ = carriage_return_ = false;
  matched_ = 0;
}

// Returns how many bytes it took: up to where a delimiter may begin, or one.
std::size_t MultipartBody::InContent(std::string_view piece, BodyText& text) noexcept {
  if (matched_ == 0 && !carriage_return_) {
    const auto ends = [](char c) { return c == '\n' || c == '\r'; };
    const std::size_t end =
        state_ == State::kSkip
            ? DelimiterIn(piece)
            : static_cast<std::size_t>(std::find_if(piece.begin(), piece.end(), ends) - piece.begin());
    if (state_ == State::kValue) text.Encode(piece.substr(0, end));
    if (end != 0) return end;
  }
  const char c = piece.front();
  if (matched_ != 0 && c == DelimiterAt(matched_)) {
    if (++matched_ == DelimiterBytes()) {
      state_ = State::kBehindBoundary;
      last_ = carriage_return_ = false;
      matched_ = 0;
      line_.size = 0;
    }
    return 1;
  }
  if (matched_ == 0 && c == '\n') {
    matched_ = 1;
    return 1;
  }
  // A line feed begins a delimiter, and none stands within one: there is nothing else to go back to.
  NoDelimiter(text);
  if (c == '\n') {
    matched_ = 1;
  } else if (c == '\r') {
    carriage_return_ = true;
  } else {
    if (state_ == State::kValue) text.Encode(c);
  }
  return 1;
}

void MultipartBody::BehindBoundary(char c) noexcept {
  if (c != '\n') return line_.Add(c);
  state_ = line_.view().starts_with("--") ? State::kEnd : State::kHeaders;
  line_.size = name_.size = file_name_.size = type_.size = 0;
  line_ended_ = is_file_ = false;
}

void MultipartBody::InHeaders(char c, BodyText& text) noexcept {
  if (line_ended_) {
    line_ended_ = false;
    const bool folded = c == ' ' || c == '\t';
    if (!folded) EndHeader();
  }
  if (c != '\n') return line_.Add(c);
  if (Trim(line_.view()).empty()) return StartContent(text);
  line_ended_ = true;
}

void MultipartBody::EndHeader() noexcept {
  std::string_view value;
  const std::string_view line = line_.view();
  if (IsHeader(line, "Content-Disposition", &value)) {
    TakeDisposition(value);
  } else if (IsHeader(line, "Content-Type", &value)) {
    type_.Set(value);
  }
  line_.size = 0;
}

// form-data; name="a"; filename="b \"c\".png"
void MultipartBody::TakeDisposition(std::string_view rest) noexcept {
  for (std::size_t at = rest.find(';'); at != std::string_view::npos; at = rest.find(';')) {
    rest.remove_prefix(at + 1);
    const std::size_t equals = rest.find_first_of("=;");
    if (equals == std::string_view::npos || rest[equals] == ';') continue;
    const std::string_view key = Trim(rest.substr(0, equals));
    rest = rest.substr(equals + 1);
    while (!rest.empty() && IsSpace(rest.front())) rest.remove_prefix(1);
    const bool file = EqualsIgnoreCase(key, "filename") || EqualsIgnoreCase(key, "filename*");
    is_file_ = is_file_ || file;
    Short<kValueBytes> unread;
    Short<kValueBytes>& to = file ? file_name_ : EqualsIgnoreCase(key, "name") ? name_ : unread;
    to.size = 0;
    const char quote = rest.empty() || (rest.front() != '"' && rest.front() != '\'') ? '\0' : rest.front();
    std::size_t i = quote == '\0' ? 0 : 1;
    for (; i < rest.size() && (quote == '\0' ? rest[i] != ';' : rest[i] != quote); ++i) {
      // Browsers send C:\dir\file.txt as it is: a backslash quotes nothing but a quotation mark.
      if (rest[i] == '\\' && i + 1 < rest.size() && rest[i + 1] == quote && quote != '\0') ++i;
      to.Add(rest[i]);
    }
    rest.remove_prefix(std::min(i, rest.size()));
  }
}

void MultipartBody::StartContent(BodyText& text) noexcept {
  text.StartField();
  text.Encode(name_.view());
  state_ = State::kSkip;
  if (is_file_) {
    text.StartField();
    text.Put("filename");
    text.StartValue();
    text.Encode(file_name_.view());
    if (type_.size != 0) {
      text.StartField();
      text.Put("content-type");
      text.StartValue();
      text.Encode(type_.view());
    }
  } else {
    text.StartValue();
    state_ = State::kValue;
  }
  // A part may be empty: the line end of its headers begins the delimiter.
  matched_ = 1;
  borrowed_ = true;
  carriage_return_ = false;
}

}  // namespace errwatch
