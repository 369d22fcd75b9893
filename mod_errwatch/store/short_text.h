// Text put together without an allocation.
#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "model/entry.h"

namespace errwatch::store {

// What does not fit is cut.
template <std::size_t kBytes>
class ShortText {
 public:
  void Append(std::string_view text) {
    const std::size_t bytes = std::min(text.size(), kBytes - size_);
    if (bytes != 0) std::memcpy(bytes_.data() + size_, text.data(), bytes);
    size_ += bytes;
  }
  std::string_view view() const { return {bytes_.data(), size_}; }

 private:
  std::array<char, kBytes> bytes_;
  std::size_t size_ = 0;
};

// "/path?arguments"
inline ShortText<192> TargetOf(const Entry& entry) {
  ShortText<192> text;
  text.Append(entry.uri);
  if (!entry.args.empty()) text.Append("?");
  text.Append(entry.args);
  return text;
}

}  // namespace errwatch::store
