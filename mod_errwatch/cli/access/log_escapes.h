// Escapes of what clients send, as httpd writes them into access logs, and JSON.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace errwatch::cli {

// Where a text ends that a quotation mark closes: the first that no backslash stands before. npos = nowhere.
std::size_t EndOfQuoted(std::string_view text) noexcept;

// Appends `text` as it was before ap_escape_logitem: \" \\ \n \r \t \b \v and \xhh. Anything else that
// follows a backslash stays with it. Never longer than `text`.
void UndoLogEscapes(std::string_view text, std::string& to);

// The same of a JSON text: also \/ \f and \uhhhh, as UTF-8. An access log of httpd's that looks like JSON has
// escapes of both kinds.
void UndoJsonEscapes(std::string_view text, std::string& to);

}  // namespace errwatch::cli
