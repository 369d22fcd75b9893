#include "structure/forged_token.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "base/ascii.h"
#include "base/base64_digit.h"
#include "base/percent.h"
#include "structure/cursor.h"

namespace errwatch {
namespace {

constexpr std::size_t kMostOfHeader =
    6144;  // of a token's first part, as text: all that is looked at of a field

// Behind a word as "Bearer" and its blanks; empty where there are none.
std::string_view BehindScheme(std::string_view sent) {
  constexpr std::size_t kLongestScheme = 16;
  const std::size_t blank = sent.substr(0, kLongestScheme).find_first_of(" +\t%");
  if (blank == std::string_view::npos) return {};
  std::size_t at = blank;
  while (IsAnyOf(At(sent, at), " +\t") || StandsAt(sent, at, "%20")) at += sent[at] == '%' ? 3U : 1U;
  return at == blank ? std::string_view() : From(sent, at);
}

// The first part of a token, decoded and in lower case.
class TokenHeader {
 public:
  explicit TokenHeader(std::string_view sent) {
    if (!Decode(sent)) Decode(BehindScheme(sent));
  }

  // Whether it has a member, whose value is a text, of which `is_it(name, text)` is true. To be asked once:
  // what is escaped is undone in its place.
  template <typename IsIt>
  bool HasMember(IsIt is_it) {
    if (size_ < 3 || bytes_[0] != '{') return false;
    for (std::size_t at = 0; at < size_;) {
      if (bytes_[at] != '"') {
        ++at;
        continue;
      }
      const std::string_view name = TakeText(at);
      const std::size_t colon = PastBlanks(text(), at);
      if (At(text(), colon) != ':') continue;
      const std::size_t quote = PastBlanks(text(), colon + 1);
      if (At(text(), quote) != '"') continue;
      at = quote;
      if (is_it(name, TakeText(at))) return true;
    }
    return false;
  }

 private:
  // False: no token begins there.
  bool Decode(std::string_view sent) {
    size_ = 0;
    if (sent.starts_with("%22") || sent.starts_with('"')) sent.remove_prefix(sent.front() == '"' ? 1 : 3);
    if (!sent.starts_with('e')) return false;  // of '{' and what may stand behind it
    uint32_t bits = 0;
    int count = 0;
    std::size_t at = 0;
    for (; at < sent.size() && kBase64Digits[static_cast<unsigned char>(sent[at])] >= 0; ++at) {
      bits = bits << 6 | static_cast<uint32_t>(kBase64Digits[static_cast<unsigned char>(sent[at])]);
      count += 6;
      if (count < 8) continue;
      count -= 8;
      if (size_ < bytes_.size()) bytes_[size_++] = ToLower(static_cast<char>(bits >> count & 0xFF));
    }
    while (At(sent, at) == '=') ++at;
    // The second part is an object, too.
    if (At(sent, at) == '.' && At(sent, at + 1) == 'e') return true;
    size_ = 0;
    return false;
  }

  std::string_view text() const { return {bytes_.data(), size_}; }

  // The text behind the mark at `at`, and what was escaped in it undone; `at` is behind it then.
  std::string_view TakeText(std::size_t& at) {
    const std::size_t begin = ++at;
    std::size_t end = begin;
    while (at < size_ && bytes_[at] != '"') bytes_[end++] = TakeCharacter(at);
    if (at < size_) ++at;
    return text().substr(begin, end - begin);
  }

  // '?' stands for whatever is none of ASCII.
  char TakeCharacter(std::size_t& at) {
    const char c = bytes_[at++];
    if (c != '\\' || at == size_) return c;
    const char kind = bytes_[at++];
    const int high = kind == 'u' ? HexByte(text(), at) : -1;
    const int low = high < 0 ? -1 : HexByte(text(), at + 2);
    if (low >= 0) {
      at += 4;
      return high == 0 && low < 0x80 ? ToLower(static_cast<char>(low)) : '?';
    }
    constexpr std::string_view kKinds = "bfnrt";
    const std::size_t control = kKinds.find(kind);
    return control == std::string_view::npos ? kind : "\b\f\n\r\t"[control];
  }

  std::array<char, kMostOfHeader> bytes_;
  std::size_t size_ = 0;
};

bool HoldsAnyOf(std::string_view text, std::initializer_list<std::string_view> parts) {
  for (const std::string_view part : parts) {
    if (text.find(part) != std::string_view::npos) return true;
  }
  return false;
}

// What is no name of a key: a server that opens it, or asks a database for it, does as it says.
bool IsForgedKey(std::string_view kid) {
  for (const std::string_view root :
       {"/dev/", "/etc/", "/proc/", "/tmp/", "/var/", "/usr/", "/sys/", "file:"}) {
    if (kid.starts_with(root)) return true;
  }
  return HoldsAnyOf(kid, {"../", "..\\", "'", " union ", "$(", "`", "| ", "; "});
}

bool IsForgedPlace(std::string_view address) {
  if (address.empty()) return false;
  const std::size_t scheme = address.find("://");
  if (address.starts_with("file:") || address.starts_with("gopher:") || address.starts_with("ftp:"))
    return true;
  if (scheme == std::string_view::npos) return false;
  const std::string_view rest = address.substr(scheme + 3);
  const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
  return host.find('@') != std::string_view::npos || host.starts_with("169.254.") ||
         HoldsAnyOf(rest, {"/../", "\\"});
}

}  // namespace

bool HasForgedToken(const Value& value) noexcept {
  return TokenHeader(value.sent).HasMember([](std::string_view name, std::string_view text) {
    return name == "kid" ? IsForgedKey(text) : (name == "jku" || name == "x5u") && IsForgedPlace(text);
  });
}

bool HasUnsignedToken(const Value& value) noexcept {
  return TokenHeader(value.sent).HasMember([](std::string_view name, std::string_view text) {
    return name == "alg" && text == "none";
  });
}

}  // namespace errwatch
