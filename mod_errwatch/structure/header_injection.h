// Line ends in a value, and behind them what a protocol of lines reads as its own.
#pragma once

#include <string_view>

#include "structure/value.h"

namespace errwatch {

// Of these characters each text that HasHeaderInjection finds has one: line ends are blanks there. (But those
// of codings without another purpose are none: behind them a command of one word alone is not found.)
inline constexpr std::string_view kHeaderInjectionMarks = ": \\";

// True when a line behind the first is a header of HTTP or of a mail, a status or a request line, or a
// command of SMTP, IMAP, POP3, FTP, Redis or memcached, and the first line is no text of several words: a
// message of several lines is everyday, and its lines may begin with "Subject:". Behind a line end in a
// coding that has no other purpose each "name:" counts.
bool HasHeaderInjection(const Value& value) noexcept;

// The same in a body, where people write texts of several lines: the first line is one word (a language, a
// host, an address) or nothing, and the next one a header that nobody writes otherwise, a status line or a
// command. What begins with a list of headers, or with a mark of a text, is none.
bool HasHeaderBehindWord(const Value& value) noexcept;

}  // namespace errwatch
