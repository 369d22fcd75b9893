#include "match/base64.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/ascii.h"
#include "base/base64_digit.h"
#include "base/percent.h"
#include "base/utf8.h"

namespace errwatch {
namespace {

// A blank is the '+' of a query that was not encoded.
constexpr auto kSextets = [] {
  std::array<int8_t, 256> sextets = kBase64Digits;
  sextets[' '] = sextets['+'];
  return sextets;
}();

// One character of a value as it was sent: %2B is '+'.
struct Character {
  char value;
  std::size_t bytes;
};
Character CharacterAt(std::string_view sent, std::size_t at) {
  const int byte = PercentByte(sent, at);
  return byte < 0 ? Character{sent[at], 1} : Character{static_cast<char>(byte), kPercentBytes};
}

constexpr auto kInAlphabet = [] {
  std::array<bool, 256> in_alphabet{};
  for (std::size_t i = 0; i < in_alphabet.size(); ++i) in_alphabet[i] = kSextets[i] >= 0 && i != ' ';
  return in_alphabet;
}();
bool InAlphabet(char c) { return kInAlphabet[static_cast<unsigned char>(c)]; }

// How many characters of base64 stand at `at`, which is set behind them and their padding.
std::size_t RunAt(std::string_view sent, std::size_t& at) {
  std::size_t characters = 0;
  for (; at < sent.size(); ++characters) {
    if (InAlphabet(sent[at])) {
      ++at;
      continue;
    }
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

bool IsControl(char c) {
  return (static_cast<unsigned char>(c) < ' ' && !IsSpace(c) && c != '\0') || c == '\x7f';
}

// Tells bytes of text, in some language or of a program, from others: nearly all of them are no control
// characters, and UTF-8. NULs are of UTF-16.
class TextBytes {
 public:
  void Add(char c) {
    const auto byte = static_cast<unsigned char>(c);
    const bool continues = IsUtf8Continuation(c);
    ++bytes_;
    nuls_ += byte == 0;
    if (continues && open_ != 0) {
      --open_;
      return;
    }
    const bool none = continues || byte == 0xc0 || byte == 0xc1 || byte >= 0xf5;
    odd_ += open_ + (none || IsControl(c));
    open_ = none || byte < 0xc0 ? 0 : byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
  }
  // Some bytes in front of a payload or behind it, of which its reader takes no notice, hide nothing.
  bool IsText() const { return MayBeText(bytes_) && nuls_ * 2 <= bytes_; }
  // Of so many bytes in all.
  bool MayBeText(std::size_t bytes) const { return odd_ * kOthersToAnOddOne <= bytes; }

 private:
  static constexpr std::size_t kOthersToAnOddOne = 8;
  std::size_t bytes_ = 0;
  std::size_t odd_ = 0;
  std::size_t nuls_ = 0;
  std::size_t open_ = 0;  // bytes of a character that are to come
};

enum class Wanted {
  kBytes,
  kText,
  kTextBetweenOthers  // as decoders read that pass over what is not of the alphabet: PHP's, Python's, Node's
};

struct Decoded {
  std::size_t bytes = 0;       // written
  std::size_t characters = 0;  // of base64
  bool whole = false;          // nothing but padding stands behind
  TextBytes text;
};

// What is no text is given up, and not whole, as soon as that is sure: mostly soon.
template <Wanted wanted>
Decoded Decode(std::string_view sent, std::span<char> out) {
  constexpr bool kPassesOver = wanted == Wanted::kTextBetweenOthers;
  constexpr std::size_t kFewest = kFewestBytesOfBase64;
  Decoded decoded;
  uint32_t bits = 0;
  std::size_t at = 0;
  while (at < sent.size()) {
    const Character c = CharacterAt(sent, at);
    const int8_t sextet = kSextets[static_cast<unsigned char>(c.value)];
    if (kPassesOver && !InAlphabet(c.value)) {
      at += c.bytes;
      continue;
    }
    if (sextet < 0) break;
    at += c.bytes;
    bits = bits << 6 | static_cast<uint8_t>(sextet);
    const std::size_t in_group = decoded.characters++ % 4;
    if (in_group == 0) continue;
    const char byte = static_cast<char>(bits >> (6 - 2 * in_group));
    if constexpr (wanted != Wanted::kBytes) {
      decoded.text.Add(byte);
      if (!decoded.text.MayBeText(kPassesOver ? decoded.bytes + kFewest : sent.size())) return decoded;
    }
    out[decoded.bytes++] = byte;
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

std::string_view TextOf(const Decoded& decoded, std::span<char> out) {
  const bool is_text = decoded.whole && decoded.characters >= kFewestBytesOfBase64 && decoded.text.IsText();
  return is_text ? std::string_view(out.data(), decoded.bytes) : std::string_view();
}

// So that it takes a short look to tell that most values are none.
bool MayBeBase64(std::string_view sent) {
  if (sent.size() < kFewestBytesOfBase64) return false;
  return std::ranges::all_of(sent.substr(0, kFewestBytesOfBase64),
                             [](char c) { return c == '%' || kSextets[static_cast<unsigned char>(c)] >= 0; });
}

}  // namespace

std::string_view NextBase64Run(std::string_view sent, std::size_t& at) noexcept {
  // A character that is none of base64, and is none written with a percent sign, ends a run.
  const auto in_run = [sent](std::size_t i) {
    return InAlphabet(sent[i]) || (sent[i] == '%' && InAlphabet(CharacterAt(sent, i).value));
  };
  std::size_t known = at;  // up to here all could be of a run
  while (at + kFewestBytesOfBase64 <= sent.size()) {
    // From the end of the shortest run that could begin here: what is none is mostly seen at once.
    std::size_t i = at + kFewestBytesOfBase64;
    known = std::max(known, at);
    while (i > known && in_run(i - 1)) --i;
    if (i > known) {
      at = i - 1 + CharacterAt(sent, i - 1).bytes;
      continue;
    }
    known = std::max(known, at + kFewestBytesOfBase64);
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
  return MayBeBase64(sent) ? TextOf(Decode<Wanted::kText>(sent, out), out) : std::string_view();
}

std::string_view TextFromLooseBase64(std::string_view sent, std::span<char> out) noexcept {
  if (sent.size() < kFewestBytesOfBase64) return {};
  return TextOf(Decode<Wanted::kTextBetweenOthers>(sent, out), out);
}

std::string_view BytesFromBase64(std::string_view sent, std::span<char> out) noexcept {
  return {out.data(), Decode<Wanted::kBytes>(sent, out).bytes};
}

}  // namespace errwatch
