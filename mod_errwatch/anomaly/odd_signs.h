// Signs where they do not stand in what people, browsers and programs send.
#pragma once

#include <cstdint>
#include <string_view>

namespace errwatch {

struct OddSigns {
  float bits = 0;      // of surprise
  uint64_t signs = 0;  // which: bit (c - 0x20) of a byte from 0x20 to 0x5f, of others bit (c & 31)
};

// Of a decoded value. A sign is weighed by what stands before and behind it: an apostrophe within a word is
// everyday, one behind it is not; a bracket behind a blank is prose, one behind a word a call.
OddSigns OddSignsOf(std::string_view text) noexcept;

}  // namespace errwatch
