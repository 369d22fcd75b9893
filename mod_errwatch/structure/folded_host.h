// The host of an address as a resolver gets it, when a client writes it in other characters than ASCII.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace errwatch {

// Digits and letters in circles, raised, lowered and mathematical ones, and full stops of other scripts are
// ASCII; full stops at the end are gone. At most kMostBytes.
class FoldedHost {
 public:
  static constexpr std::size_t kMostBytes = 255;

  explicit FoldedHost(std::string_view host) noexcept;

  std::string_view text() const { return {bytes_.data(), size_}; }
  // A digit or a letter was written otherwise; a full stop alone is a matter of taste.
  bool is_disguised() const { return disguised_; }

 private:
  std::array<char, kMostBytes> bytes_;
  std::size_t size_ = 0;
  bool disguised_ = false;
};

}  // namespace errwatch
