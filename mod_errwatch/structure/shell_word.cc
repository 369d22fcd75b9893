#include "structure/shell_word.h"

#include "base/ascii.h"
#include "structure/cursor.h"

namespace errwatch {
namespace {

// A quotation inside a word is no longer than this.
constexpr std::size_t kMostQuoted = 32;
constexpr std::size_t kMostInWildcard = 8;
// All bytes that are not simply one of the word.
constexpr ByteTable kSpecial(" \t\n\v\f\r;|&(){}#<>`'\"\\$[?*,");

constexpr std::array<std::string_view, 10> kProgramDirectories = {
    "bin", "sbin", "usr", "local", ".", "..", "busybox", "opt", "toybox", "system"};

constexpr ByteTable kEndOfWindowsWord(" \t\n\v\f\r;|&<>(),='`@%");

class UnixWordReader {
 public:
  UnixWordReader(std::string_view text, std::size_t at, InBraces in_braces)
      : text_(text), begin_(at), at_(at), in_braces_(in_braces == InBraces::kYes) {}

  ShellWord Read() {
    while (at_ < text_.size() && !word_.too_long) {
      if (!kSpecial.Has(text_[at_])) {
        Append(text_[at_++]);
        continue;
      }
      if (!Step()) break;
      word_.too_long |= at_ - begin_ > ShellWord::kMostDressed;
    }
    word_.end = at_;
    return word_;
  }

 private:
  // False at the end of the word.
  bool Step() {
    const char c = text_[at_];
    if (IsSpace(c) || IsAnyOf(c, ";|&(){}#") || (in_braces_ && c == ',')) return false;
    switch (c) {
      case '<':
      case '>':
        return SkipEmpty(1, "()");
      case '`':
        return SkipEmpty(1, "`");
      case '"':
        if (SkipEmpty(1, "$@\"") || SkipEmpty(1, "$*\"")) return true;
        [[fallthrough]];
      case '\'':
        return Quoted(c);
      case '\\':
        return Escaped();
      case '$':
        return Variable();
      case '[':
        return Bracket();
      case '?':
      case '*':
        word_.wild = true;
        [[fallthrough]];
      default:
        ++at_;
        Append(c);
        return true;
    }
  }

  void Append(char c) {
    if (word_.size == ShellWord::kMostBytes) {
      word_.too_long = true;
      return;
    }
    word_.dressed = word_.dressed || hidden_;
    word_.bytes[word_.size++] = c;
  }

  // What stands in front of the word hides nothing.
  void Hide(std::size_t bytes) {
    hidden_ = hidden_ || word_.size > 0;
    at_ += bytes;
  }

  bool SkipEmpty(std::size_t skip, std::string_view rest) {
    if (!StandsAt(text_, at_ + skip, rest)) return false;
    Hide(skip + rest.size());
    return true;
  }

  // A quote that none closes ends the word: it was the string's that the command broke out of.
  bool Quoted(char quote) {
    const std::string_view rest = From(text_, at_ + 1).substr(0, kMostQuoted);
    const std::size_t close = rest.find(quote);
    if (close == std::string_view::npos) return false;
    const std::string_view inner = rest.substr(0, close);
    for (const char c : inner) {
      if (!IsAlnum(c) && !IsAnyOf(c, "/\\.?*-_")) return false;
    }
    const bool first = word_.size == 0;  // 'id' alone is a word in quotes; 'i'd is dressed
    if (!first) hidden_ = true;
    for (const char c : inner) {
      if (c != '\\') Append(c);
    }
    Hide(close + 2);
    return true;
  }

  bool Escaped() {
    if (IsWrittenLineEnd(text_, at_)) return false;
    if (!IsAlnum(At(text_, at_ + 1)) && At(text_, at_ + 1) != '/') return false;
    Hide(1);
    return true;
  }

  bool Variable() {
    const char next = At(text_, at_ + 1);
    if ((next == 'i' || next == '{') && IsIfs(text_, at_)) return false;  // it stands for a blank
    if (next == '(') return SkipEmpty(1, "()") || SkipEmpty(1, "(:)");
    if (next == '\'' || next == '"') return Translated(next);
    if (next == '{') {
      const std::string_view name = NameAt(text_, at_ + 2);
      std::size_t close = at_ + 2 + std::max<std::size_t>(name.size(), 1);
      if (!name.empty() && StandsAt(text_, close, ":-}")) close += 2;  // nothing stands for nothing
      if (At(text_, close) != '}') return false;
      Hide(close + 1 - at_);
    } else if (IsAnyOf(next, "@*!-$") || IsDigit(next)) {
      Hide(2);
    } else if (IsIdentifierByte(next)) {
      Hide(1 + NameAt(text_, at_ + 1).size());
    } else {
      return false;
    }
    return true;
  }

