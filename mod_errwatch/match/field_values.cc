#include "match/field_values.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "match/base64.h"
#include "match/part_value.h"

namespace errwatch {
namespace {

constexpr std::size_t kValuesOfAPart = 6;  // at most: its value, all of it, four texts that hide in it

// Of markup.
constexpr std::size_t kMostElements = 96;

// A word, a number, a date: no attack is so short of signs.
bool IsWord(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return IsAlnum(c) || std::string_view("._-:,").find(c) != std::string_view::npos; });
}

// What a number that is broken out of begins with.
bool BeginsNumber(std::string_view text) {
  text = Trim(text);
  return !text.empty() && (IsDigit(text.front()) || std::string_view("-(").find(text.front()) != text.npos);
}

// Of JSON, what stands without quotation marks: a name ends so, too.
bool EndsBareMember(char c) { return c == ',' || c == '}' || c == ']' || c == '"' || c == ':'; }

// Of "name:value".
std::size_t IdentifierIn(std::string_view text) {
  const auto end = std::ranges::find_if_not(
      text, [](char c) { return IsAlnum(c) || std::string_view("_-.").find(c) != std::string_view::npos; });
  return static_cast<std::size_t>(end - text.begin());
}

constexpr int kMostLayers = 3;  // of base64 around a text

// What "data:text/plain;base64," announces; else all of it.
std::string_view BehindDataMark(std::string_view sent) {
  constexpr std::string_view kMark = "base64,";
  constexpr std::size_t kLongestType = 96;
  if (!BeginsLike(sent, "data:")) return sent;
  const std::string_view begin = sent.substr(0, kLongestType);
  const auto same = [](char a, char b) { return ToLower(a) == ToLower(b); };
  const auto mark = std::search(begin.begin(), begin.end(), kMark.begin(), kMark.end(), same);
  if (mark == begin.end()) return sent;
  return sent.substr(static_cast<std::size_t>(mark - begin.begin()) + kMark.size());
}

// What so many layers hide that `sent` is made of and nothing else; empty = it is not. Written over itself
// layer by layer.
std::string_view TextInLayers(std::string_view sent, std::span<char> space, int layers) {
  std::string_view text = TextFromBase64(sent, space);
  for (int layer = 1; layer < layers && !text.empty(); ++layer) text = TextFromBase64(text, space);
  return text;
}

// As deep as it goes. Mostly the first text is no base64, by its first characters.
std::string_view TextInAll(std::string_view sent, std::span<char> space) {
  int layers = 1;
  std::string_view text = TextInLayers(sent, space, layers);
  while (!text.empty() && layers < kMostLayers) {
    const std::string_view inner = TextFromBase64(text, space);
    if (inner.empty()) return TextInLayers(sent, space, layers);
    text = inner;
    ++layers;
  }
  return text;
}

