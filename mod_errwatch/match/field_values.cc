#include "match/field_values.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"
#include "match/base64.h"

namespace errwatch {
namespace {

constexpr std::size_t kValuesOfAPart = 5;  // at most: its value, all of it, three texts that hide in it

// Whether parts of such a text have names.
constexpr bool HasNames(TextKind kind) {
  return kind == TextKind::kQuery || kind == TextKind::kAddress || kind == TextKind::kCookies ||
         kind == TextKind::kLines;
}

// Where the value begins in "name=value" or "name: value". REQUIRES: HasNames(kind)
std::size_t ValueIn(std::string_view part, TextKind kind) {
  if (kind != TextKind::kLines) return part.find('=') + 1;  // 0 when there is none
  const std::size_t colon = part.find(':');
  return colon == std::string_view::npos ? 0 : std::min(colon + 2, part.size());
}

// What names of parameters are made of, with brackets and dots of nested ones.
constexpr auto kIsOfName = [] {
  std::array<bool, 256> is{};
  for (std::size_t i = 0; i < is.size(); ++i) is[i] = IsAlnum(static_cast<char>(i));
  for (const char c : std::string_view("_-.[] ")) is[static_cast<unsigned char>(c)] = true;
  return is;
}();
bool IsName(std::string_view name) {
  return std::ranges::all_of(name, [](char c) { return kIsOfName[static_cast<unsigned char>(c)]; });
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

std::span<const FieldValue> FieldValues::Collect(std::string_view sent, std::string_view text, TextKind kind,
                                                 std::span<const TextPart> parts) noexcept {
  const std::size_t first = used_;
  to_ = const_cast<char*>(text.data()) + text.size();
  cut_ = false;
  for (const TextPart& part : parts) {
    const std::string_view as_sent(sent.data() + part.sent_begin, part.sent_bytes);
    const std::string_view decoded(text.data() + part.begin, part.bytes);
    std::size_t value = 0;
    if (HasNames(kind)) {
      value = ValueIn(as_sent, kind);
      AddPart(as_sent, value, decoded, part.plain, kind);
    } else {
      Add(as_sent, decoded, false, part.plain);
    }
    const bool may_hide =
        part.has_lines || part.has_comment || as_sent.size() - value >= kFewestBytesOfBase64;
    if (may_hide && kind != TextKind::kMessage) AddHidden(as_sent, value, part, kind);
  }
  return std::span(scratch_.values).subspan(first, used_ - first);
}

// `value_sent`: where the value begins in `sent`.
void FieldValues::AddPart(std::string_view sent, std::size_t value_sent, std::string_view text, bool plain,
                          TextKind kind) {
  const std::size_t value = plain ? value_sent : ValueIn(text, kind);
  if (value != 0) Add(sent.substr(value_sent), text.substr(value), false, plain);
  // Without a name, or with one that is none, all of it may be meant.
  if (value == 0 || (kind != TextKind::kLines && !IsName(text.substr(0, value - 1))))
    Add(sent, text, false, plain);
}

void FieldValues::AddHidden(std::string_view sent, std::size_t value, const TextPart& part, TextKind kind) {
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
  Add(sent.substr(value), hidden, true, false);
}

}  // namespace errwatch
