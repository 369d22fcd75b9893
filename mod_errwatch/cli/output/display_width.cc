#include "cli/output/display_width.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/utf8.h"

namespace errwatch::cli {
namespace {

struct Range {
  uint32_t first, last;
};

// East_Asian_Width W and F (UAX #11), as whole blocks; what is not assigned there is not written either.
constexpr auto kWide = std::to_array<Range>({{0x1100, 0x115F},
                                             {0x2E80, 0x303E},
                                             {0x3041, 0x33FF},
                                             {0x3400, 0x4DBF},
                                             {0x4E00, 0x9FFF},
                                             {0xA000, 0xA4CF},
                                             {0xA960, 0xA97F},
                                             {0xAC00, 0xD7A3},
                                             {0xF900, 0xFAFF},
                                             {0xFE30, 0xFE6F},
                                             {0xFF01, 0xFF60},
                                             {0xFFE0, 0xFFE6},
                                             {0x1F300, 0x1F64F},
                                             {0x1F900, 0x1F9FF},
                                             {0x20000, 0x3FFFD}});
constexpr auto kCombining = std::to_array<Range>(
    {{0x0300, 0x036F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0x3099, 0x309A}, {0xFE00, 0xFE0F}});

// Kinsoku: what begins no line, and what ends none.
constexpr std::string_view kClosing =
    "、。，．・：；？！）］｝」』】〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ";
constexpr std::string_view kOpening = "（［｛「『【〈《";

template <std::size_t N>
bool Holds(const std::array<Range, N>& ranges, uint32_t code) {
  return std::ranges::any_of(
      ranges, [code](const Range& range) { return range.first <= code && code <= range.last; });
}

// The first character of what is not empty, with the continuation bytes behind it.
std::string_view FirstCharacter(std::string_view text) {
  std::size_t end = 1;
  while (end < text.size() && end < 4 && IsUtf8Continuation(text[end])) ++end;
  return text.substr(0, end);
}

uint32_t CodeOf(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character.front());
  if (character.size() == 1) return lead;
  uint32_t code = lead & (0x7FU >> character.size());
  for (const char c : character.substr(1)) code = code << 6U | (static_cast<unsigned char>(c) & 0x3FU);
  return code;
}

std::size_t WidthOfCharacter(std::string_view character) {
  const uint32_t code = CodeOf(character);
  if (code < kCombining.front().first || Holds(kCombining, code))
    return code < kCombining.front().first ? 1 : 0;
  return Holds(kWide, code) ? 2 : 1;
}

// What stays together at the front of what is not empty: up to a blank, or to where a line may break.
std::string_view FirstUnit(std::string_view text) {
  std::size_t end = 0;
  std::string_view last;
  while (end < text.size() && text[end] != ' ') {
    const std::string_view next = FirstCharacter(text.substr(end));
    const bool either_wide = !last.empty() && (WidthOfCharacter(last) == 2 || WidthOfCharacter(next) == 2);
    const bool tied = kClosing.find(next) != std::string_view::npos || WidthOfCharacter(next) == 0 ||
                      (!last.empty() && kOpening.find(last) != std::string_view::npos) ||
                      std::string_view(").,;:!?]%").find(next) != std::string_view::npos || last == "(";
    if (either_wide && !tied) break;
    end += next.size();
    last = next;
  }
  return text.substr(0, end);
}

}  // namespace

std::size_t DisplayWidth(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const std::string_view character = FirstCharacter(text);
    width += WidthOfCharacter(character);
    text.remove_prefix(character.size());
  }
  return width;
}

std::string WrappedText(std::string_view text, std::size_t indent, std::size_t columns) {
  std::string wrapped;
  std::size_t column = indent;
  bool begins = true, blank = false;
  while (!text.empty()) {
    const std::string_view unit = FirstUnit(text);
    text.remove_prefix(unit.size());
    const std::size_t width = DisplayWidth(unit);
    if (!begins && column + (blank ? 1 : 0) + width > columns) {
      wrapped += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (blank) {
      wrapped += ' ';
      ++column;
    }
    wrapped += unit;
    column += width;
    begins = false;
    blank = text.starts_with(' ');
    if (blank) text.remove_prefix(1);
  }
  return wrapped;
}

}  // namespace errwatch::cli
