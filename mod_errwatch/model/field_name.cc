#include "model/field_name.h"

#include "base/percent.h"

namespace errwatch {

std::string_view PlainFieldName(std::string_view sent, std::span<char, kMostFieldNameBytes> space) noexcept {
  std::size_t size = 0;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    char c = sent[i] == '+' ? ' ' : sent[i];
    if (const int byte = PercentByte(sent, i); byte >= 0) {
      c = static_cast<char>(byte);
      i += kPercentBytes - 1;
    }
    constexpr std::string_view kSigns = " _-.:[]$";
    const bool foreign = static_cast<unsigned char>(c) >= 0x80;
    const bool named = IsAlnum(c) || foreign || kSigns.find(c) != std::string_view::npos;
    const bool operates = c == '$' && size > 0 && space[size - 1] == '[';
    if (!named || operates || size == space.size()) return {};
    space[size++] = c;
  }
  return {space.data(), size};
}

}  // namespace errwatch
