#include "match/letter_case.h"

#include <bitset>
#include <optional>

#include "base/ascii.h"

namespace errwatch {
namespace {

using Bytes = std::bitset<256>;

std::size_t Index(char c) { return static_cast<unsigned char>(c); }

Bytes ClassOf(char letter) {
  Bytes bytes;
  for (int i = 0; i < 256; ++i) {
    const char c = static_cast<char>(i);
    bytes[Index(c)] = letter == 's' ? IsSpace(c) : letter == 'd' ? IsDigit(c) : IsAlnum(c) || c == '_';
  }
  return bytes;
}

// Reads a pattern; every step is empty or false where it meets something that it does not know.
class Reader {
 public:
  explicit Reader(std::string_view pattern) : rest_(pattern) {}

  bool LowerCaseSuffices() {
    while (!rest_.empty()) {
      const char c = Next();
      if (c == '\\') {
        if (!EscapeIsSafe()) return false;
      } else if (c == '[') {
        const std::optional<Bytes> bytes = ReadClass();
        if (!bytes || !IsSafe(*bytes)) return false;
      } else if (c == '(') {
        if (!GroupIsSafe()) return false;
      } else if (c == '*' || c == '+' || c == '?' || c == '}') {
        // A possessive quantifier may take more of a lower-case text, and gives nothing back.
        if (rest_.starts_with('+')) return false;
      } else if (IsUpper(c)) {
        return false;
      }
    }
    return true;
  }

 private:
  char Next() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  static bool IsSafe(const Bytes& bytes) {
    for (char c = 'A'; c <= 'Z'; ++c) {
      if (bytes[Index(c)] && !bytes[Index(ToLower(c))]) return false;
    }
    return true;
  }

  // Behind "(". Not known to be safe: atomic groups, verbs, conditions, whatever must not match.
  bool GroupIsSafe() {
    if (!rest_.starts_with('?')) return !rest_.starts_with('*');
    for (const std::string_view safe : {"?:", "?=", "?i)", "?i:", "?s)"}) {
      if (!rest_.starts_with(safe)) continue;
      rest_.remove_prefix(safe.size());
      return true;
    }
    return false;
  }

  // Behind "\\": a byte, or empty.
  std::optional<char> EscapedByte() {
    if (rest_.empty()) return std::nullopt;
    const char c = Next();
    constexpr std::string_view kLetters = "nrtf";
    constexpr std::string_view kMeaning = "\n\r\t\f";
    if (const std::size_t at = kLetters.find(c); at != std::string_view::npos) return kMeaning[at];
    if (!IsAlnum(c)) return c;
    if (c != 'x' || rest_.size() < 2 || HexValue(rest_[0]) < 0 || HexValue(rest_[1]) < 0) return std::nullopt;
    const int value = HexValue(rest_[0]) * 16 + HexValue(rest_[1]);
    rest_.remove_prefix(2);
    return static_cast<char>(value);
  }

  bool EscapeIsSafe() {
    if (!rest_.empty() && std::string_view("swdSWDbB").find(rest_.front()) != std::string_view::npos) {
      Next();
      return true;
    }
    const std::optional<char> byte = EscapedByte();
    return byte && !IsUpper(*byte);
  }

  // Behind "[".
  std::optional<Bytes> ReadClass() {
    Bytes bytes;
    const bool negated = rest_.starts_with('^');
    if (negated) Next();
    for (bool first = true; first || !rest_.starts_with(']'); first = false) {
      if (rest_.empty()) return std::nullopt;
      std::optional<char> c = Next();
      if (c == '[' && !rest_.empty() && std::string_view(":.=").find(rest_.front()) != std::string_view::npos)
        return std::nullopt;
      if (c == '\\') {
        if (rest_.empty()) return std::nullopt;
        if (const char e = rest_.front(); std::string_view("swdSWD").find(e) != std::string_view::npos) {
          Next();
          const Bytes set = ClassOf(ToLower(e));
          bytes |= IsUpper(e) ? ~set : set;
          continue;
        }
        c = EscapedByte();
        if (!c) return std::nullopt;
      }
      if (!AddUpTo(bytes, *c)) return std::nullopt;
    }
    if (rest_.empty()) return std::nullopt;
    Next();
    return negated ? ~bytes : bytes;
  }

  // One byte of a class, or the range that it begins.
  bool AddUpTo(Bytes& bytes, char first) {
    char last = first;
    if (rest_.size() > 1 && rest_[0] == '-' && rest_[1] != ']') {
      Next();
      last = Next();
      if (last == '\\' || last == '[' || Index(last) < Index(first) || rest_.starts_with('-')) return false;
    }
    for (std::size_t i = Index(first); i <= Index(last); ++i) bytes[i] = true;
    return true;
  }

  std::string_view rest_;
};

// Letter case counts nowhere: all of it is (?i), and no group takes that back.
bool IsCaseless(std::string_view pattern, bool nocase) {
  if (!nocase && !pattern.starts_with("(?i)")) return false;
  for (std::size_t at = pattern.find("(?"); at != std::string_view::npos; at = pattern.find("(?", at + 2)) {
    std::size_t i = at + 2;
    while (i < pattern.size() && IsAlpha(pattern[i])) ++i;
    if (i < pattern.size() && (pattern[i] == '-' || pattern[i] == '^')) return false;
  }
  return pattern.find("\\p") == std::string_view::npos && pattern.find("\\P") == std::string_view::npos;
}

}  // namespace

bool MatchesLowerCaseToo(std::string_view pattern, bool nocase) {
  return IsCaseless(pattern, nocase) || Reader(pattern).LowerCaseSuffices();
}

}  // namespace errwatch
