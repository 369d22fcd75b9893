#include "match/guess_reader.h"

#include <algorithm>

#include "base/ascii.h"

namespace errwatch {
namespace {

constexpr std::size_t kCodeBytes = 32;

bool IsOfCode(char c) { return IsAlnum(c) || c == '-'; }

// Never 0: that is none.
void Mix(uint64_t& print, uint64_t value) { print = AddToPrint(print == 0 ? kEmptyPrint : print, value) | 1; }

}  // namespace

void GuessReader::Start(std::string_view name, SecretKind secret) noexcept {
  End();
  if (fields_ == kMostFields) return;
  ++fields_;
  field_ = GuessedFieldOf(name, secret);
  other_ = field_ == GuessedField::kNone && secret == SecretKind::kNone && passwords_ == 0;
}

void GuessReader::Start(GuessedField field) noexcept {
  End();
  field_ = field;
}

void GuessReader::Add(std::string_view text) noexcept {
  text = text.substr(0, kMostBytes - bytes_);
  bytes_ += text.size();
  value_ = AddToPrint(value_, text);
  short_ = short_ && bytes_ <= kCodeBytes && std::ranges::all_of(text, IsOfCode);
}

void GuessReader::End() noexcept {
  if (bytes_ != 0) {
    if (field_ == GuessedField::kPassword) Mix(passwords_, value_);
    if (field_ == GuessedField::kAccount) Mix(account_, value_);
    if (other_) Mix(others_, value_);
    if (field_ == GuessedField::kOneTime && short_) Mix(one_time_, value_);
    if (field_ == GuessedField::kCode && short_) Mix(codes_, value_);
  }
  field_ = GuessedField::kNone;
  other_ = false;
  short_ = true;
  bytes_ = 0;
  value_ = kEmptyPrint;
}

Guess GuessReader::guess() const noexcept {
  GuessReader whole = *this;
  whole.End();
  Guess guess;
  guess.account = whole.account_;
  if (whole.passwords_ != 0) {
    // What stands beside it and has no other name may be what a picture shows, anew each time.
    guess.secret = whole.passwords_;
    if (whole.one_time_ != 0) Mix(guess.secret, whole.one_time_);
    guess.kind = GuessKind::kPassword;
    if (guess.account == 0) guess.account = whole.others_;
  } else if (whole.one_time_ != 0 || whole.codes_ != 0) {
    if (whole.one_time_ != 0) Mix(guess.secret, whole.one_time_);
    if (whole.codes_ != 0) Mix(guess.secret, whole.codes_);
    guess.kind = GuessKind::kCode;
  }
  guess.count = guess.kind == GuessKind::kNone ? 0 : 1;
  return guess;
}

}  // namespace errwatch
