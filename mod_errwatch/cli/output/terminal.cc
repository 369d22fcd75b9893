#include "cli/output/terminal.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "base/visible_text.h"

namespace errwatch::cli {

std::string Printable(std::string_view text, std::size_t max_bytes) { return VisibleText(text, max_bytes); }

void Complain(std::string_view text) {
  const std::string shown = Printable(text);
  std::fprintf(stderr, "errwatch: %s\n", shown.c_str());
}

ExitCode EndWith(ExitCode code, std::string_view why) {
  Complain(why);
  return code;
}

bool ColourOn(int descriptor) {
  const char* no_colour = std::getenv("NO_COLOR");
  return ::isatty(descriptor) == 1 && (no_colour == nullptr || *no_colour == '\0');
}

}  // namespace errwatch::cli
