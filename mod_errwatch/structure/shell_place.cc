#include "structure/shell_place.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/percent.h"
#include "structure/cursor.h"

namespace errwatch {
namespace {

// How much in front of a place, and behind it, tells whether it is one of a list.
constexpr std::size_t kMostAround = 96;

constexpr ByteTable kOpeners(";|&`$<>");
constexpr ByteTable kLineBreaks("%\n\r\\");

std::string_view LastOf(std::string_view text) {
  return text.substr(text.size() - std::min(text.size(), kMostAround));
}

bool IsItem(char c) { return IsIdentifierByte(c) || IsAnyOf(c, " -."); }

char SeparatorOf(ShellOpener opener) {
  switch (opener) {
    case ShellOpener::kSemicolon:
      return ';';
    case ShellOpener::kPipe:
      return '|';
    case ShellOpener::kAmpersand:
      return '&';
    default:
      return '\0';
  }
}

// "name;title": two items or more.
bool IsItemList(std::string_view text, char separator) {
  if (text.empty() || text.front() == separator) return false;
  bool several = false;
  for (const char c : text) {
    if (c == separator) {
      several = true;
    } else if (!IsItem(c) && c != ',' && c != '=') {
      return false;
    }
  }
  return several;
}

// "& rem" cuts off what a page puts behind a value.
bool EndsInRemark(std::string_view text) {
  if (!text.ends_with("rem")) return false;
  const std::string_view before = BackOverBlanks(text, text.size() - 3);
  return before.empty() || before.back() == '&';
}

// ";title" to the end.
bool GoesOnAsList(std::string_view text, char separator) {
  if (text.empty() || text.front() != separator) return false;
  text = Trim(text.substr(1, kMostAround));
  if (separator == '&' && EndsInRemark(text)) return false;
  return !text.empty() && IsAlpha(text.front()) &&
         std::ranges::all_of(text, [separator](char c) { return IsItem(c) || c == separator; });
}

// "www.example.org"
bool IsHostName(std::string_view text) {
  const std::size_t dot = text.rfind('.');
  return dot != std::string_view::npos && dot > 0 && text.size() - dot > 2 && IsAlnum(text.front()) &&
         std::ranges::all_of(text.substr(dot + 1), IsAlpha) &&
         std::ranges::all_of(text, [](char c) { return IsAlnum(c) || IsAnyOf(c, "-."); });
}

// "(cat|" of a pattern, with "|" or ")" behind the name.
bool IsAlternative(std::string_view before, char behind) {
  if (behind != '|' && behind != ')') return false;
  const std::size_t open = before.rfind('(');
  if (open == std::string_view::npos || open + 1 == before.size()) return false;
  return std::ranges::all_of(before.substr(open + 1),
                             [](char c) { return IsItem(c) || c == '|' || c == '?' || c == ':'; });
}

bool IsLettersAndBlanks(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return IsAlpha(c) || c == ' ' || (c & 0x80) != 0; });
}

// "1.", "-", "*", "|": an item of a list or a cell of a table begins behind it.
bool BeginsItem(std::string_view before) {
  if (before.size() > 1 && before.back() == '.') return IsDigit(before[before.size() - 2]);
  return IsAnyOf(before.back(), "-*|") && (before.size() == 1 || IsSpace(before[before.size() - 2]));
}

// At least three words or numbers, the last one of letters.
bool EndsInWords(std::string_view text) {
  const std::size_t last = text.rfind(' ');
  return last != std::string_view::npos && std::ranges::count(text, ' ') > 1 &&
         std::ranges::all_of(text.substr(last + 1), IsAlpha);
}

struct SentByte {
  char byte;
  std::size_t length;
};

// At `at` of a value as it was sent, which may be encoded once or twice.
SentByte ReadSent(std::string_view sent, std::size_t at) {
  const int once = PercentByte(sent, at);
  if (once < 0) return {sent[at] == '+' ? ' ' : sent[at], 1};
  const int twice = once == '%' ? HexByte(sent, at + kPercentBytes) : -1;
  if (twice < 0) return {static_cast<char>(once), kPercentBytes};
  return {static_cast<char>(twice), kPercentBytes + 2};
}

// Length of what stands for a line break at `at`, once or twice encoded; 0: nothing does.
std::size_t LineBreakAt(std::string_view sent, std::size_t at) {
  if (at >= sent.size()) return 0;
  // Most percent signs stand for something else.
  if (sent[at] == '%' && At(sent, at + 1) != '0' && !(At(sent, at + 1) == '2' && At(sent, at + 2) == '5'))
    return 0;
  if (sent[at] == '\\')
    return At(sent, at + 1) == 'n' || At(sent, at + 1) == 'r' ? 2 : 0;  // written as in a program
  const SentByte c = ReadSent(sent, at);
  return c.byte == '\n' || c.byte == '\r' ? c.length : 0;
}

