// What is kept of a body while it passes: its fields as a query, "name=value&name=value", whatever it was
// sent as. Never longer than a limit.
//
// Once half of that is used, no more than kKeptOfRun is kept of plain runs (match/plain_runs.h). What stands
// behind is seen then.
#pragma once

#include <cstddef>
#include <string_view>

#include "match/guess_reader.h"
#include "match/plain_runs.h"
#include "model/secret_field.h"

namespace errwatch {

// Nobody types a longer password: what stands behind is no part of one.
inline constexpr std::size_t kSecretBytes = 256;

// Whether a value, as sent, is what programs call a token: short, of letters, digits and few signs, and no
// text in base64.
bool IsTokenValue(std::string_view value) noexcept;

class BodyText {
 public:
  // Memory that lives at least as long as this; null = there is none.
  struct Memory {
    char* (*allocate)(void* from, std::size_t bytes) = nullptr;
    void* from = nullptr;
  };
  // `expected`: so many bytes are asked for at first. What is asked for in all is less than 1.7 times
  // `limit`.
  BodyText(std::size_t limit, std::size_t expected, Memory memory) noexcept
      : limit_(limit), expected_(expected), memory_(memory) {}

  // Whether a value may be left out: by what the field's name says (model/secret_field.h), or never.
  enum class Secrets : bool { kNone, kByName };

  // A field is StartField, its name, and with a value StartValue and that. Left out are the first
  // kSecretBytes of a password, and tokens (IsTokenValue).
  void StartField() noexcept;
  void StartValue(Secrets secrets = Secrets::kByName) noexcept;
  // A field of what no browser sends and readers take for different things: its name is none, so that nobody
  // may have written it (model/typed_text.h), and it is never left out. Begins with the present value where
  // that goes on in it for some.
  void StartOdd(bool with_value) noexcept;
  void Put(std::string_view text) noexcept;     // as it is: encoded already
  void Encode(std::string_view text) noexcept;  // text that an application would read as it is
  void Encode(char c) noexcept { Encode(std::string_view(&c, 1)); }
  std::size_t size() const { return size_; }
  // Of the present value what stands from `begin` up to `end` goes behind all that follows, at most the last
  // kMovedBytes. Returns where it stands then. Nothing is moved once something did not fit.
  static constexpr std::size_t kMovedBytes = 256;
  std::size_t MoveToEnd(std::size_t begin, std::size_t end) noexcept;

  // It was no body of fields.
  void Drop() noexcept {
    size_ = name_ = value_ = 0;
    guesses_ = {};
  }

  static constexpr std::size_t kKeptOfRun = PlainRuns::kKept;

  // The present value may be one of those.
  bool leaves_out() const { return secret_ != SecretKind::kNone; }

  // What is tried in it. Markup says by itself where such a value begins and ends.
  GuessReader& guesses() { return guesses_; }
  const GuessReader& guesses() const { return guesses_; }

  // Something did not fit: the rest is not kept.
  bool full() const { return full_; }
  std::string_view view() const { return {bytes_, EndsInToken() ? value_ : size_}; }

 private:
  void Append(std::string_view text) noexcept;
  std::string_view WithoutPassword(std::string_view text) noexcept;
  void AppendRuns(std::string_view text) noexcept;
  bool EndsInToken() const;
  bool Grow() noexcept;

  std::size_t limit_;
  std::size_t expected_;
  Memory memory_;
  char* bytes_ = nullptr;
  std::size_t size_ = 0;
  std::size_t room_ = 0;
  std::size_t name_ = 0;   // where the last field begins
  std::size_t value_ = 0;  // ... and its value
  SecretKind secret_ = SecretKind::kNone;
  std::size_t secret_bytes_ = 0;  // of a password, left out
  GuessReader guesses_;
  bool full_ = false;
  PlainRuns runs_;
};

}  // namespace errwatch
