#include "structure/folded_host.h"

#include <cstdint>

#include "structure/cursor.h"

namespace errwatch {
namespace {

struct HostSymbol {
  std::uint32_t first;
  std::uint32_t last;
  char value;  // of `first`
};
constexpr std::array<HostSymbol, 9> kHostSymbols = {{{0x2460, 0x2468, '1'},
                                                     {0x24ea, 0x24ea, '0'},
                                                     {0x24d0, 0x24e9, 'a'},
                                                     {0x24b6, 0x24cf, 'a'},
                                                     {0x2070, 0x2070, '0'},
                                                     {0x2074, 0x2079, '4'},
                                                     {0x2080, 0x2089, '0'},
                                                     {0x3002, 0x3002, '.'},
                                                     {0xff61, 0xff61, '.'}}};

// The ASCII character that IDNA makes of the character at `at`, or NUL; `length`: its bytes.
char FoldHostSymbol(std::string_view text, std::size_t at, std::size_t& length) {
  const auto byte = [&](std::size_t i) -> uint32_t { return static_cast<unsigned char>(At(text, at + i)); };
  length = 1;
  if (byte(0) == 0xc2 && (byte(1) == 0xb9 || byte(1) == 0xb2 || byte(1) == 0xb3)) {
    length = 2;
    return byte(1) == 0xb9 ? '1' : byte(1) == 0xb2 ? '2' : '3';
  }
  if (byte(0) == 0xf0 && byte(1) == 0x9d && byte(2) == 0x9f && byte(3) >= 0x8e) {  // mathematical digits
    length = 4;
    return static_cast<char>('0' + static_cast<char>((byte(3) - 0x8e) % 10));
  }
  if (byte(0) < 0xe0 || byte(0) > 0xef) return '\0';
  const std::uint32_t code = (byte(0) & 0x0fU) << 12 | (byte(1) & 0x3fU) << 6 | (byte(2) & 0x3fU);
  for (const HostSymbol& symbol : kHostSymbols) {
    if (code < symbol.first || code > symbol.last) continue;
    length = 3;
    return static_cast<char>(symbol.value + static_cast<char>(code - symbol.first));
  }
  return '\0';
}

}  // namespace

FoldedHost::FoldedHost(std::string_view host) noexcept {
  for (std::size_t at = 0; at < host.size() && size_ < kMostBytes;) {
    std::size_t length = 1;
    const char folded = FoldHostSymbol(host, at, length);
    bytes_[size_++] = folded != '\0' ? folded : host[at];
    disguised_ = disguised_ || (folded != '\0' && folded != '.');
    at += length;
  }
  while (size_ > 0 && bytes_[size_ - 1] == '.') --size_;
}

}  // namespace errwatch
