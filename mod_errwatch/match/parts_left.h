// The values of a field that has more parts than there is room for: they are decoded one after the other when
// they are looked at, so that nothing hides behind a number of them.
//
// A part that is short and plain ("a=1") has no value: what fills a request up costs a look.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "match/match_scratch.h"
#include "match/normalize.h"

namespace errwatch {

class PartsLeft {
 public:
  PartsLeft() = default;
  // REQUIRES: `space` holds the longest part.
  PartsLeft(std::string_view sent, TextKind kind, std::span<char> space)
      : sent_(sent), kind_(kind), space_(space) {}

  bool empty() const { return sent_.empty(); }
  // The next one, without its name if that is one. False: there is none. A view into `space`, until the next
  // call.
  bool Next(FieldValue& value) noexcept;

 private:
  std::string_view sent_;
  TextKind kind_ = TextKind::kHeader;
  std::span<char> space_;
};

}  // namespace errwatch
