// Text for a terminal or another reader of plain text.
#pragma once

#include <string>
#include <string_view>

namespace errwatch::cli {

// Foreign text with everything that could steer a terminal shown as \xHH: control characters, DEL, and bytes
// that are no UTF-8 (C1 controls among them). At most `max_bytes` of it, then "...".
std::string Printable(std::string_view text, std::size_t max_bytes = 4096);

// Prints "errwatch: <text>" on standard error.
void Complain(std::string_view text);

// Colours are for terminals only, and not where NO_COLOR is set.
bool ColourOn(int descriptor);

}  // namespace errwatch::cli
