#include "match/json_body.h"

#include <algorithm>

#include "base/ascii.h"

namespace errwatch {
namespace {

constexpr bool IsScalar(char c) { return IsAlnum(c) || c == '-' || c == '+' || c == '.'; }

// true, false, null, and numbers.
constexpr bool BeginsLiteral(char c) { return !IsAlpha(c) ? IsScalar(c) : c == 't' || c == 'f' || c == 'n'; }

constexpr bool EndsLoose(char c) { return std::string_view("\"{}[]").find(c) != std::string_view::npos; }

}  // namespace

void JsonBody::Read(std::string_view piece, BodyText& text) noexcept {
  for (std::size_t i = 0; i < piece.size() && !text.full(); ++i) {
    if (state_ == State::kText) {
      const auto ends = [](char c) { return c == '"' || c == '\\'; };
      const auto begin = piece.begin() + static_cast<std::ptrdiff_t>(i);
      const auto run = static_cast<std::size_t>(std::find_if(begin, piece.end(), ends) - begin);
      text.Encode(piece.substr(i, run));
      i += run;
      if (i == piece.size()) return;
    }
    const char c = piece[i];
    switch (state_) {
      case State::kScalar:
        if (IsScalar(c)) {
          text.Encode(c);
          break;
        }
        state_ = State::kBetween;
        Between(c, text);
        break;
      case State::kLeftOut:
        if (IsScalar(c)) break;
        state_ = State::kBetween;
        Between(c, text);
        break;
      case State::kLoose:
        if (!EndsLoose(c)) {
          text.Encode(c);
          break;
        }
        state_ = State::kBetween;
        [[fallthrough]];
      case State::kBetween:
        Between(c, text);
        break;
      case State::kName:
      case State::kText:
        InString(c, text);
        break;
      case State::kEscape:
        Escaped(c, text);
        break;
      case State::kCode:
        Code(c, text);
        break;
    }
  }
}

void JsonBody::Open(bool object, BodyText& text) noexcept {
  // An operator of a database is to be seen whatever it is applied to: {"$in":[1,2]}. That is no empty text,
  // which everything is greater than.
  if (has_name_ && level().name().starts_with('$')) {
    StartMember(text);
    text.Encode(object ? '{' : '[');
  }
  ++depth_;
  if (depth_ <= kMostDepth) level().size = 0;
  level().object = object;
  wants_name_ = object;
  has_name_ = false;
}

void JsonBody::Between(char c, BodyText& text) noexcept {
  if (c == '"') {
    state_ = wants_name_ ? State::kName : State::kText;
    if (state_ == State::kName) level().size = 0;
    if (state_ == State::kText) StartMember(text);
    in_name_ = state_ == State::kName;
    high_ = 0;
  } else if (c == '{' || c == '[') {
    Open(c == '{', text);
  } else if (c == '}' || c == ']') {
    if (depth_ > 0) --depth_;
    wants_name_ = has_name_ = false;
  } else if (c == ',') {
    wants_name_ = level().object;
    has_name_ = false;
  } else if (c == ':') {
    wants_name_ = false;
    has_name_ = true;
  } else if (IsScalar(c) && has_name_) {
    StartScalar(c, State::kScalar, text);
  } else if (BeginsLiteral(c)) {
    // Numbers are no text, and there may be very many.
    state_ = State::kLeftOut;
  } else if (!IsSpace(c)) {
    StartScalar(c, State::kLoose, text);
  }
}

void JsonBody::StartScalar(char c, State state, BodyText& text) noexcept {
  StartMember(text);
  text.Encode(c);
  has_name_ = false;
  state_ = state;
}

// "outer[name]" of the last two levels that have a name.
void JsonBody::StartMember(BodyText& text) noexcept {
  text.StartField();
  std::array<std::string_view, 2> names;
  std::size_t found = 0;
  for (std::size_t at = std::min(depth_, kMostDepth) + 1; at > 0 && found < names.size(); --at)
    if (!levels_[at - 1].name().empty()) names[found++] = levels_[at - 1].name();
  if (found == 2) {
    text.Encode(names[1]);
    text.Put("[");
  }
  text.Encode(names[0]);
  if (found == 2) text.Put("]");
  text.StartValue();
}

void JsonBody::InString(char c, BodyText& text) noexcept {
  if (c == '"') {
    state_ = State::kBetween;
    wants_name_ = has_name_ = false;
  } else if (c == '\\') {
    state_ = State::kEscape;
  } else {
    Add(c, text);
  }
}

void JsonBody::Escaped(char c, BodyText& text) noexcept {
  state_ = in_name_ ? State::kName : State::kText;
  constexpr std::string_view kLetters = "bfnrt";
  constexpr std::string_view kMeanings = "\b\f\n\r\t";
  if (c == 'u') {
    state_ = State::kCode;
    digits_ = 0;
    code_ = 0;
    return;
  }
  const std::size_t at = kLetters.find(c);
  Add(at == std::string_view::npos ? c : kMeanings[at], text);
}

void JsonBody::Code(char c, BodyText& text) noexcept {
  const int value = HexValue(c);
  if (value < 0) {
    state_ = in_name_ ? State::kName : State::kText;
    return InString(c, text);  // a broken escape: what follows is text again
  }
  code_ = code_ << 4 | static_cast<uint32_t>(value);
  if (++digits_ < 4) return;
  state_ = in_name_ ? State::kName : State::kText;
  if (code_ >= 0xD800 && code_ < 0xDC00) {
    high_ = code_;
    return;
  }
  const bool pair = code_ >= 0xDC00 && code_ < 0xE000 && high_ != 0;
  AddCharacter(pair ? 0x10000 + ((high_ - 0xD800) << 10) + (code_ - 0xDC00) : code_, text);
  high_ = 0;
}

void JsonBody::Add(char c, BodyText& text) noexcept {
  if (in_name_) {
    level().Add(c);
  } else {
    text.Encode(c);
  }
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
