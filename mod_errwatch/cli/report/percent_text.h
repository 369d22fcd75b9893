// A text with its percent signs decoded, once.
#pragma once

#include <string>
#include <string_view>

#include "base/percent.h"

namespace errwatch::cli {

inline std::string PercentDecoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int byte = PercentByte(text, i);
    decoded += byte < 0 ? text[i] : static_cast<char>(byte);
    if (byte >= 0) i += kPercentBytes - 1;
  }
  return decoded;
}

}  // namespace errwatch::cli
