// Result<T>: a value, or an error text that an operator can act on.
//
// Used where configuration and files are read.
// Run-time outcomes are enums: nothing on the hot path builds a text.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace errwatch {

// What a caller may want to act on; the text is for people alone.
enum class ErrorKind : uint8_t {
  kInvalid,  // what was given is wrong, or not what was expected
  kMissing,  // there is no such file
  kDenied,   // this user may not; another one may be able to
  kDamaged,  // it is ours, but of no use: damaged, or of another version
};

// Why something was refused, in words that name what is wrong and what would be right.
struct Error {
  std::string text;
  ErrorKind kind = ErrorKind::kInvalid;
};

struct Ok {};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit on purpose
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit on purpose

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // REQUIRES: ok()
  T& value() & { return *std::get_if<0>(&state_); }
  const T& value() const& { return *std::get_if<0>(&state_); }
  T&& value() && { return std::move(*std::get_if<0>(&state_)); }

  // REQUIRES: !ok(), each
  const std::string& error() const { return failure().text; }
  // To hand on as it is, or to ask of which kind it is.
  const Error& failure() const { return *std::get_if<1>(&state_); }

 private:
  std::variant<T, Error> state_;
};

using Status = Result<Ok>;

}  // namespace errwatch
