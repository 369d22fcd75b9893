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

// As VisibleText shows it, but with "?" for each byte that is not to be shown: no longer than `text`.
std::string MaskedText(std::string_view text);

// `text` with its characters of UTF-8 in the place of what stands for their bytes: "%E3%83%90" in an address,
// "\xe3\x83\x90" in httpd's messages. A run of bytes that is no character, ASCII, hidden characters and
// spaces of any kind stay as they are. For people alone: who compares wants what was sent.
std::string ReadableText(std::string_view text);

// VisibleText for HTML text and for attribute values in quotes: & < > " ' become entities.
std::string EscapeHtml(std::string_view text);

// The longest prefix of at most `bytes` bytes that does not cut a UTF-8 character in two.
std::string_view CutUtf8(std::string_view text, std::size_t bytes);

}  // namespace errwatch
