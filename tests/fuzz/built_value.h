// Builds values out of a fuzzer's bytes: what is built in a known way has a known answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <string>
#include <string_view>

#include "structure/value.h"

namespace errwatch {

class FuzzBytes {
 public:
  FuzzBytes(const uint8_t* data, std::size_t size) : data_(data), size_(size) {}

  // 0 when there are no more.
  uint8_t Next() { return at_ < size_ ? data_[at_++] : uint8_t{0}; }
  std::string_view Pick(std::initializer_list<std::string_view> choices) {
    return choices.begin()[Next() % choices.size()];
  }
  std::string_view Rest() const { return {reinterpret_cast<const char*>(data_) + at_, size_ - at_}; }

 private:
  const uint8_t* data_;
  std::size_t size_;
  std::size_t at_ = 0;
};

inline void Require(bool condition) {
  if (!condition) std::abort();
}

// Some readers take "\\n" for a line end. Of such a text no mark is asked: a blank that it would be behind is none
// yet.
inline bool MayEscapeLines(std::string_view sent) {
  return sent.find("\\n") != std::string_view::npos || sent.find("\\r") != std::string_view::npos ||
         sent.find("\\x") != std::string_view::npos || sent.find("\\u") != std::string_view::npos;
}

// What is found must have one of the marks, or the caller would not have asked; and the answer is always the
// same.
inline bool AskTwice(bool (*has)(const Value& value) noexcept, MarkSet marks, std::string_view text,
                     std::string_view sent) {
  const bool found = has({text, sent});
  Require(found == has({text, sent}));
  // (A line end as it was sent is mark enough: rules/structure_search.cc.)
  Require(!found || marks == kAnyValue || (marks & MarksIn(text)) != 0 || MayHaveLines(sent) ||
          MayEscapeLines(sent));
  return found;
}

// One input: what was built to be found, what was built not to be, or any bytes.
inline void AskBuilt(bool (*has)(const Value& value) noexcept, MarkSet marks, FuzzBytes bytes,
                     std::string (*hostile)(FuzzBytes& bytes), std::string (*clean)(FuzzBytes& bytes)) {
  const auto ask = [&](std::string_view text) { return AskTwice(has, marks, text, text); };
  switch (bytes.Next() % 3) {
    case 0:
      Require(ask(hostile(bytes)));
      break;
    case 1:
      Require(!ask(clean(bytes)));
      break;
    default:
      ask(bytes.Rest());
  }
}

}  // namespace errwatch
