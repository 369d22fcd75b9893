// Bytes of UTF-8 (RFC 3629).
#pragma once

namespace errwatch {

// Not the first byte of a character: nothing is cut in front of one.
constexpr bool IsUtf8Continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace errwatch
