// Text for a terminal or another reader of plain text.
#pragma once

#include <string>
#include <string_view>

#include "cli/output/exit_code.h"

namespace errwatch::cli {

// VisibleText (base/visible_text.h), cut where it is long for a terminal, too.
std::string Printable(std::string_view text, std::size_t max_bytes = 4096);

// Prints "errwatch: <text>" on standard error.
void Complain(std::string_view text);
// ... of why a command ends with that code.
ExitCode EndWith(ExitCode code, std::string_view why);

// Colours are for terminals only, and not where NO_COLOR is set.
bool ColourOn(int descriptor);

}  // namespace errwatch::cli
