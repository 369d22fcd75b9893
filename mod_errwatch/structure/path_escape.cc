#include "structure/path_escape.h"

#include <array>

#include "base/ascii.h"
#include "base/word_filter.h"
#include "structure/cursor.h"

namespace errwatch {
namespace {

// Where a step leads that no page links to.
constexpr std::array<std::string_view, 14> kInteresting = {
    "etc",  "proc",    "windows",  "winnt",  "var",      "usr",     "root",
    "home", "web-inf", "meta-inf", "passwd", "boot.ini", "win.ini", "wp-config.php"};

// Slashes that some decoder takes for one: U+2215, U+2216, U+2044, U+29F8.
constexpr std::array<std::string_view, 4> kLookAlikes = {"\xe2\x88\x95", "\xe2\x88\x96", "\xe2\x81\x84",
                                                         "\xe2\xa7\xb8"};

// Length of a separator at `at`; a look-alike has three bytes.
std::size_t SeparatorLength(std::string_view text, std::size_t at) {
  const char c = At(text, at);
  if (c == '/' || c == '\\') return 1;
  if (c != '\xe2') return 0;
  for (const std::string_view slash : kLookAlikes) {
    if (From(text, at).starts_with(slash)) return slash.size();
  }
  return 0;
}

constexpr ByteTable kEndsWalk(" \"'<>=,|&?#()[]{}`:");
bool EndsWalk(char c) { return kEndsWalk.Has(c); }

// ... and what ends prose, which has blanks.
constexpr ByteTable kEndsProse("\"'<>=,|&?#()[]{}`:");

// Where a segment may end: what ends the walk, and what a separator begins with.
constexpr ByteTable kMayEndSegment(" \"'<>=,|&?#()[]{}`:/\\\xe2");

bool IsControlByte(char c) { return static_cast<unsigned char>(c) < ' '; }

bool IsInteresting(std::string_view segment) {
  if (!MayBeginAs<kInteresting>(segment)) return false;
  for (const std::string_view name : kInteresting) {
    if (segment == name || (name.find('.') != std::string_view::npos && segment.starts_with(name)))
      return true;
  }
  return false;
}

// One path in a text, segment by segment.
class PathWalk {
 public:
  // Reads the path that begins at `at` and says whether it escapes; `end`: behind it.
  bool Escapes(std::string_view text, std::size_t at, std::size_t& end) {
    absolute_ = SeparatorLength(text, at) != 0;
    for (bool first = true; at < text.size() && !EndsWalk(text[at]); first = false) {
      const std::size_t begin = at;
      while (at < text.size() &&
             !(kMayEndSegment.Has(text[at]) && (EndsWalk(text[at]) || SeparatorLength(text, at) != 0)))
        ++at;
      const std::size_t separator = SeparatorLength(text, at);
      const std::string_view segment = text.substr(begin, at - begin);
      const bool doubled = separator != 0 && SeparatorLength(text, at + separator) != 0;
      if (!(segment.empty() && first) && Takes(segment, separator, doubled)) {
        end = at;
        return true;
      }
      at += separator;
      if (separator == 0) break;
    }
    end = at;
    return absolute_ && lowest_ < 0;
  }

 private:
  bool Takes(std::string_view segment, std::size_t separator, bool doubled) {
    if (segment.empty()) return false;
    if (segment == ".") return ++self_ >= 3;
    const bool step =
        segment.starts_with("..") && (segment.size() == 2 || segment[2] == ';' || IsControlByte(segment[2]));
    if (step) {
      lowest_ = --depth_ < lowest_ ? depth_ : lowest_;
      if (++in_a_row_ >= 2 || separator > 1) return true;
      if (segment.size() > 2 && (separator != 0 || absolute_)) return true;
      return absolute_ && lowest_ < 0;
    }
    // "....//" and ".../" are what a filter leaves of "../", or makes it from.
    if (segment.size() >= 3 && segment.find_first_not_of('.') == std::string_view::npos && separator != 0) {
      if ((doubled && segment.size() > 3) || segment.size() > 5 || ++dots_ >= 2) return true;
      return false;
    }
    const bool behind_step = in_a_row_ > 0 || dots_ > 0;
    in_a_row_ = 0;
    ++depth_;
    if (!behind_step) return false;
    return IsInteresting(segment) || (segment.size() > 2 && segment[0] == '.' && IsLower(segment[1]));
  }

