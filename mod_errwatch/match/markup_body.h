// XML and plain text, in pieces of any size: one text without a name, as it is, but that what comments split
// is put together (match/markup_join.h). Left out are passwords in elements and attributes that are named
// so: <wsse:Password>...</wsse:Password>, <user password="...">.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "match/body_text.h"
#include "match/markup_join.h"
#include "model/guessed_field.h"

namespace errwatch {

class MarkupBody {
 public:
  void Read(std::string_view piece, BodyText& text) noexcept;

 private:
  // Secret: the content of an element, up to the next one; SecretOpen: a '<' was read in it.
  enum class State : uint8_t { kText, kOpen, kName, kTag, kQuoted, kSecret, kSecretOpen };

  void InMarkup(char c, BodyText& text) noexcept;
  void InTag(char c) noexcept;
  void StartValue(State before, BodyText& text) const noexcept;
  bool InSecret(char c, BodyText& text) noexcept;
  void AddToName(char c) noexcept;
  std::string_view LocalName() const noexcept;
  GuessedField GuessedFieldHere() const noexcept;
  void Give(char c, BodyText& text) noexcept;

  std::array<char, 64> name_;  // of the element or the attribute; longer ones are none of a password
  std::size_t name_bytes_ = 0;
  State state_ = State::kText;
  char quote_ = '\0';
  char last_ = '\0';                                 // in a tag
  GuessedField of_element_ = GuessedField::kNone;    // what the element's content is
  GuessedField of_attribute_ = GuessedField::kNone;  // ... and the value in quotation marks
  bool name_ended_ = false;                          // the next character of a name begins another one
  std::size_t left_out_ = 0;
  MarkupJoin join_;
};

}  // namespace errwatch
