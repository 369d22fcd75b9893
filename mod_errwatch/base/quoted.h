// Foreign text as error messages show it.
#pragma once

#include <string>
#include <string_view>

namespace errwatch {

// In double quotes, cut where it is long, control characters as '?': a configuration file with stray bytes
// must not garble a terminal.
inline std::string Quoted(std::string_view text) {
  constexpr std::string_view::size_type kMaxShown = 80;
  std::string quoted = "\"";
  for (const char c : text.substr(0, kMaxShown)) {
    const auto byte = static_cast<unsigned char>(c);
    quoted += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  quoted += text.size() > kMaxShown ? "...\"" : "\"";
  return quoted;
}

}  // namespace errwatch
