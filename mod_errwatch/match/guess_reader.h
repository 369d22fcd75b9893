// Takes out of the fields of a body what is tried (model/guess.h), while they pass, in pieces of any size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "model/guess.h"
#include "model/guessed_field.h"

namespace errwatch {

class GuessReader {
 public:
  // The value of a field of this name begins; what was read of another one ends.
  void Start(std::string_view name, SecretKind secret) noexcept;
  void Start(GuessedField field) noexcept;
  void Read(std::string_view text) noexcept {
    if (field_ != GuessedField::kNone || other_) Add(text);
  }
  void End() noexcept;

  // With the value that is being read.
  Guess guess() const noexcept;

 private:
  static constexpr int kMostFields = 256;         // so many names are looked at
  static constexpr std::size_t kMostBytes = 256;  // ... and so much of a value

  void Add(std::string_view text) noexcept;

  GuessedField field_ = GuessedField::kNone;
  bool other_ = false;  // no name that is known, in front of a password: in which language nobody knows
  bool short_ = true;   // the value is what may be typed off a display or a card
  int fields_ = 0;
  std::size_t bytes_ = 0;
  uint64_t value_ = kEmptyPrint;
  uint64_t passwords_ = 0;  // 0 = none
  uint64_t one_time_ = 0;
  uint64_t codes_ = 0;
  uint64_t account_ = 0;
  uint64_t others_ = 0;
};

}  // namespace errwatch
