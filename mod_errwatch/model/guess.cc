#include "model/guess.h"

namespace errwatch {

std::optional<GuessKind> ParseGuessKind(std::string_view name) noexcept {
  if (name == "password") return GuessKind::kPassword;
  if (name == "code") return GuessKind::kCode;
  return std::nullopt;
}

}  // namespace errwatch