// Decoded; several stand one behind the other. They take less than what they stand in.
std::string_view TextsInBase64(std::string_view sent, std::span<char> space) {
  const std::string_view whole = TextInAll(sent, space);
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

// What decoders read in it that pass over all but base64. What is nothing else is read already.
std::string_view TextInLooseBase64(std::string_view sent, std::span<char> space) {
  const std::string_view text = TextFromLooseBase64(BehindDataMark(sent), space);
  return Normalize(text, TextKind::kHeader, space.first(text.size())).text;
}

// What the first name of a path hides that hides a text. A '/' is of base64, too, so it may go on behind it.
std::string_view TextInPath(std::string_view path, std::span<char> space) {
  for (std::size_t begin = 0; begin < path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view name = path.substr(begin, end - begin);
    begin = end + 1;
    if (name.size() < kFewestBytesOfBase64 || TextsInBase64(name, space).empty()) continue;
    const std::string_view to_the_end = TextsInBase64(path.substr(end - name.size()), space);
    return to_the_end.empty() ? TextsInBase64(name, space) : to_the_end;
  }
  return {};
}

// A cookie's value in quotation marks, as Python and Tomcat read it: "\047" is an apostrophe.
bool IsQuoted(std::string_view sent) { return sent.starts_with('"') && sent.find('\\') != sent.npos; }
std::string_view TextInQuotes(std::string_view sent, std::span<char> space) {
  std::size_t size = 0;
  sent.remove_prefix(1);
  if (sent.ends_with('"')) sent.remove_suffix(1);
  const auto is_octal = [&](std::size_t at) {
    return at < sent.size() && sent[at] >= '0' && sent[at] <= '7';
  };
  for (std::size_t at = 0; at < sent.size(); ++at) {
    if (sent[at] != '\\' || at + 1 == sent.size()) {
      space[size++] = sent[at];
    } else if (sent[at + 1] <= '3' && is_octal(at + 1) && is_octal(at + 2) && is_octal(at + 3)) {
      const int code = (sent[at + 1] - '0') << 6 | (sent[at + 2] - '0') << 3 | (sent[at + 3] - '0');
      space[size++] = static_cast<char>(code);
      at += 3;
    } else {
      space[size++] = sent[++at];
    }
  }
  return Normalize({space.data(), size}, TextKind::kHeader, space.first(size)).text;
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
                                                 std::span<const TextPart> parts, bool full) noexcept {
  const std::size_t first = used_;
  to_ = const_cast<char*>(text.data()) + text.size();
  cut_ = false;
  for (const TextPart& part : parts) {
    const std::string_view as_sent(sent.data() + part.sent_begin, part.sent_bytes);
    const std::string_view decoded(text.data() + part.begin, part.bytes);
    std::size_t value = 0;
    rest_ = full && &part == &parts.back();
    if (HasNames(kind)) {
      value = ValueIn(as_sent, kind);
      AddPart(as_sent, value, decoded, part.plain, kind);
      rest_ = false;
      const auto parts_left = static_cast<std::size_t>(&parts.back() - &part);
      const std::size_t kept = (fields_left_ + parts_left + 1) * kValuesOfAPart;
      const std::size_t most = scratch_.values.size() - std::min(scratch_.values.size(), used_ + kept);
      if (kind == TextKind::kQuery && decoded.starts_with("=<"))
        AddElements(decoded, most, false);
      else if (kind == TextKind::kQuery || kind == TextKind::kCookies)
        AddMembers(decoded.substr(ValueIn(decoded, kind)), most);
    } else {
      Add(as_sent, decoded, false, part.plain);
    }
    const std::size_t sent_bytes = as_sent.size() - value;
    rest_ = false;
    const bool may_hide = part.has_lines || part.has_comment || sent_bytes >= kFewestBytesOfBase64 ||
                          (kind == TextKind::kCookies && IsQuoted(as_sent.substr(value)));
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

// Of what stands as JSON, as XML or as "name:value" in a value. All detectors but that of SQL look into such
// a value themselves: a number is broken out of by what stands at its beginning.
void FieldValues::AddMembers(std::string_view text, std::size_t most) {
  text = Trim(text);
  if (text.starts_with('<')) return AddElements(text, most, true);
  if (text.starts_with('{') || text.starts_with('[')) return AddJson(text, std::min(most, kMostElements));
  const std::size_t name = IdentifierIn(text);
  if (name == 0 || name >= text.size() || most == 0) return;
  const std::string_view rest = text.substr(name + 1);
  const bool begins = text[name] == ':' ? BeginsNumber(rest) : text[name] == ',' && rest.starts_with('(');
  if (begins && !IsWord(rest)) AddMember(rest);
}

// Strings, and what stands behind a colon without quotation marks, up to a comma.
void FieldValues::AddJson(std::string_view text, std::size_t most) {
  for (std::size_t at = 1; at < text.size() && most != 0; ++at) {
    const char c = text[at];
    std::size_t end = at;
    if (c == '"' || c == '\'') {
      end = ++at;
      while (end < text.size() && text[end] != c) end += text[end] == '\\' ? std::size_t{2} : 1;
    } else if (IsAlnum(c) || c == '-' || c == '(') {
      while (end < text.size() && !EndsBareMember(text[end])) ++end;
    } else {
      continue;
    }
    end = std::min(end, text.size());
    const std::string_view value = text.substr(at, end - at);
    at = end;
    if (!BeginsNumber(value) || IsWord(value)) continue;
    AddMember(value);
    --most;
  }
}

void FieldValues::AddMember(std::string_view text) {
  Add(text, text, false, true);
  scratch_.values[used_ - 1].member = true;
}

// What stands between tags, and attributes in quotation marks.
void FieldValues::AddElements(std::string_view text, std::size_t most, bool members) {
  most = std::min(most, kMostElements);
  for (std::size_t at = text.find_first_of("=>"); at != std::string_view::npos && most != 0;
       at = text.find_first_of("=>", at)) {
    const bool attribute = text[at] == '=';
    ++at;
    if (attribute && (at == text.size() || (text[at] != '"' && text[at] != '\''))) continue;
    const char end = attribute ? text[at++] : '<';
    const std::string_view inner = text.substr(at, text.find(end, at) - at);
    if (attribute && at + inner.size() == text.size()) continue;  // it was none
    at += inner.size() + (attribute ? 1 : 0);
    const std::string_view value = Trim(inner);
    if (IsWord(value)) continue;
    if (members && !BeginsNumber(value)) continue;
    Add(value, value, false, true);
    scratch_.values[used_ - 1].member = members;
    --most;
  }
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
  std::string_view first;
  cut_ = cut_ || !room();
  if (kind == TextKind::kPath) {
    if (room()) AddHiddenText(sent, value, kind, TextInPath(text, space()));
    return;
  }
  if (kind == TextKind::kCookies && IsQuoted(text)) {
    if (room()) first = TextInQuotes(text, space());
  } else if (!HasNames(kind) || text.find(SeparatorOf(kind)) == text.npos) {
    if (room()) first = TextInLooseBase64(text, space());
  }
  AddHiddenText(sent, value, kind, first);
  cut_ = cut_ || !room();
  if (!room()) return;
  // Mostly it is the same.
  const std::string_view second = TextsInBase64(text, space());
  if (second != first) AddHiddenText(sent, value, kind, second);
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
