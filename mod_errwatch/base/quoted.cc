#include "base/quoted.h"

#include "base/visible_text.h"

namespace errwatch {

std::string Quoted(std::string_view text, std::size_t max_bytes) {
  std::string quoted = "\"";
  for (const char c : VisibleText(text, max_bytes)) {
    if (c == '"') {
      quoted += "\\x22";
    } else {
      quoted += c;
    }
  }
  return quoted += '"';
}

}  // namespace errwatch