  // $'id', $"id": a shell's own quotations, which nobody else has.
  bool Translated(char quote) {
    ++at_;
    if (!Quoted(quote)) {
      --at_;
      return false;
    }
    word_.dressed = word_.dressed || word_.size > 0;
    return true;
  }

  bool Bracket() {
    const std::string_view rest = From(text_, at_ + 1).substr(0, kMostInWildcard);
    const std::size_t close = rest.find(']', 1);
    if (close == std::string_view::npos) return false;
    Append(close == 1 ? rest.front() : '?');
    (close == 1 ? hidden_ : word_.wild) = true;
    at_ += close + 2;
    return true;
  }

  std::string_view text_;
  std::size_t begin_;
  std::size_t at_;
  bool in_braces_;
  bool hidden_ = false;  // something that only hides the word stood in front of what comes next
  ShellWord word_;
};

bool IsProgramDirectory(std::string_view name, bool wild) {
  if (name.empty()) return true;  // "//"
  if (!wild) return IsOneOf(name, kProgramDirectories);
  return std::ranges::any_of(kProgramDirectories,
                             [name](std::string_view directory) { return GlobMatches(name, directory); });
}

}  // namespace

bool GlobMatches(std::string_view glob, std::string_view name) noexcept {
  std::size_t star = std::string_view::npos;
  std::size_t star_name = 0;
  std::size_t g = 0;
  for (std::size_t n = 0; n < name.size();) {
    if (g < glob.size() && (glob[g] == '?' || (glob[g] == name[n] && glob[g] != '*'))) {
      ++g;
      ++n;
    } else if (g < glob.size() && glob[g] == '*') {
      star = g++;
      star_name = n;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      n = ++star_name;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

bool IsWrittenLineEnd(std::string_view text, std::size_t at) noexcept {
  if (At(text, at) != '\\' || (At(text, at + 1) != 'n' && At(text, at + 1) != 'r')) return false;
  const char behind = At(text, at + 2);
  const char next = At(text, at + 3);
  if (behind == '\\') return next == 'n' || next == 'r';
  if (behind == '\'' || behind == '"') return next == '\0';
  return behind == '\0' || IsAnyOf(behind, " ;|&");
}

bool IsIfs(std::string_view text, std::size_t at) noexcept {
  return StandsAt(text, at, "${ifs") || (StandsAt(text, at, "$ifs") && !IsAlpha(At(text, at + 4)));
}

ShellWord ReadUnixWord(std::string_view text, std::size_t at, InBraces in_braces) noexcept {
  return UnixWordReader(text, at, in_braces).Read();
}

ShellWord ReadWindowsWord(std::string_view text, std::size_t at) noexcept {
  ShellWord word;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (kEndOfWindowsWord.Has(c)) break;
    if (c == '/' && word.size > 0 && word.bytes[word.size - 1] != ':') break;  // cmd/c
    if (c == '"') {
      // c"m"d; one that stands alone ends the string that the command broke out of.
      const std::size_t close = From(text, at + 1).substr(0, kMostQuoted).find('"');
      if (word.size == 0 || (close == std::string_view::npos && !word.dressed)) break;
    }
    if (c == '^' || c == '"') {
      word.dressed = true;
      continue;
    }
    if (word.size == ShellWord::kMostBytes) {
      word.too_long = true;
      break;
    }
    word.bytes[word.size++] = c;
  }
  word.end = at;
  return word;
}

std::string_view ProgramName(const ShellWord& word) noexcept {
  if (word.too_long) return {};
  std::string_view rest = word.text();
  const std::size_t slash = rest.rfind('/');
  if (slash == std::string_view::npos) return rest;
  std::size_t begin = rest.front() == '/' ? 1 : 0;
  while (begin <= slash) {
    const std::size_t end = rest.find('/', begin);
    if (!IsProgramDirectory(rest.substr(begin, end - begin), word.wild)) return {};
    begin = end + 1;
  }
  return rest.substr(slash + 1);
}

}  // namespace errwatch
