// Which fields of a body say what is tried, and for whom.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/secret_field.h"

namespace errwatch {

enum class GuessedField : uint8_t {
  kNone,
  kAccount,   // "username", "user[email]"
  kPassword,  // SecretKind::kPassword
  kOneTime,   // a code beside or behind a password: "otp", "verification_code"
  kCode       // what may be one, or a voucher: "code", "giftCard"
};

// Of a name as it was sent. `secret`: what SecretKindOf says of it.
GuessedField GuessedFieldOf(std::string_view name, SecretKind secret) noexcept;

}  // namespace errwatch
