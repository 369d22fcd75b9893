// JSON, in pieces of any size: each string is a field of its own, and so is what else a member is.
//
//   {"user":{"name":"a b","roles":["x"]},"age":{"$gt":0}}
//   user[name]=a+b&user[roles]=x&age[$gt]=0
//
// A scanner and no parser: a body is judged as it passes, in pieces, and up to a limit. A parser wants all of
// it, and gives up at the first fault, which an attacker would put first. What is no JSON to the letter, but
// to parsers that are lenient (JSON5, Gson, Jackson, fastjson, YAML), is read as these read it: apostrophes,
// names and texts without quotation marks, comments, "=" and ";". They differ, so from the first such thing
// on each string is a field of its own, name or not, and so is whatever no reader would take.
//
// A name that could hold more than a name, or is longer than is kept, is a field of its own as well.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "match/body_text.h"

namespace errwatch {

class JsonBody {
 public:
  // Of reports that browsers send (model/body_type.h): what they quote of a page is not kept.
  void ExpectReports() { reports_ = true; }
  void Read(std::string_view piece, BodyText& text) noexcept;

 private:
  static constexpr std::size_t kMostDepth = 32;  // what lies deeper is read, its names stand at this depth
  static constexpr std::size_t kNameBytes = 96;  // as much of a name as stands in front of its values
  static constexpr std::size_t kLiteralBytes = 24;
  enum class State : uint8_t {
    kBetween,
    kLiteral,   // a number or a word of JSON; in an array it is kept back
    kLoose,     // what is no JSON
    kBareName,  // without quotation marks
    kSlash,     // a comment may begin
    kComment,
    kStar,  // in one, and it may end
    kLine,  // a comment to the end of the line
    kName,
    kText,
    kEscape,
    kCode,
    kContinued  // an escaped carriage return
  };

  struct Level {
    std::array<char, kNameBytes> bytes;
    uint8_t size = 0;
    bool object = false;
    std::string_view name() const { return {bytes.data(), size}; }
  };
  Level& level() { return levels_[depth_ < kMostDepth ? depth_ : kMostDepth]; }
  State string() const { return in_name_ ? State::kName : State::kText; }

  bool NamesPrototype();
  void Take(char c, BodyText& text) noexcept;
  void Between(char c, BodyText& text) noexcept;
  void Other(char c, BodyText& text) noexcept;
  void Open(bool object, BodyText& text) noexcept;
  void StartString(char quote, BodyText& text) noexcept;
  void StartMember(BodyText& text) noexcept;
  void StartName(BodyText& text) noexcept;
  void StartComment(State state, BodyText& text) noexcept;
  void StartLoose(char c, BodyText& text) noexcept;
  void StartLiteral(char c, BodyText& text) noexcept;
  void Literal(char c, BodyText& text) noexcept;
  void EndLiteral(BodyText& text) noexcept;
  void GiveHeld(BodyText& text) noexcept;
  void Loose(char c, BodyText& text) noexcept;
  void BareName(char c, BodyText& text) noexcept;
  void Comment(char c, BodyText& text) noexcept;
  void InString(char c, BodyText& text) noexcept;
  void Escaped(char c, BodyText& text) noexcept;
  void Code(char c, BodyText& text) noexcept;
  void Add(char c, BodyText& text) noexcept;
  void AddToName(char c, BodyText& text) noexcept;
  void AddCharacter(uint32_t character, BodyText& text) noexcept;
  void Give(std::string_view part, BodyText& text) noexcept;

  std::array<Level, kMostDepth + 1> levels_;
  std::size_t depth_ = 0;
  State state_ = State::kBetween;
  bool reports_ = false;
  bool lenient_ = false;     // something was no JSON
  bool wants_name_ = false;  // the next string is a member's name
  bool has_name_ = false;    // a member's name was read, its value was not
  bool in_name_ = false;     // ... of which an escape is read
  bool name_given_ = false;  // the name that is being read is a field
  bool muted_ = false;       // the value that is being read is not kept
  bool held_ = false;        // the literal is kept back
  bool blank_ = false;       // ... and blanks stand behind it, or behind a bare name
  char quote_ = '"';
  char last_ = '\0';             // of what is no JSON; between, the sign that ended a name
  std::size_t loose_depth_ = 0;  // of brackets in it
  std::array<char, kLiteralBytes> literal_;
  std::size_t literal_bytes_ = 0;
  uint8_t digits_ = 0;         // of an escape
  uint8_t wanted_digits_ = 4;  // ... as many as it has
  uint32_t code_ = 0;
  uint32_t high_ = 0;  // first half of a surrogate pair
};

}  // namespace errwatch