  bool absolute_ = false;
  int depth_ = 0;
  int lowest_ = 0;
  int in_a_row_ = 0;
  int dots_ = 0;
  int self_ = 0;  // of segments "."
};

bool BeginsAnyCase(std::string_view text, std::string_view prefix) {
  return EqualsIgnoreCase(text.substr(0, prefix.size()), prefix);
}

// A dot or a slash in a coding that only a filter needs, in lower or upper case. `stepped`: the decoded text
// has a step.
constexpr std::array<std::string_view, 15> kDisguises = {"2e",    "252e",  "c0%a",    "c1%9c",    "c1%1c",
                                                         "c1%8s", "c1%af", "e0%80%a", "f0%80%80", "u002e",
                                                         "u2215", "u2216", "uff0e",   "uff0f",    "%32%65"};
bool HasDisguise(std::string_view sent, bool stepped) {
  // Behind two dots: what begins a character that is longer than it need be, or a coding of none.
  static constexpr std::array<std::string_view, 9> kBehindDots = {"c0%",   "c1%", "e0%80", "f0%80", "f8%80",
                                                                  "fc%80", "u",   "bg%",   "%"};
  constexpr std::size_t kUnitBytes = 6;  // "%c0%2e"
  for (std::size_t at = FindByte(sent, '%'); at != std::string_view::npos; at = FindByte(sent, '%', at + 1)) {
    const std::string_view rest = sent.substr(at + 1);
    const bool may_disguise = MayBeginAs<kDisguises>(rest);  // 'A' and 'a' are the same to it
    for (const std::string_view disguise : kDisguises) {
      if (!stepped || !may_disguise) break;
      if (BeginsAnyCase(rest, disguise)) return true;
    }
    const bool of_two = ToLower(At(rest, 0)) == 'c' && IsAnyOf(At(rest, 1), "01") && At(rest, 2) == '%';
    const std::string_view unit = sent.substr(at, kUnitBytes);
    if (of_two && sent.substr(at + unit.size()).starts_with(unit)) return true;
    if (at < 2 || sent[at - 1] != '.' || sent[at - 2] != '.') continue;
    for (const std::string_view lead : kBehindDots) {
      if (BeginsAnyCase(rest, lead)) return true;
    }
  }
  return false;
}

// Where two dots stand at or behind `at`; npos: nowhere. One look a byte, also at a text of dots.
std::size_t NextDots(std::string_view text, std::size_t at) {
  for (; at + 1 < text.size(); ++at) {
    if (text[at] == '.' && text[at + 1] == '.') return at;
  }
  return std::string_view::npos;
}

// A step that stands alone, at the begin of a path or between separators.
bool HasStep(std::string_view text) {
  for (std::size_t at = NextDots(text, 0); at != std::string_view::npos; at = NextDots(text, at + 2)) {
    if (SeparatorLength(text, at + 2) == 0) continue;
    if (at == 0 || EndsWalk(text[at - 1]) || SeparatorLength(text, at - 1) != 0) return true;
  }
  return false;
}

struct Nul {
  std::size_t at = std::string_view::npos;
  std::size_t length = 0;
};

// The first that is sent as "%00"; where there is none, the first "%2500".
Nul FindNul(std::string_view sent) {
  Nul twice;
  for (std::size_t at = FindByte(sent, '%'); at != std::string_view::npos; at = FindByte(sent, '%', at + 1)) {
    if (At(sent, at + 1) == '0' && At(sent, at + 2) == '0') return {at, 3};
    if (twice.length == 0 && StandsAt(sent, at, "%2500")) twice = {at, 5};
  }
  return twice;
}

// A NUL that cuts off what a script appends: "x.php%00.png". Values of bytes (hashes) hold others, too.
bool CutsFileName(const Value& value) {
  const Nul nul = FindNul(value.sent);
  const std::size_t at = nul.at;
  const std::size_t length = nul.length;
  if (at == std::string_view::npos || at == 0) return false;
  const std::string_view front = value.sent.substr(0, at);
  const std::string_view behind = value.sent.substr(at + length);
  if (front.find_first_of("./%") == std::string_view::npos) return false;
  if (behind.find("%00") != std::string_view::npos && behind.size() > 3) return false;
  for (const char c : value.text) {
    if (static_cast<unsigned char>(c) < ' ' || static_cast<unsigned char>(c) >= 0x7f) return false;
  }
  return behind.empty() || behind.front() == '.' || behind.front() == '/' || behind.front() == '%';
}

// Streams of NTFS ("x.asp::$data"), and short names that are guessed ("/a*~1*").
bool IsWindowsName(std::string_view text) {
  if (FindText(text, "::$data") != std::string_view::npos ||
      FindText(text, "::$index") != std::string_view::npos)
    return true;
  for (std::size_t at = FindByte(text, '~'); at != std::string_view::npos; at = FindByte(text, '~', at + 1)) {
    if (at > 0 && IsDigit(At(text, at + 1)) && (text[at - 1] == '*' || At(text, at + 2) == '*')) return true;
  }
  return false;
}

// A step whose slash a decoder was to find in letters.
bool IsHexStep(std::string_view text) {
  for (std::size_t at = NextDots(text, 0); at != std::string_view::npos; at = NextDots(text, at + 1)) {
    if (!IsAnyOf(At(text, at + 2), "025")) continue;
    for (const std::string_view step : {"..0x2f", "..0x5c", "..2f..2f", "..5c..5c"}) {
      if (StandsAt(text, at, step)) return true;
    }
  }
  return false;
}

}  // namespace

bool HasPathEscape(const Value& value) noexcept {
  if (FindMark(value.text, Marks(kPathEscapeMarks)) == std::string_view::npos) return false;
  const std::string_view text = value.text;
  const bool dots = FindText(text, "..") != std::string_view::npos;
  if (HasDisguise(value.sent, dots && HasStep(text))) return true;
  const bool self = FindText(text, "/./.") != std::string_view::npos;
  for (std::size_t at = 0; (dots || self) && at < text.size();) {
    std::size_t end = at;
    if (PathWalk().Escapes(text, at, end)) return true;
    // Behind a blank stands prose: "cd ../.. in a shell".
    for (at = end; at < text.size() && EndsWalk(text[at]); ++at) {
    }
    if (at < text.size() && at > 0 && text[at - 1] == ' ' && end > 0) at = kEndsProse.Find(text, at);
  }
  return CutsFileName(value) || IsWindowsName(text) || (dots && IsHexStep(text));
}

}  // namespace errwatch
