// Strings of JSON, names and texts: their escapes, and what a name says besides.
#include "base/ascii.h"
#include "match/json_body.h"

namespace errwatch {
namespace {

// A name of these alone says nothing but which member it is.
constexpr bool IsOfName(char c) {
  return IsAlnum(c) || std::string_view("_-.$@").find(c) != std::string_view::npos;
}

}  // namespace

void JsonBody::StartName(BodyText& text) noexcept {
  level().size = 0;
  muted_ = false;
  name_given_ = lenient_;
  if (name_given_) text.StartField();
}

void JsonBody::InString(char c, BodyText& text) noexcept {
  if (c == quote_) {
    state_ = State::kBetween;
    wants_name_ = has_name_ = false;
  } else if (c == '\\') {
    state_ = State::kEscape;
  } else {
    Add(c, text);
  }
}

void JsonBody::Escaped(char c, BodyText& text) noexcept {
  state_ = string();
  // The last two are of JSON5, as are \xHH and an escaped line end.
  constexpr std::string_view kLetters = "bfnrtv0";
  constexpr std::string_view kMeanings("\b\f\n\r\t\v\0", kLetters.size());
  if (c == 'u' || c == 'x') {
    state_ = State::kCode;
    wanted_digits_ = c == 'u' ? 4 : 2;
    digits_ = 0;
    code_ = 0;
    return;
  }
  if (c == '\n') return;
  if (c == '\r') {
    state_ = State::kContinued;
    return;
  }
  const std::size_t at = kLetters.find(c);
  Add(at == std::string_view::npos ? c : kMeanings[at], text);
}

void JsonBody::Code(char c, BodyText& text) noexcept {
  const int value = HexValue(c);
  if (value < 0) {
    state_ = string();
    if (wanted_digits_ == 2) Add('x', text);
    return InString(c, text);  // a broken escape: what follows is text again
  }
  code_ = code_ << 4 | static_cast<uint32_t>(value);
  if (++digits_ < wanted_digits_) return;
  state_ = string();
  if (code_ >= 0xD800 && code_ < 0xDC00) {
    high_ = code_;
    return;
  }
  const bool pair = code_ >= 0xDC00 && code_ < 0xE000 && high_ != 0;
  AddCharacter(pair ? 0x10000 + ((high_ - 0xD800) << 10) + (code_ - 0xDC00) : code_, text);
  high_ = 0;
}

void JsonBody::Give(std::string_view part, BodyText& text) noexcept {
  if (!muted_) text.Encode(part);
}

void JsonBody::Add(char c, BodyText& text) noexcept {
  if (in_name_) {
    AddToName(c, text);
  } else {
    Give({&c, 1}, text);
  }
}

void JsonBody::AddToName(char c, BodyText& text) noexcept {
  Level& of = level();
  if (!name_given_ && (!IsOfName(c) || of.size == kNameBytes)) {
    name_given_ = true;
    text.StartField();
    text.Encode(of.name());
  }
  if (of.size < kNameBytes) of.bytes[of.size++] = c;
  if (name_given_) text.Encode(c);
}

// As UTF-8.
void JsonBody::AddCharacter(uint32_t character, BodyText& text) noexcept {
  const auto tail = [&](int shift) { Add(static_cast<char>(0x80 | (character >> shift & 0x3F)), text); };
  if (character < 0x80) return Add(static_cast<char>(character), text);
  if (character < 0x800) {
    Add(static_cast<char>(0xC0 | character >> 6), text);
  } else if (character < 0x10000) {
    Add(static_cast<char>(0xE0 | character >> 12), text);
    tail(6);
  } else {
    Add(static_cast<char>(0xF0 | character >> 18), text);
    tail(12);
    tail(6);
  }
  tail(0);
}

}  // namespace errwatch
