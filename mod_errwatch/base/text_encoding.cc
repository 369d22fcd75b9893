#include "base/text_encoding.h"

#include <cstddef>

namespace errwatch {

using namespace std::string_view_literals;

bool IsUtf16(std::string_view beginning) noexcept {
  if (beginning.starts_with("\xFF\xFE"sv) || beginning.starts_with("\xFE\xFF"sv)) return true;
  if (beginning.size() < 4) return false;
  const auto text = [&](std::size_t i) { return beginning[i] >= ' ' && beginning[i + 2] >= ' '; };
  const auto nul = [&](std::size_t i) { return beginning[i] == '\0' && beginning[i + 2] == '\0'; };
  return (text(0) && nul(1)) || (nul(0) && text(1));
}

}  // namespace errwatch
