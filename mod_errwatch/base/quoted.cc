#include "base/quoted.h"

#include "base/visible_text.h"

namespace errwatch {

std::string Quoted(std::string_view text) {
  constexpr std::size_t kMaxShown = 80;
  return "\"" + VisibleText(text, kMaxShown) + "\"";
}

}  // namespace errwatch
