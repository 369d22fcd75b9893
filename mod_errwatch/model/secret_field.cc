#include "model/secret_field.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace errwatch {
namespace {

// Anywhere in a name: "userPassword", "passwd_confirm".
constexpr std::array<std::string_view, 10> kParts = {"passw",    "passphrase", "passcode",   "kennwort",
                                                     "contrase", "motdepas",   "wachtwoord", "heslo",
                                                     "haslo",    "parola"};
// A whole word of one, but for digits behind it: "log[pass]", "pass1".
constexpr std::array<std::string_view, 13> kWords = {"pass",  "pwd", "pw",  "psw",   "pin",    "otp", "totp",
                                                     "senha", "mdp", "cvv", "clave", "secret", "cvc"};

// Their first letters: most names are ruled out by these.
constexpr std::string_view kFirstLetters = "pkcmwh";

bool HasPart(std::string_view name) {
  for (; name.size() >= 5; name.remove_prefix(1)) {
    const char first = ToLower(name.front());
    if (kFirstLetters.find(first) == std::string_view::npos) continue;
    for (const std::string_view part : kParts)
      if (part.front() == first && EqualsIgnoreCase(name.substr(0, part.size()), part)) return true;
  }
  return false;
}

}  // namespace

bool IsSecretField(std::string_view name) noexcept {
  if (HasPart(name)) return true;
  while (!name.empty()) {
    // An escape ends a word, as the bracket does that it mostly stands for.
    if (name.front() == '%' && name.size() > 2) {
      name.remove_prefix(3);
      continue;
    }
    const auto end =
        static_cast<std::size_t>(std::find_if_not(name.begin(), name.end(), IsAlnum) - name.begin());
    std::string_view word = name.substr(0, end);
    name.remove_prefix(std::min(name.size(), std::max<std::size_t>(end, 1)));
    while (!word.empty() && IsDigit(word.back())) word.remove_suffix(1);
    if (IsOneOf(word, kWords)) return true;
  }
  return false;
}

}  // namespace errwatch
