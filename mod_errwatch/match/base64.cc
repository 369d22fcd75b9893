#include "match/base64.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/ascii.h"

namespace errwatch {
namespace {

// Of the alphabets of RFC 4648, 4 and 5; a blank is the '+' of a query that was not encoded.
constexpr auto kSextets = [] {
  std::array<int8_t, 256> sextets{};
  sextets.fill(-1);
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < kAlphabet.size(); ++i)
    sextets[static_cast<unsigned char>(kAlphabet[i])] = static_cast<int8_t>(i);
  sextets['-'] = sextets[' '] = sextets['+'];
  sextets['_'] = sextets['/'];
  return sextets;
}();

// One character of a value as it was sent: %2B is '+'.
struct Character {
  char value;
  std::size_t bytes;
};
Character CharacterAt(std::string_view sent, std::size_t at) {
  if (sent[at] != '%' || at + 2 >= sent.size() || HexValue(sent[at + 1]) < 0 || HexValue(sent[at + 2]) < 0)
    return {sent[at], 1};
  return {static_cast<char>(HexValue(sent[at + 1]) * 16 + HexValue(sent[at + 2])), 3};
}

bool InAlphabet(char c) { return c != ' ' && kSextets[static_cast<unsigned char>(c)] >= 0; }

// How many characters of base64 stand at `at`, which is set behind them and their padding.
std::size_t RunAt(std::string_view sent, std::size_t& at) {
  std::size_t characters = 0;
  for (; at < sent.size(); ++characters) {
    const Character c = CharacterAt(sent, at);
    if (!InAlphabet(c.value)) break;
    at += c.bytes;
  }
  for (std::size_t padding = 0; characters > 0 && at < sent.size() && padding < 2; ++padding) {
    const Character c = CharacterAt(sent, at);
    if (c.value != '=') break;
    at += c.bytes;
  }
  return characters;
}

struct Decoded {
  std::size_t bytes = 0;       // written
  std::size_t characters = 0;  // of base64
  bool whole = false;          // nothing but padding stands behind
};

Decoded Decode(std::string_view sent, std::span<char> out) {
  Decoded decoded;
  uint32_t bits = 0;
  std::size_t at = 0;
  while (at < sent.size()) {
    const Character c = CharacterAt(sent, at);
    const int8_t sextet = kSextets[static_cast<unsigned char>(c.value)];
    if (sextet < 0) break;
    at += c.bytes;
    bits = bits << 6 | static_cast<uint8_t>(sextet);
    const std::size_t in_group = decoded.characters++ % 4;
    if (in_group != 0) out[decoded.bytes++] = static_cast<char>(bits >> (6 - 2 * in_group));
  }
  std::size_t padding = 0;
  for (; at < sent.size() && padding < 3; ++padding) {
    const Character c = CharacterAt(sent, at);
    if (c.value != '=') break;
    at += c.bytes;
  }
  // A character too many is left away, as PHP does it.
  decoded.whole = at == sent.size() && padding < 3;
  return decoded;
}

bool IsControl(char c) { return (static_cast<unsigned char>(c) < ' ' && !IsSpace(c)) || c == '\x7f'; }
bool HasControls(std::string_view bytes) { return std::ranges::any_of(bytes, IsControl); }

// Text of some language, or of a program: nine of ten bytes are of ASCII, and none is a control character.
bool IsText(std::string_view bytes) {
  std::size_t foreign = 0;
  for (const char c : bytes) {
    if (static_cast<unsigned char>(c) >= 0x80) {
      ++foreign;
    } else if (IsControl(c)) {
      return false;
    }
  }
  return foreign * 10 <= bytes.size();
}

// So that it takes a short look to tell that most values are none.
bool MayBeBase64(std::string_view sent) {
  if (sent.size() < kFewestBytesOfBase64) return false;
  return std::ranges::all_of(sent.substr(0, kFewestBytesOfBase64),
                             [](char c) { return c == '%' || kSextets[static_cast<unsigned char>(c)] >= 0; });
}

}  // namespace

std::string_view NextBase64Run(std::string_view sent, std::size_t& at) noexcept {
  const auto in_run = [sent](std::size_t i) { return InAlphabet(sent[i]) || sent[i] == '%'; };
  while (at + kFewestBytesOfBase64 <= sent.size()) {
    // From the end of the shortest run that could begin here: what is none is mostly seen at once.
    std::size_t i = at + kFewestBytesOfBase64;
    while (i > at && in_run(i - 1)) --i;
    if (i > at) {
      at = i;
      continue;
    }
    const std::size_t begin = at;
    const std::size_t characters = RunAt(sent, at);
    const std::string_view run = sent.substr(begin, at - begin);
    if (at == begin) at += CharacterAt(sent, at).bytes;
    if (characters >= kFewestBytesOfBase64) return run;
  }
  at = sent.size();
  return {};
}

std::string_view TextFromBase64(std::string_view sent, std::span<char> out) noexcept {
  if (!MayBeBase64(sent)) return {};
  // Words, keys and pictures are told by how they begin.
  constexpr std::size_t kBeginning = 16;
  if (sent.size() > kBeginning && HasControls({out.data(), Decode(sent.substr(0, kBeginning), out).bytes}))
    return {};
  const Decoded decoded = Decode(sent, out);
  const std::string_view text(out.data(), decoded.bytes);
  return decoded.whole && decoded.characters >= kFewestBytesOfBase64 && IsText(text) ? text
                                                                                     : std::string_view();
}

std::string_view BytesFromBase64(std::string_view sent, std::span<char> out) noexcept {
  return {out.data(), Decode(sent, out).bytes};
}

}  // namespace errwatch
