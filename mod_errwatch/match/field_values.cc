#include "match/field_values.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "match/base64.h"

namespace errwatch {
namespace {

constexpr std::size_t kValuesOfAPart = 5;  // at most: its value, all of it, three texts that hide in it

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

// Decoded; several stand one behind the other. They take less than what they stand in.
std::string_view TextsInBase64(std::string_view sent, std::span<char> space) {
  const std::string_view whole = TextFromBase64(sent, space);
  if (!whole.empty()) return Normalize(whole, TextKind::kHeader, space.first(whole.size())).text;
  std::size_t size = 0;
  std::size_t at = 0;
  for (std::string_view run = NextBase64Run(sent, at); !run.empty(); run = NextBase64Run(sent, at)) {
    const std::span<char> to = space.subspan(size == 0 ? 0 : size + 1);
    const std::string_view text = TextFromBase64(run, to);
    if (text.empty()) continue;
    if (size != 0) space[size++] = ' ';
    size += Normalize(text, TextKind::kHeader, to.first(text.size())).text.size();
  }
  return {space.data(), size};
}

char SeparatorOf(TextKind kind) {
  return kind == TextKind::kCookies ? ';' : kind == TextKind::kLines || kind == TextKind::kPath ? '\n' : '&';
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
    if (kind != TextKind::kMessage) AddHidden(as_sent, part, kind);
  }
  return {std::span(scratch_.values).subspan(first, used_ - first), to_, cut_};
}

void FieldValues::AddPart(std::string_view sent, std::string_view text, TextKind kind) {
  const std::size_t value = ValueIn(text, kind);
  if (value != 0) Add(sent.substr(ValueIn(sent, kind)), text.substr(value));
  // Without a name, or with one that is none, all of it may be meant.
  if (value == 0 || (kind != TextKind::kLines && !IsName(text.substr(0, value - 1)))) Add(sent, text);
}

void FieldValues::AddHidden(std::string_view sent, const TextPart& part, TextKind kind) {
  const std::size_t value = ValueIn(sent, kind);
  const std::string_view text = sent.substr(value);
  // The separator and what stands in front of the value stand in front of the hidden text, too.
  const auto room = [&] { return sent.size() + 1 <= kHiddenBytes - hidden_bytes_; };
  const auto space = [&] { return std::span<char>(to_ + 1 + value, text.size()); };
  using Reading = std::string_view (*)(std::string_view, TextKind, std::span<char>) noexcept;
  for (const auto& [wanted, read] : {std::pair<bool, Reading>{part.has_lines, &NormalizeWithoutLineComments},
                                     {part.has_comment, &NormalizeWithComments}}) {
    if (!wanted) continue;
    cut_ = cut_ || !room();
    if (room()) AddHiddenText(sent, value, kind, read(text, kind, space()));
  }
  if (kind == TextKind::kPath) return;
  cut_ = cut_ || !room();
  if (room()) AddHiddenText(sent, value, kind, TextsInBase64(text, space()));
}

// `hidden` stands where it will.
void FieldValues::AddHiddenText(std::string_view sent, std::size_t value, TextKind kind,
                                std::string_view hidden) {
  if (hidden.empty()) return;
  char* const begin = to_;
  *begin = SeparatorOf(kind);
  std::ranges::transform(sent.substr(0, value), begin + 1, ToLower);
  to_ = begin + 1 + value + hidden.size();
  hidden_bytes_ += static_cast<std::size_t>(to_ - begin);
  Add(sent.substr(value), hidden, true);
}

}  // namespace errwatch
