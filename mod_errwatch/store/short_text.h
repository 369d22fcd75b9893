// Text put together without an allocation.
#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "base/both_ends.h"
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
  std::size_t room() const { return kBytes - size_; }
  std::string_view view() const { return {bytes_.data(), size_}; }

 private:
  std::array<char, kBytes> bytes_;
  std::size_t size_ = 0;
};

inline constexpr std::size_t kTargetBytes = 192;

// "/path?arguments"; of one that is too long the beginning of the path and the end of the arguments.
inline ShortText<kTargetBytes> TargetOf(const Entry& entry) {
  ShortText<kTargetBytes> text;
  const std::size_t all = entry.uri.size() + (entry.args.empty() ? 0 : 1 + entry.args.size());
  const auto put = [&](std::string_view part, std::size_t room) {
    const BothEnds ends = EndsOf(part, room);
    text.Append(ends.first);
    if (!ends.whole) text.Append(kLeftOut);
    text.Append(ends.last);
  };
  // Half for each where both are long, else what the shorter one leaves.
  const std::size_t half = kTargetBytes / 2;
  const std::size_t args_need = entry.args.empty() ? 0 : 1 + entry.args.size();
  const std::size_t for_uri =
      all <= kTargetBytes ? kTargetBytes : std::max(half, kTargetBytes - std::min(args_need, kTargetBytes));
  put(entry.uri, for_uri);
  if (entry.args.empty()) return text;
  text.Append("?");
  put(entry.args, text.room());
  return text;
}

}  // namespace errwatch::store
