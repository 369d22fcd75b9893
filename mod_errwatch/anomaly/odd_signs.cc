#include "anomaly/odd_signs.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ascii.h"

namespace errwatch {
namespace {

// What stands beside a sign: letters, digits and underscores are a word's; 0 is the end of the text.
struct Place {
  char before, sign, behind, second;
};

constexpr bool IsWord(char c) { return IsAlnum(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

// One group of signs each.
float QuoteBits(const Place& at) {
  if (at.sign == '`') return 7;
  if (at.sign == '"') return 2.5F;
  return IsWord(at.before) && !IsDigit(at.before) && IsAlpha(at.behind) ? 0 : 4;
}

float BracketBits(const Place& at) {
  switch (at.sign) {
    case '(':
      if (IsWord(at.before)) return 5;
      return at.before == ' ' && IsWord(at.behind) ? 1 : 3;
    case ')':
      return IsWord(at.before) ? 0.5F : 2;
    case '<':
      return IsAlpha(at.behind) || at.behind == '/' || at.behind == '!' || at.behind == '?' ? 5 : 3;
    case '[':
    case ']':
      return 2;
    default:
      return 3;
  }
}

float JoiningBits(const Place& at) {
  switch (at.sign) {
    case '.':
      if (at.behind == '.' && (at.second == '/' || at.second == '\\')) return 5;
      return 0;
    case ',':
      return IsWord(at.before) && (IsWord(at.behind) || at.behind == ' ') ? 0.2F : 2;
    case ':':
      return IsWord(at.before) && (at.behind == ' ' || at.behind == '/' || IsDigit(at.behind)) ? 1 : 2;
    case '/':
      if (at.before == ' ') return 3;
      return at.behind != '/' || at.before == ':' ? 0.7F : 2;
    case '?':
      return IsWord(at.before) && (at.behind == ' ' || at.behind == 0) ? 0.5F : 2;
    case '!':
      return IsWord(at.before) && (at.behind == ' ' || at.behind == 0) ? 0.5F : 3;
    case '@':
      return IsWord(at.before) && IsWord(at.behind) ? 0.5F : 4;
    default:
      return 1.5F;  // +
  }
}

float OperatorBits(const Place& at) {
  switch (at.sign) {
    case ';':
      return at.behind == ' ' && (IsWord(at.before) || at.before == ')') ? 0.5F : 3;
    case '&':
      return at.before == ' ' && at.behind == ' ' ? 1 : 3;
    case '|':
      return IsWord(at.before) && IsWord(at.behind) ? 2 : 3.5F;
    case '$':
      return IsDigit(at.behind) ? 1 : 5;
    case '%':
      return IsDigit(at.before) && (at.behind == ' ' || at.behind == 0) ? 0.5F : 4;
    case '\\':
      return 5;
    case '^':
      return 4;
    case '*':
      return 3;
    case '#':
      return 2.5F;
    default:
      return 2;  // = ~
  }
}

float BitsAt(const Place& at) {
  switch (at.sign) {
    case '\'':
    case '"':
    case '`':
      return QuoteBits(at);
    case '(':
    case ')':
    case '[':
    case ']':
    case '{':
    case '}':
    case '<':
    case '>':
      return BracketBits(at);
    case '.':
    case ',':
    case ':':
    case '/':
    case '?':
    case '!':
    case '@':
    case '+':
      return JoiningBits(at);
    case ' ':
      return at.behind == ' ' ? 1.5F : 0;
    default:
      return OperatorBits(at);
  }
}

uint64_t SignBit(char sign) { return uint64_t{1} << ((static_cast<unsigned char>(sign) - 0x20U) & 63U); }

// What has no oddness at all, so that most bytes cost one look.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t c = 0; c < plain.size(); ++c)
    plain[c] = IsAlnum(static_cast<char>(c)) || c == '_' || c == '-' || (c >= 0x80 && c != 0xe2 && c != 0xef);
  return plain;
}();

// Letters, digits and angle brackets that stand twice in Unicode (fullwidth, enclosed). Writers of Japanese
// type some of them.
float OtherFormBits(std::string_view rest) {
  if (rest.size() < 3) return 0;
  const auto first = static_cast<unsigned char>(rest[0]);
  const auto second = static_cast<unsigned char>(rest[1]);
  const auto third = static_cast<unsigned char>(rest[2]);
  if (first == 0xe2) return second >= 0x91 && second <= 0x93 ? 3 : 0;
  if (second == 0xbc) return third == 0x9c || third == 0x9e ? 4 : (third >= 0x90 && third <= 0xba ? 1 : 0);
  return second == 0xbd && third >= 0x81 && third <= 0x9a ? 1 : 0;
}

// Of brackets and quotes: what is opened is closed.
class Balance {
 public:
  void Add(char sign) {
    switch (sign) {
      case '(':
      case ')':
        round_ += sign == '(' ? 1 : -1;
        break;
      case '[':
      case ']':
        square_ += sign == '[' ? 1 : -1;
        break;
      case '{':
      case '}':
        curly_ += sign == '{' ? 1 : -1;
        break;
      case '"':
        twofold_ = !twofold_;
        break;
      case '\'':
        single_ = !single_;
        break;
      default:
        break;
    }
  }
  float bits() const {
    const int open = (round_ != 0) + (square_ != 0) + (curly_ != 0) + twofold_ + single_;
    return 2.0F * static_cast<float>(open);
  }

 private:
  int round_ = 0, square_ = 0, curly_ = 0;
  bool twofold_ = false, single_ = false;
};

constexpr std::array<float, 5> kOfRepeated = {1, 0.8F, 0.6F, 0.4F, 0.3F};

}  // namespace

OddSigns OddSignsOf(std::string_view text) noexcept {
  OddSigns odd;
  Balance balance;
  std::array<uint8_t, 64> seen{};
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (kPlain[byte]) continue;
    if (byte >= 0x80) {
      odd.bits += OtherFormBits(text.substr(at));
      continue;
    }
    if (byte < 0x20 || byte == 0x7f) {
      odd.bits += 7;
      odd.signs |= uint64_t{1} << 63U;
      continue;
    }
    const auto sign_at = [&](std::size_t i) { return i < text.size() ? text[i] : '\0'; };
    const float bits = BitsAt({at == 0 ? '\0' : text[at - 1], text[at], sign_at(at + 1), sign_at(at + 2)});
    // What comes again and again says less each time; slashes do not say much the first time.
    uint8_t& times = seen[byte & 63U];
    odd.bits += text[at] == '/' ? bits : bits * kOfRepeated[times];
    times = static_cast<uint8_t>(std::min(times + std::size_t{1}, kOfRepeated.size() - 1));
    if (bits >= 1) odd.signs |= SignBit(text[at]);
    if (bits > 0) balance.Add(text[at]);
  }
  odd.bits += balance.bits();
  return odd;
}

}  // namespace errwatch
