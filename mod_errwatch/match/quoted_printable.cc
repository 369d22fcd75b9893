#include "match/quoted_printable.h"

#include <algorithm>

#include "base/ascii.h"

namespace errwatch {

void QuotedPrintable::Read(std::string_view piece, BodyText& text) noexcept {
  while (!piece.empty() && !text.full()) {
    const char c = piece.front();
    const bool ends_line = c == '\n' && (bytes_ == 1 || (bytes_ == 2 && kept_[1] == '\r'));
    if (bytes_ == 0) {
      const std::size_t end = std::min(piece.find('='), piece.size());
      text.Encode(piece.substr(0, end));
      piece.remove_prefix(end);
      if (piece.empty()) return;
      kept_[bytes_++] = '=';
    } else if (ends_line) {  // a soft one
      bytes_ = 0;
    } else if (bytes_ == 1 && (HexValue(c) >= 0 || c == '\r')) {
      kept_[bytes_++] = c;
    } else {
      const int code = bytes_ == 2 && HexValue(kept_[1]) >= 0 && HexValue(c) >= 0
                           ? HexValue(kept_[1]) * 16 + HexValue(c)
                           : 0;
      if (code < ' ' || code >= 0x7f) {
        End(text);
        continue;  // it may be another one
      }
      text.Encode(static_cast<char>(code));
      bytes_ = 0;
    }
    piece.remove_prefix(1);
  }
}

void QuotedPrintable::End(BodyText& text) noexcept {
  text.Encode({kept_, bytes_});
  bytes_ = 0;
}

std::string_view QuotedWord(std::string_view text) noexcept {
  if (!text.starts_with("=?")) return {};
  const std::size_t charset = text.find('?', 2);
  if (charset == std::string_view::npos || charset + 2 >= text.size()) return {};
  if (ToLower(text[charset + 1]) != 'q' || text[charset + 2] != '?') return {};
  text.remove_prefix(charset + 3);
  return text.substr(0, text.find("?="));
}

}  // namespace errwatch
