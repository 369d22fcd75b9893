#include "match/multipart_body.h"

#include <algorithm>
#include <memory>

#include "base/ascii.h"

namespace errwatch {
namespace {

// Where a boundary may begin in a file, of which there is a lot: a dash with another one behind it, as far as
// that can be seen. The end of `piece`: nowhere.
std::size_t DashesIn(std::string_view piece) {
  std::size_t at = piece.find('-');
  while (at != std::string_view::npos && at + 1 < piece.size() && piece[at + 1] != '-')
    at = piece.find('-', at + 1);
  return std::min(at, piece.size());
}

// So many bytes at the end of `text`, which is not empty, are a line end, or its beginning; `before` stood in
// front of it.
uint8_t LineEndOf(std::string_view text, uint8_t before) {
  if (text.back() == '\r') return 1;
  if (text.back() != '\n') return 0;
  return (text.size() == 1 ? before == 1 : text[text.size() - 2] == '\r') ? 2 : 0;
}

}  // namespace

MultipartBody::MultipartBody(std::string_view boundary) noexcept
    : boundary_(boundary.substr(0, kMostBoundaryBytes)) {
  fallback_[0] = 0;
  std::size_t same = 0;
  for (std::size_t i = 1; i < DelimiterBytes(); ++i) {
    while (same > 0 && DelimiterAt(i) != DelimiterAt(same)) same = fallback_[same - 1];
    if (DelimiterAt(i) == DelimiterAt(same)) ++same;
    fallback_[i] = static_cast<uint8_t>(same);
  }
}

void MultipartBody::Read(std::string_view piece, BodyText& text) noexcept {
  while (!piece.empty() && !text.full()) {
    switch (state_) {
      case State::kFile:
        piece.remove_prefix(InFile(piece, text));
        continue;
      case State::kValue:
      case State::kPreamble:
        piece.remove_prefix(InContent(piece, text));
        continue;
      case State::kBehindBoundary:
        BehindBoundary(piece.front(), text);
        break;
      case State::kHeaders:
        InHeaders(piece.front(), text);
        break;
      case State::kRest:
        return Content(piece, text);
    }
    piece.remove_prefix(1);
  }
}

// True: `c` was the last byte of "--boundary".
bool MultipartBody::Matches(char c) noexcept {
  while (matched_ > 0 && c != DelimiterAt(matched_)) matched_ = fallback_[matched_ - 1];
  if (c == DelimiterAt(matched_)) ++matched_;
  if (matched_ < DelimiterBytes()) return false;
  matched_ = 0;
  return true;
}

// Returns how many bytes it took: as far as the file goes. What reads how it begins sees the boundary, too.
std::size_t MultipartBody::InFile(std::string_view piece, BodyText& text) noexcept {
  if (file_.done()) return FileBytes(piece, text);
  const std::size_t bytes = FileBytes(piece, text);
  file_.Read(piece.substr(0, bytes), text);
  return bytes;
}

// Files are large, and nothing of one is kept but that.
std::size_t MultipartBody::FileBytes(std::string_view piece, BodyText& text) noexcept {
  for (std::size_t i = 0; i < piece.size();) {
    const std::size_t skipped = matched_ == 0 ? DashesIn(piece.substr(i)) : 0;
    if (skipped != 0) {
      line_end_ = LineEndOf(piece.substr(i, skipped), line_end_);
      i += skipped;
      continue;
    }
    const char c = piece[i++];
    const std::size_t before = matched_;
    if (Matches(c)) {
      BoundaryRead(text);
      return i;
    }
    if (matched_ <= before) line_end_ = matched_ == 0 && c == '\r' ? 1 : 0;
  }
  return piece.size();
}

// The last byte of a boundary.
void MultipartBody::BoundaryRead(BodyText& text) noexcept {
  if (state_ == State::kValue && reads_ == Reads::kQuoted) quoted_.End(text);
  if (line_end_ != 2) return Doubt(text);
  before_ = state_;
  behind_bytes_ = 0;
  state_ = State::kBehindBoundary;
}

// Returns how many bytes it took: up to where a delimiter may begin, or one.
std::size_t MultipartBody::InContent(std::string_view piece, BodyText& text) noexcept {
  if (matched_ == 0 && line_end_ == 0) {
    const auto ends = [](char c) { return c == '\r' || c == '-'; };
    const auto end = static_cast<std::size_t>(std::ranges::find_if(piece, ends) - piece.begin());
    Content(piece.substr(0, end), text);
    if (end != 0) return end;
  }
  const char c = piece.front();
  const std::size_t before = matched_;
  if (Matches(c)) {
    BoundaryRead(text);
    return 1;
  }
  if (matched_ != 0) {
    if (before + 1 != matched_) Release(before + 1 - matched_, text);
    return 1;
  }
  if (before != 0) Release(before, text);
  if (c == '\n' && line_end_ == 1) {
    line_end_ = 2;
    return 1;
  }
  Release(0, text);
  line_end_ = c == '\r' ? 1 : 0;
  if (c != '\r') Content({&c, 1}, text);
  return 1;
}

// What was kept back is content: the line end, and so much of the delimiter's beginning.
void MultipartBody::Release(std::size_t delimiter_bytes, BodyText& text) noexcept {
  if (!borrowed_) Content(std::string_view("\r\n").substr(0, line_end_), text);
  line_end_ = 0;
  borrowed_ = false;
  Content(std::string_view("--").substr(0, delimiter_bytes), text);
  if (delimiter_bytes > 2) Content(boundary_.substr(0, delimiter_bytes - 2), text);
}

void MultipartBody::Content(std::string_view content, BodyText& text) noexcept {
  if (state_ == State::kFile || content.empty()) return;
  if (state_ != State::kValue && !begun_) {
    while (!content.empty() && IsSpace(content.front())) content.remove_prefix(1);
    if (content.empty()) return;
    begun_ = true;
    text.StartOdd(false);
  }
  if (state_ != State::kValue || reads_ == Reads::kText) return text.Encode(content);
  if (reads_ == Reads::kJson) return json_.Read(content, text);
  if (reads_ == Reads::kMarkup) return markup_.Read(content, text);
  quoted_.Read(content, text);
}

// A boundary that some readers see: to them headers begin here, to others the value goes on. A delimiter
// behind it may stand within such headers, so nothing is told apart any more.
void MultipartBody::Doubt(BodyText& text) noexcept {
  if (state_ != State::kPreamble) begun_ = state_ == State::kValue && !text.leaves_out();
  if (state_ == State::kValue && begun_) text.StartOdd(true);
  state_ = State::kRest;
  Release(DelimiterBytes(), text);
}

void MultipartBody::BehindBoundary(char c, BodyText& text) noexcept {
  behind_[behind_bytes_++] = c;
  const std::string_view behind(behind_.data(), behind_bytes_);
  if (behind == "\r\n") {
    state_ = State::kHeaders;
    headers_.Begin();
  } else if (behind == "--\r\n") {
    // The end; but PHP and Django go on.
    state_ = State::kRest;
    begun_ = false;
  } else if (!std::string_view("\r\n").starts_with(behind) &&
             !std::string_view("--\r\n").starts_with(behind)) {
    state_ = before_;
    Doubt(text);
    Content(behind, text);
  }
}

void MultipartBody::InHeaders(char c, BodyText& text) noexcept {
  const bool boundary = Matches(c);
  const PartHeaders::Reading reading = headers_.Read(c);
  if (!boundary && reading == PartHeaders::Reading::kMore) return;
  matched_ = 0;
  if (!boundary && reading == PartHeaders::Reading::kEnd) return StartContent(text);
  // What was read of the lines before is no part of what follows.
  if (!headers_.name().empty()) {
    text.StartField();
    text.Encode(headers_.name());
  }
  GiveFile(text);
  state_ = State::kRest;
  begun_ = false;
  Content(headers_.line(), text);
}

void MultipartBody::GiveFile(BodyText& text) const noexcept {
  if (!headers_.names_file()) return;
  text.StartField();
  text.Put("filename");
  text.StartValue();
  const std::string_view word = QuotedWord(headers_.file_name());
  if (word.empty()) {
    text.Encode(headers_.file_name());
  } else {
    QuotedPrintable reader;
    for (const char c : word) reader.Read(c == '_' ? " " : std::string_view(&c, 1), text);
    reader.End(text);
  }
  GiveType(text);
}

void MultipartBody::GiveType(BodyText& text) const noexcept {
  if (headers_.type().empty()) return;
  text.StartField();
  text.Put("content-type");
  text.StartValue();
  text.Encode(headers_.type());
}

void MultipartBody::StartContent(BodyText& text) noexcept {
  const bool file = headers_.IsFile();
  reads_ = headers_.IsTypedJson() ? Reads::kJson
           : headers_.IsMarkup()  ? Reads::kMarkup
           : headers_.quoted()    ? Reads::kQuoted
                                  : Reads::kText;
  if (file) reads_ = Reads::kText;
  const bool json = reads_ == Reads::kJson;
  const auto name = [&] {
    text.StartField();
    text.Encode(headers_.name());
  };
  if (file || json) name();
  GiveFile(text);
  if (!headers_.names_file() && headers_.NamesCharset()) GiveType(text);
  if (json) std::construct_at(&json_);
  if (reads_ == Reads::kMarkup) std::construct_at(&markup_);
  if (file) std::construct_at(&file_);
  if (!file && !json) {
    name();
    text.StartValue(headers_.plain() ? BodyText::Secrets::kByName : BodyText::Secrets::kNone);
  }
  state_ = file ? State::kFile : State::kValue;
  // A part may be empty: the line end of its headers begins the delimiter.
  matched_ = 0;
  line_end_ = 2;
  borrowed_ = true;
}

}  // namespace errwatch
