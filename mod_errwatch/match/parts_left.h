// The values of a field that has more parts than there is room for: they are decoded one after the other when
// they are looked at, so that nothing hides behind a number of them.
//
// A part that is short and plain ("a=1") has no value: what fills a request up costs a look.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "match/match_scratch.h"
#include "match/normalize.h"

namespace errwatch {

// Parts of one field in which nothing was found: what is nothing but the same few separators is looked at
// once. Views, so not for longer than the request's text.
class CleanParts {
 public:
  bool Has(std::string_view part) const noexcept { return !part.empty() && slots_[SlotOf(part)] == part; }
  void Note(std::string_view part) noexcept {
    if (!part.empty()) slots_[SlotOf(part)] = part;
  }

 private:
  static constexpr int kSlotsLog2 = 6;

  // By its length, and its first and last bytes.
  static std::size_t SlotOf(std::string_view part) noexcept {
    constexpr uint64_t kOdd = 0x9E3779B97F4A7C15;  // 2^64 divided by the golden ratio
    uint64_t first = 0;
    uint64_t last = 0;
    const std::size_t bytes = part.size() < sizeof first ? part.size() : sizeof first;
    std::memcpy(&first, part.data(), bytes);
    std::memcpy(&last, part.data() + part.size() - bytes, bytes);
    const uint64_t mixed = (first ^ part.size()) * kOdd ^ last;
    return static_cast<std::size_t>((mixed ^ mixed >> 32) * kOdd >> (64 - kSlotsLog2));
  }

  std::array<std::string_view, std::size_t{1} << kSlotsLog2> slots_;
};

class PartsLeft {
 public:
  PartsLeft() = default;
  // REQUIRES: `space` holds the longest part.
  PartsLeft(std::string_view sent, TextKind kind, std::span<char> space)
      : sent_(sent), kind_(kind), space_(space) {}

  bool empty() const { return sent_.empty(); }
  // The next one that is none of `clean`, without its name if that is one. False: there is none. A view into
  // `space`, until the next call.
  bool Next(FieldValue& value, const CleanParts& clean) noexcept;
  // That one as it was sent, with its name.
  std::string_view part() const { return part_; }

 private:
  std::string_view sent_;
  std::string_view part_;
  TextKind kind_ = TextKind::kHeader;
  std::span<char> space_;
};

}  // namespace errwatch
