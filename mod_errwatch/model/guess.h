// What a request tries that only its owner may know: a password, a code. Never kept, and never more of it
// than a hash in the memory of its request; what goes on from there is a keyed hash of few bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace errwatch {

enum class GuessKind : uint8_t {
  kNone,
  kPassword,
  kCode  // a one-time code, a voucher
};
inline constexpr std::string_view kGuessKindNames = "password, code";
std::optional<GuessKind> ParseGuessKind(std::string_view name) noexcept;  // not kNone

struct Guess {
  GuessKind kind = GuessKind::kNone;
  uint16_t count = 0;    // different ones in one request, as far as calls in it say so
  uint64_t secret = 0;   // of what was tried; the same for the same
  uint64_t account = 0;  // of for whom; 0 = nobody is named
};

// FNV-1a (Fowler, Noll, Vo 1991): a value comes in pieces.
inline constexpr uint64_t kEmptyPrint = 0xcbf29ce484222325;
constexpr uint64_t AddToPrint(uint64_t print, std::string_view text) {
  for (const char c : text) print = (print ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return print;
}
constexpr uint64_t AddToPrint(uint64_t print, uint64_t other) {
  for (int i = 0; i < 8; ++i, other >>= 8) print = (print ^ (other & 0xFF)) * 0x100000001b3;
  return print;
}

}  // namespace errwatch
