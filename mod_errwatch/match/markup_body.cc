#include "match/markup_body.h"

#include <algorithm>

#include "base/ascii.h"

namespace errwatch {
namespace {

bool IsNameCharacter(char c) { return IsAlnum(c) || c == '_' || c == '-' || c == '.' || c == ':'; }

}  // namespace

void MarkupBody::Read(std::string_view piece, BodyText& text) noexcept {
  while (!piece.empty() && !text.full()) {
    if (state_ == State::kText) {
      const std::size_t next = join_.is_open()  ? 0
                               : join_.closes() ? piece.find_first_of("<>")
                                                : piece.find('<');
      const std::size_t end = std::min(next, piece.size());
      text.Encode(piece.substr(0, end));
      join_.Pass(piece.substr(0, end));
      piece.remove_prefix(end);
      if (piece.empty()) return;
      if (piece.front() == '<') {
        text.guesses().End();
        state_ = State::kOpen;
      }
      Give(piece.front(), text);
    } else {
      InMarkup(piece.front(), text);
    }
    piece.remove_prefix(1);
  }
}

void MarkupBody::InMarkup(char c, BodyText& text) noexcept {
  if (InSecret(c, text)) return;
  const State before = state_;
  switch (state_) {
    case State::kOpen:
      text.guesses().End();
      name_bytes_ = 0;
      state_ = IsNameCharacter(c) ? State::kName : c == '<' ? State::kOpen : State::kText;
      if (state_ == State::kName) AddToName(c);
      break;
    case State::kName:
      if (IsNameCharacter(c)) {
        AddToName(c);
        break;
      }
      of_element_ = GuessedFieldHere();
      name_ended_ = true;
      last_ = '\0';
      state_ = State::kTag;
      [[fallthrough]];
    case State::kTag:
      InTag(c);
      break;
    case State::kQuoted:
      if (c != quote_) break;
      text.guesses().End();
      state_ = State::kTag;
      break;
    case State::kText:
    case State::kSecret:
    case State::kSecretOpen:
      break;
  }
  Give(c, text);
  if (before == State::kName || before == State::kTag) StartValue(before, text);
}

void MarkupBody::Give(char c, BodyText& text) noexcept {
  text.Encode(c);
  join_.See(c, text);
}

// What the tag says of the value that begins behind it, or in it.
void MarkupBody::StartValue(State before, BodyText& text) const noexcept {
  if (state_ == before) return;
  if (state_ == State::kQuoted) text.guesses().Start(of_attribute_);
  if (state_ == State::kSecret || (state_ == State::kText && last_ != '/')) text.guesses().Start(of_element_);
}

void MarkupBody::InTag(char c) noexcept {
  left_out_ = 0;
  if (c == '>') {
    const bool secret = of_element_ == GuessedField::kPassword && last_ != '/';
    state_ = secret ? State::kSecret : State::kText;
  } else if ((c == '"' || c == '\'') && last_ == '=') {
    quote_ = c;
    of_attribute_ = GuessedFieldHere();
    state_ = State::kQuoted;
  } else if (IsNameCharacter(c)) {
    if (name_ended_) name_bytes_ = 0;
    name_ended_ = false;
    AddToName(c);
  } else {
    name_ended_ = true;
  }
  if (!IsSpace(c) || last_ != '=') last_ = c;  // blanks may stand behind the equals sign
}

// True: `c` was taken, and left out.
bool MarkupBody::InSecret(char c, BodyText& text) noexcept {
  const bool attribute = state_ == State::kQuoted && of_attribute_ == GuessedField::kPassword;
  if (!attribute && state_ != State::kSecret && state_ != State::kSecretOpen) return false;
  if (attribute) {
    if (c == quote_ || left_out_ == kSecretBytes) return false;
    ++left_out_;
    text.guesses().Read({&c, 1});
    return true;
  }
  if (left_out_ == kSecretBytes) {
    state_ = c == '<' ? State::kOpen : State::kText;
    Give(c, text);
    return true;
  }
  ++left_out_;
  // "<![CDATA[" belongs to it.
  if (state_ == State::kSecretOpen && c != '!') {
    Give('<', text);
    state_ = State::kOpen;
    return false;
  }
  state_ = c == '<' ? State::kSecretOpen : State::kSecret;
  if (state_ == State::kSecret) text.guesses().Read({&c, 1});
  return true;
}

void MarkupBody::AddToName(char c) noexcept {
  if (name_bytes_ < name_.size()) name_[name_bytes_] = c;
  if (name_bytes_ <= name_.size()) ++name_bytes_;
}

// Without its namespace; empty = too long.
std::string_view MarkupBody::LocalName() const noexcept {
  if (name_bytes_ > name_.size()) return {};
  const std::string_view name(name_.data(), name_bytes_);
  return name.substr(name.rfind(':') + 1);
}

GuessedField MarkupBody::GuessedFieldHere() const noexcept {
  return GuessedFieldOf(LocalName(), SecretKindOf(LocalName()));
}

}  // namespace errwatch
