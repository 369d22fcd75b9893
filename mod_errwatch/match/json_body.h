// JSON, in pieces of any size: each string is a field of its own, and so is what else a member is.
//
//   {"user":{"name":"a b","roles":["x"]},"age":{"$gt":0}}
//   user[name]=a+b&user[roles]=x&age[$gt]=0
//
// A scanner and no parser: a body is judged as it passes, in pieces, and up to a limit. A parser wants all of
// it, and gives up at the first fault, which an attacker would put first. What is no JSON to the letter, but
// to parsers that are lenient ('text', text without quotation marks, comments), is a field, too.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "match/body_text.h"

namespace errwatch {

class JsonBody {
 public:
  void Read(std::string_view piece, BodyText& text) noexcept;

 private:
  static constexpr std::size_t kMostDepth = 32;  // what lies deeper is read, its names stand at this depth
  static constexpr std::size_t kNameBytes = 96;  // as much of a name as is kept
  enum class State : uint8_t {
    kBetween,
    kScalar,
    kLeftOut,  // a number or a word of JSON in an array
    kLoose,    // what is no JSON
    kName,
    kText,
    kEscape,
    kCode
  };

  struct Level {
    std::array<char, kNameBytes> bytes;
    uint8_t size = 0;
    bool object = false;
    std::string_view name() const { return {bytes.data(), size}; }
    void Add(char c) {
      if (size < kNameBytes) bytes[size++] = c;
    }
  };
  Level& level() { return levels_[depth_ < kMostDepth ? depth_ : kMostDepth]; }

  void Between(char c, BodyText& text) noexcept;
  void Open(bool object, BodyText& text) noexcept;
  void StartMember(BodyText& text) noexcept;
  void InString(char c, BodyText& text) noexcept;
  void Escaped(char c, BodyText& text) noexcept;
  void Code(char c, BodyText& text) noexcept;
  void StartScalar(char c, State state, BodyText& text) noexcept;
  void Add(char c, BodyText& text) noexcept;
  void AddCharacter(uint32_t character, BodyText& text) noexcept;

  std::array<Level, kMostDepth + 1> levels_;
  std::size_t depth_ = 0;
  State state_ = State::kBetween;
  bool wants_name_ = false;  // the next string is a member's name
  bool has_name_ = false;    // a member's name was read, its value was not
  bool in_name_ = false;     // ... of which an escape is read
  uint8_t digits_ = 0;       // of an escape
  uint32_t code_ = 0;
  uint32_t high_ = 0;  // first half of a surrogate pair
};

}  // namespace errwatch
