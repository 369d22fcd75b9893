#include "base/phrase.h"

namespace errwatch {

std::string Filled(std::string_view text, std::initializer_list<std::string_view> values) {
  std::string filled;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_place = text[i] == '{' && i + 2 < text.size() && text[i + 2] == '}' && text[i + 1] >= '0' &&
                          text[i + 1] <= '9';
    const std::size_t number = is_place ? static_cast<std::size_t>(text[i + 1] - '0') : values.size();
    if (number >= values.size()) {
      filled += text[i];
      continue;
    }
    filled += values.begin()[number];
    i += 2;
  }
  return filled;
}

}  // namespace errwatch
