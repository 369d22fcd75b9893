#include "match/field_values.h"

#include <algorithm>

#include "base/ascii.h"
#include "match/base64.h"

namespace errwatch {
namespace {

constexpr std::size_t kValuesOfAPart = 3;  // at most: its value, all of it, what hides in it

// Where the value begins in "name=value" or "name: value".
std::size_t ValueIn(std::string_view part, TextKind kind) {
  switch (kind) {
    case TextKind::kQuery:
    case TextKind::kAddress:
    case TextKind::kCookies:
      return part.find('=') + 1;  // 0 when there is none
    case TextKind::kLines: {
      const std::size_t colon = part.find(':');
      return colon == std::string_view::npos ? 0 : std::min(colon + 2, part.size());
    }
    case TextKind::kMessage:
    case TextKind::kPath:
    case TextKind::kHeader:
      break;
  }
  return 0;
}

// What names of parameters are made of, with brackets and dots of nested ones.
bool IsName(std::string_view name) {
  return std::ranges::all_of(name, [](char c) {
    return IsAlnum(c) || c == '_' || c == '-' || c == '.' || c == '[' || c == ']' || c == ' ';
  });
}

char SeparatorOf(TextKind kind) {
  return kind == TextKind::kCookies ? ';' : kind == TextKind::kLines ? '\n' : '&';
}

}  // namespace

std::span<TextPart> FieldValues::RoomForParts() {
  --fields_left_;
  const std::size_t values = scratch_.values.size() - used_ - fields_left_ * kValuesOfAPart;
  return std::span(scratch_.parts).first(std::min(scratch_.parts.size(), values / kValuesOfAPart));
}

FieldValues::Field FieldValues::Collect(std::string_view sent, std::string_view text, TextKind kind,
                                        std::span<const TextPart> parts) noexcept {
  const std::size_t first = used_;
  to_ = const_cast<char*>(text.data()) + text.size();
  cut_ = false;
  for (const TextPart& part : parts) {
    const std::string_view as_sent = sent.substr(part.sent_begin, part.sent_bytes);
    AddPart(as_sent, text.substr(part.begin, part.bytes), kind);
    if (kind != TextKind::kMessage && kind != TextKind::kPath)
      AddHidden(as_sent, ValueIn(as_sent, kind), kind, part.has_lines);
  }
  return {std::span(scratch_.values).subspan(first, used_ - first), to_, cut_};
}

void FieldValues::AddPart(std::string_view sent, std::string_view text, TextKind kind) {
  const std::size_t value = ValueIn(text, kind);
  if (value != 0) Add(sent.substr(ValueIn(sent, kind)), text.substr(value));
  // Without a name, or with one that is none, all of it may be meant.
  if (value == 0 || (kind != TextKind::kLines && !IsName(text.substr(0, value - 1)))) Add(sent, text);
}

void FieldValues::AddHidden(std::string_view sent, std::size_t value, TextKind kind, bool has_lines) {
  // The separator and what stands in front of the value stand in front of the hidden text, too.
  if (sent.size() + 1 > kHiddenBytes - hidden_bytes_) {
    cut_ = cut_ || has_lines;
    return;
  }
  char* const begin = to_;
  char* const text_begin = begin + 1 + value;
  const std::string_view text = sent.substr(value);
  std::string_view hidden;
  if (has_lines) {
    hidden = NormalizeWithoutLineComments(text, kind, {text_begin, text.size()});
  } else if (const std::string_view plain = TextFromBase64(text, {text_begin, text.size()}); !plain.empty()) {
    hidden = Normalize(plain, TextKind::kHeader, {text_begin, plain.size()}).text;
  }
  if (hidden.empty()) return;
  *begin = SeparatorOf(kind);
  std::ranges::transform(sent.substr(0, value), begin + 1, ToLower);
  to_ = text_begin + hidden.size();
  hidden_bytes_ += static_cast<std::size_t>(to_ - begin);
  Add(text, hidden, true);
}

}  // namespace errwatch
