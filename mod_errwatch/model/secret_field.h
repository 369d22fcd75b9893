// Which fields of a form hold what nobody but the server may know.
#pragma once

#include <cstdint>
#include <string_view>

namespace errwatch {

enum class SecretKind : uint8_t {
  kNone,
  kPassword,  // any text
  kToken      // of an alphabet that no attack can be written in: tokens, keys, numbers of cards
};

// Of a name as it was sent, its percent signs not yet decoded: "txtPwd", "%70assword", "user[password]",
// "newPassword2". A name that readers cut or read in two ways, or that is an operator of a database
// ("password[$ne]"), is none.
SecretKind SecretKindOf(std::string_view name) noexcept;

// Whether a field of this name may hold a secret, for what is shown: by the same words, of a name that
// readers read in different ways or that is encoded twice, too, and by those of what lets in whoever has it
// ("PHPSESSID", "X-Amz-Signature"). Of a long one its end counts.
bool MayNameSecret(std::string_view name) noexcept;

}  // namespace errwatch
