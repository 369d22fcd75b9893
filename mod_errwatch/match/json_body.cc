#include "match/json_body.h"

#include <algorithm>

#include "base/ascii.h"

namespace errwatch {
namespace {

constexpr bool OneOf(std::string_view signs, char c) { return signs.find(c) != std::string_view::npos; }

constexpr bool IsScalar(char c) { return IsAlnum(c) || c == '-' || c == '+' || c == '.'; }

// true, false, null, and numbers.
constexpr bool BeginsLiteral(char c) { return !IsAlpha(c) ? IsScalar(c) : c == 't' || c == 'f' || c == 'n'; }
bool IsLiteral(std::string_view text) {
  constexpr std::string_view kOfNumbers = "0123456789+-.eE";
  if (text.find_first_not_of(kOfNumbers) == text.npos) return true;
  return text == "true" || text == "false" || text == "null";
}

constexpr bool IsOfBareName(char c) {
  return IsAlnum(c) || OneOf("_-.$@", c) || static_cast<unsigned char>(c) >= 0x80;
}

// Behind one of these something else may begin.
constexpr bool Separates(char c) { return IsSpace(c) || OneOf(",;:=", c); }

// What reports of browsers quote: addresses, and the beginning of a script that was not run. The page that is
// attacked sends it, or an extension of its visitor's browser.
bool IsQuotedInReport(std::string_view outer, std::string_view name) {
  constexpr std::array<std::string_view, 15> kQuoted = {
      "blocked-uri", "blockedURL",     "document-uri", "documentURL",     "original-policy",
      "message",     "originalPolicy", "referrer",     "sample",          "script-sample",
      "source-file", "sourceFile",     "stack",        "effectivePolicy", "url"};
  if (outer.empty()) return name == "url";
  return (outer == "csp-report" || outer == "body") && std::ranges::find(kQuoted, name) != kQuoted.end();
}

}  // namespace

void JsonBody::Read(std::string_view piece, BodyText& text) noexcept {
  for (std::size_t i = 0; i < piece.size() && !text.full(); ++i) {
    if (state_ == State::kText) {
      const auto ends = [quote = quote_](char c) { return c == quote || c == '\\'; };
      const auto begin = piece.begin() + static_cast<std::ptrdiff_t>(i);
      const auto run = static_cast<std::size_t>(std::find_if(begin, piece.end(), ends) - begin);
      Give(piece.substr(i, run), text);
      i += run;
      if (i == piece.size()) return;
    }
    Take(piece[i], text);
  }
}

void JsonBody::Take(char c, BodyText& text) noexcept {
  switch (state_) {
    case State::kBetween:
      return Between(c, text);
    case State::kLiteral:
      return Literal(c, text);
    case State::kLoose:
      return Loose(c, text);
    case State::kBareName:
      return BareName(c, text);
    case State::kSlash:
      if (c == '/') return StartComment(State::kLine, text);
      if (c == '*') return StartComment(State::kComment, text);
      StartLoose('/', text);
      return Loose(c, text);
    case State::kComment:
    case State::kStar:
    case State::kLine:
      return Comment(c, text);
    case State::kContinued:
      state_ = string();
      if (c == '\n') return;
      [[fallthrough]];
    case State::kName:
    case State::kText:
      return InString(c, text);
    case State::kEscape:
      return Escaped(c, text);
    case State::kCode:
      return Code(c, text);
  }
}

void JsonBody::Open(bool object, BodyText& text) noexcept {
  // An operator of a database is to be seen whatever it is applied to: {"$in":[1,2]}. That is no empty text,
  // which everything is greater than.
  // So are names by which an object gets at what all others come from.
  if (has_name_ && (level().name().starts_with('$') || NamesPrototype())) {
    StartMember(text);
    Give(object ? "{" : "[", text);
  }
  ++depth_;
  if (depth_ <= kMostDepth) level().size = 0;
  level().object = object;
  wants_name_ = object;
  has_name_ = false;
}

bool JsonBody::NamesPrototype() {
  const std::string_view name = level().name();
  if (name == "__proto__") return true;
  const bool inner = depth_ > 0 && depth_ <= kMostDepth;
  return name == "prototype" && inner && levels_[depth_ - 1].name() == "constructor";
}

void JsonBody::Between(char c, BodyText& text) noexcept {
  const char before = last_;
  last_ = c;
  if (c == '"' || c == '\'') {
    lenient_ = lenient_ || c == '\'';
    StartString(c, text);
  } else if (c == '{' || c == '[') {
    Open(c == '{', text);
  } else if (c == '}' || c == ']') {
    if (depth_ > 0) --depth_;
    wants_name_ = has_name_ = false;
  } else if (c == ',' || c == ';') {
    lenient_ = lenient_ || c == ';';
    wants_name_ = level().object;
    has_name_ = false;
  } else if (c == ':' || c == '=') {
    lenient_ = lenient_ || c == '=';
    wants_name_ = false;
    has_name_ = true;
  } else if (!IsSpace(c) && !(c == '>' && before == '=')) {  // of "=>"
    Other(c, text);
  }
}

void JsonBody::Other(char c, BodyText& text) noexcept {
  if (c == '/') {
    state_ = State::kSlash;
  } else if (c == '#') {
    StartComment(State::kLine, text);
  } else if (wants_name_ && IsOfBareName(c)) {
    lenient_ = true;
    StartName(text);
    AddToName(c, text);
    blank_ = false;
    state_ = State::kBareName;
  } else if (!wants_name_ && (has_name_ ? IsScalar(c) : BeginsLiteral(c))) {
    StartLiteral(c, text);
  } else {
    StartLoose(c, text);
  }
}

void JsonBody::StartString(char quote, BodyText& text) noexcept {
  quote_ = quote;
  high_ = 0;
  in_name_ = wants_name_;
  state_ = string();
  if (in_name_) {
    StartName(text);
  } else {
    StartMember(text);
  }
}

void JsonBody::StartComment(State state, BodyText& text) noexcept {
  lenient_ = true;
  muted_ = false;
  state_ = state;
  text.StartField();
  text.StartValue(BodyText::Secrets::kNone);
}

void JsonBody::StartLoose(char c, BodyText& text) noexcept {
  lenient_ = true;
  StartMember(text);
  has_name_ = false;
  loose_depth_ = 0;
  last_ = c;
  state_ = State::kLoose;
  Give({&c, 1}, text);
}

// Numbers in a list are no text, and there may be very many.
void JsonBody::StartLiteral(char c, BodyText& text) noexcept {
  held_ = !has_name_;
  blank_ = false;
  literal_bytes_ = 0;
  state_ = State::kLiteral;
  if (held_) {
    literal_[literal_bytes_++] = c;
    return;
  }
  StartMember(text);
  has_name_ = false;
  Give({&c, 1}, text);
}

void JsonBody::Literal(char c, BodyText& text) noexcept {
  if (IsScalar(c) && !blank_) {
    if (held_ && literal_bytes_ == literal_.size()) GiveHeld(text);
    if (held_) {
      literal_[literal_bytes_++] = c;
    } else {
      Give({&c, 1}, text);
    }
  } else if (IsSpace(c)) {
    blank_ = true;
  } else if (Separates(c) || OneOf("\"{}[]", c) || (blank_ && OneOf("'/#", c))) {
    EndLiteral(text);
    Between(c, text);
  } else {
    // Lenient parsers read on: 1 union select 2
    lenient_ = true;
    GiveHeld(text);
    if (blank_) Give(" ", text);
    loose_depth_ = 0;
    last_ = c;
    state_ = State::kLoose;
    Give({&c, 1}, text);
  }
}

void JsonBody::EndLiteral(BodyText& text) noexcept {
  if (held_ && !IsLiteral({literal_.data(), literal_bytes_})) GiveHeld(text);
  state_ = State::kBetween;
}

void JsonBody::GiveHeld(BodyText& text) noexcept {
  if (!held_) return;
  held_ = false;
  StartMember(text);
  Give({literal_.data(), literal_bytes_}, text);
}

void JsonBody::Loose(char c, BodyText& text) noexcept {
  const char before = last_;
  last_ = c;
  const bool opens = c == '{' || c == '[';
  if ((opens || c == '"' || c == '\'') && Separates(before)) {
    state_ = State::kBetween;
    return Between(c, text);
  }
  if (opens) ++loose_depth_;
  if (c == '}' || c == ']') {
    if (loose_depth_ == 0) {
      state_ = State::kBetween;
      return Between(c, text);
    }
    --loose_depth_;
  }
  Give({&c, 1}, text);
}

void JsonBody::BareName(char c, BodyText& text) noexcept {
  if (IsOfBareName(c) && !blank_) {
    AddToName(c, text);
  } else if (IsSpace(c)) {
    blank_ = true;
  } else if (Separates(c) || c == '}' || c == ']' || (blank_ && OneOf("\"'{[/#", c))) {
    state_ = State::kBetween;
    Between(c, text);
  } else {
    // More than a name. It is a field already.
    if (blank_) Give(" ", text);
    loose_depth_ = c == '{' || c == '[' ? 1 : 0;
    last_ = c;
    state_ = State::kLoose;
    Give({&c, 1}, text);
  }
}

void JsonBody::Comment(char c, BodyText& text) noexcept {
  if (state_ == State::kLine) {
    if (c == '\n' || c == '\r') {
      state_ = State::kBetween;
      return;
    }
  } else if (state_ == State::kStar) {
    if (c == '/') {
      state_ = State::kBetween;
      return;
    }
    text.Encode('*');
    state_ = State::kComment;
  }
  if (state_ == State::kComment && c == '*') {
    state_ = State::kStar;
    return;
  }
  text.Encode(c);
}

// "outer[name]" of the last two levels that have a name.
void JsonBody::StartMember(BodyText& text) noexcept {
  text.StartField();
  std::array<std::string_view, 2> names;
  std::size_t found = 0;
  for (std::size_t at = std::min(depth_, kMostDepth) + 1; at > 0 && found < names.size(); --at)
    if (!levels_[at - 1].name().empty()) names[found++] = levels_[at - 1].name();
  muted_ = reports_ && IsQuotedInReport(names[1], names[0]);
  if (found == 2) {
    text.Encode(names[1]);
    text.Put("[");
  }
  text.Encode(names[0]);
  if (found == 2) text.Put("]");
  text.StartValue();
}

}  // namespace errwatch
