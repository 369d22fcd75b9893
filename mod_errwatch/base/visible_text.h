// Bytes that a client may have sent, as text that can be looked at:
// the result is UTF-8, on one line, and does what it shows.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace errwatch {

// Keeps printable UTF-8. Control characters, bytes that are not UTF-8, and characters that are invisible or
// change how their neighbours are shown (base/hidden_characters.h) become "\xHH", a byte each. A backslash
// stays as it is: httpd escapes its messages this way. What is longer than `max_bytes` ends behind the
// character that reaches them, with "...".
std::string VisibleText(std::string_view text, std::size_t max_bytes = std::string_view::npos);

// VisibleText for HTML text and for attribute values in quotes: & < > " ' become entities.
std::string EscapeHtml(std::string_view text);

// The longest prefix of at most `bytes` bytes that does not cut a UTF-8 character in two.
std::string_view CutUtf8(std::string_view text, std::size_t bytes);

}  // namespace errwatch
