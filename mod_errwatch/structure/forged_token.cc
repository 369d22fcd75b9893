#include "structure/forged_token.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "base/ascii.h"
#include "base/base64_digit.h"
#include "structure/cursor.h"

namespace errwatch {
namespace {

constexpr std::size_t kMostOfHeader = 768;  // of a token's first part, as text

// The first part of a token, decoded and in lower case.
class TokenHeader {
 public:
  explicit TokenHeader(std::string_view sent) {
    const std::size_t blank = sent.find_last_of(" +\t");
    if (blank < kLongestScheme) sent.remove_prefix(blank + 1);
    if (sent.starts_with("%22") || sent.starts_with('"')) sent.remove_prefix(sent.front() == '"' ? 1 : 3);
    if (sent.starts_with('e')) Decode(sent);  // of '{' and what may stand behind it
  }

  // False: there is none.
  bool is_one() const { return size_ > 2 && bytes_[0] == '{'; }

  // The text of a member; empty where it has none.
  std::string_view Member(std::string_view name) const {
    const std::string_view text(bytes_.data(), size_);
    for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
      const std::size_t colon = PastBlanks(text, at + name.size() + 1);
      const std::size_t quote = PastBlanks(text, colon + 1);
      if (Before(text, at) != '"' || At(text, at + name.size()) != '"' || At(text, colon) != ':' ||
          At(text, quote) != '"')
        continue;
      const std::string_view rest = text.substr(quote + 1);
      return rest.substr(0, rest.find('"'));
    }
    return {};
  }

 private:
  static constexpr std::size_t kLongestScheme = 16;  // "Bearer "

  void Decode(std::string_view sent) {
    uint32_t bits = 0;
    int count = 0;
    std::size_t at = 0;
    for (; at < sent.size() && kBase64Digits[static_cast<unsigned char>(sent[at])] >= 0; ++at) {
      bits = bits << 6 | static_cast<uint32_t>(kBase64Digits[static_cast<unsigned char>(sent[at])]);
      count += 6;
      if (count < 8) continue;
      count -= 8;
      if (size_ == bytes_.size()) break;
      bytes_[size_++] = ToLower(static_cast<char>(bits >> count & 0xFF));
    }
    while (At(sent, at) == '=') ++at;
    // The second part is an object, too.
    if (At(sent, at) != '.' || At(sent, at + 1) != 'e') size_ = 0;
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
  const TokenHeader header(value.sent);
  if (!header.is_one()) return false;
  return IsForgedKey(header.Member("kid")) || IsForgedPlace(header.Member("jku")) ||
         IsForgedPlace(header.Member("x5u"));
}

bool HasUnsignedToken(const Value& value) noexcept {
  const TokenHeader header(value.sent);
  return header.is_one() && header.Member("alg") == "none";
}

}  // namespace errwatch