// "`t`.`id` = 5": a column, as MySQL writes names, and another name or what it is compared with. A command
// without a blank in it is all that can hide there.
bool IsColumn(const ShellPlace& place) {
  const std::size_t end = SkipWhile(place.text, place.from, IsIdentifierByte);
  if (end == place.from || At(place.text, end) != '`') return false;
  if ((!place.blank_before && place.before.ends_with("`.")) || StandsAt(place.text, end + 1, ".`"))
    return true;
  std::size_t at = PastBlanks(place.text, end + 1);
  const std::size_t sign = at;
  while (at < sign + 2 && IsAnyOf(At(place.text, at), "=<>!")) ++at;
  if (at == sign) return false;
  const char operand = At(place.text, PastBlanks(place.text, at));
  return IsDigit(operand) || IsAnyOf(operand, "'\"`?:");
}

}  // namespace

std::optional<ShellPlace> NextShellPlace(std::string_view text, std::size_t at) noexcept {
  at = kOpeners.Find(text, at);
  for (; at != std::string_view::npos; at = kOpeners.Find(text, at + 1)) {
    const char c = text[at];
    const char next = At(text, at + 1);
    std::size_t length = 1;
    ShellOpener opener = ShellOpener::kSemicolon;
    if (c == '`') {
      if (next == '`') continue;  // an empty one
      opener = ShellOpener::kBackTick;
    } else if (IsAnyOf(c, "$<>")) {
      if (next != '(') continue;
      opener = ShellOpener::kSubstitution;
      length = 2;
    } else if (c == '|' || c == '&') {
      opener = next == c ? ShellOpener::kTwo : c == '|' ? ShellOpener::kPipe : ShellOpener::kAmpersand;
      length = next == c || (c == '|' && next == '&') ? 2 : 1;
    }
    const std::string_view before = BackOverBlanks(text, at);
    return ShellPlace{text, opener, at + length, LastOf(before), before.size() < at};
  }
  return std::nullopt;
}

bool IsQuotedInProse(const ShellPlace& place) noexcept {
  const std::string_view before = place.before;
  if (place.opener != ShellOpener::kBackTick) return false;
  if (IsColumn(place)) return true;
  if (!place.blank_before && !before.empty()) return false;
  if (!before.empty() &&
      (IsLettersAndBlanks(before) || IsProse(before) || EndsInWords(before) || BeginsItem(before)))
    return true;
  const std::size_t close = From(place.text, place.from).substr(0, kMostAround).find('`');
  if (close == std::string_view::npos) return false;
  const std::size_t behind = place.from + close + 1;
  if (!IsAnyOf(At(place.text, behind), " ,.:;)") || !(before.empty() || IsAnyOf(before.back(), "*-/`\"(:,")))
    return false;
  return IsAlpha(At(place.text, PastBlanks(place.text, behind + 1)));
}

bool BreaksOut(const ShellPlace& place) noexcept {
  return place.opener == ShellOpener::kSubstitution || place.before.empty() ||
         IsAnyOf(place.before.back(), "'\")`");
}

bool EndSuffices(const ShellPlace& place, std::size_t name_size, std::size_t end) noexcept {
  const std::string_view before = place.before;
  if (IsQuotedInProse(place)) return false;
  if (place.opener == ShellOpener::kBackTick) return true;
  const char separator = SeparatorOf(place.opener);
  if (separator != '\0' && GoesOnAsList(From(place.text, PastBlanks(place.text, end)), separator))
    return false;
  if (BreaksOut(place)) return true;
  if (separator != '\0' && IsItemList(before, separator)) return false;
  const char last = before.back();
  switch (place.opener) {
    case ShellOpener::kPipe:
      return !IsAlternative(before, At(place.text, end)) &&
             !(place.blank_before && !place.glued() && IsLettersAndBlanks(before));
    case ShellOpener::kAmpersand:
      if (before.find('=') != std::string_view::npos) return false;  // a query inside a value
      return !IsAlpha(last) || name_size > 5 || (name_size > 2 && !place.blank_before);
    case ShellOpener::kLine: {
      // "x\nid": two lines of a word each; more may be a list.
      const bool one_word = std::ranges::all_of(before, IsIdentifierByte);
      const bool alone = (one_word && place.ends_value) || (place.is_last && IsHostName(before));
      return !IsAlpha(last) || name_size > 5 || (alone && PastBlanks(place.text, end) >= place.text.size());
    }
    default:
      return true;
  }
}

std::optional<ShellPlace> SentLines::Next() noexcept {
  if (++lines_ > kMost) return std::nullopt;
  std::size_t length = 0;
  for (; at_ < sent_.size(); ++at_) {
    at_ = kLineBreaks.Find(sent_, at_);
    if (at_ == std::string_view::npos) return std::nullopt;
    length = LineBreakAt(sent_, at_);
    if (length != 0) break;
  }
  if (length == 0) return std::nullopt;
  const std::string_view before = BackOverBlanks(sent_, at_);
  while ((length = LineBreakAt(sent_, at_)) != 0) at_ += length;
  std::size_t size = 0;
  std::size_t i = at_;
  for (; i < sent_.size() && size < line_.size() && LineBreakAt(sent_, i) == 0;) {
    const SentByte c = ReadSent(sent_, i);
    line_[size++] = ToLower(c.byte);
    i += c.length;
  }
  std::size_t behind = i;
  while ((length = LineBreakAt(sent_, behind)) != 0) behind += length;
  return ShellPlace{{line_.data(), size}, ShellOpener::kLine,    0, LastOf(before), false,
                    i >= sent_.size(),    behind >= sent_.size()};
}

}  // namespace errwatch
