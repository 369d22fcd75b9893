// What is kept of an entry's texts with an incident: no secrets (model/secret_text.h), and no more than there
// is room for.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "model/entry.h"
#include "model/secret_text.h"
#include "model/target.h"
#include "rules/found_place.h"

namespace errwatch::store {

// Text put together without an allocation.
template <std::size_t kBytes>
class ShortText {
 public:
  // As much as there is room for.
  void Append(std::string_view text) {
    const std::size_t bytes = std::min(text.size(), room());
    std::copy_n(text.data(), bytes, bytes_.data() + size_);
    size_ += bytes;
  }
  // ... but what is no secret, both ends of it in at most `most` bytes.
  void AppendShown(std::string_view text, TextForm form, std::size_t most = kBytes) {
    size_ += CopyShown(text, form, bytes_.data() + size_, std::min(most, room()));
  }
  std::size_t room() const { return kBytes - size_; }
  std::string_view view() const { return {bytes_.data(), size_}; }

 private:
  std::array<char, kBytes> bytes_;
  std::size_t size_ = 0;
};

inline constexpr std::size_t kTargetBytes = 192;
inline constexpr std::size_t kFieldNameBytes = 32;
inline constexpr std::size_t kExcerptBytes = 72;

// "/path?arguments"; of one that is too long the beginning of the path and the end of the arguments.
ShortText<kTargetBytes> TargetOf(std::string_view path, std::string_view args);

// Where the evidence stands, as far as the request's line does not show it.
struct FoundText {
  std::optional<Target> in;
  ShortText<kFieldNameBytes> field;
  ShortText<kExcerptBytes> excerpt;  // of its value, around what was found; empty = it is shown elsewhere
};
FoundText FoundTextOf(const Entry& entry, const FoundPlace& place);

}  // namespace errwatch::store
