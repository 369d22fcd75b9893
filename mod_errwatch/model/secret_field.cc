#include "model/secret_field.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ascii.h"
#include "base/byte_table.h"
#include "base/percent.h"
#include "model/field_name.h"

namespace errwatch {
namespace {

// Anywhere in a name, their first letter among kFirstLetters: "userPassword", "passwd_confirm", "txtpwd".
constexpr std::array<std::string_view, 12> kParts = {"passw",    "passphrase", "passcode",   "kennwort",
                                                     "contrase", "motdepas",   "wachtwoord", "heslo",
                                                     "haslo",    "parola",     "pwd",        "pswd"};
constexpr std::string_view kFirstLetters = "pkcmwh";
// A whole word of one, but for digits behind it: "log[pass]", "txtPass", "pass1".
constexpr std::array<std::string_view, 11> kWords = {
    "pass", "passe", "pw", "psw", "senha", "mdp", "clave", "lozinka", "salasana", "jelszo", "passkey"};
// In front of "pass" as one word with it: "userpass". Not "com", "by", "sur" ...
constexpr std::array<std::string_view, 22> kBeforePass = {
    "user", "usr",  "login", "log",  "new",     "old",  "re",   "db",  "admin",  "my",      "txt",
    "smtp", "mail", "ftp",   "conf", "confirm", "root", "auth", "web", "member", "account", "wp"};

// Of a token.
constexpr std::array<std::string_view, 6> kTokenParts = {"token",  "csrf",    "xsrf",
                                                         "apikey", "api_key", "api-key"};
constexpr std::array<std::string_view, 7> kTokenWords = {"secret", "nonce", "pin", "otp",
                                                         "totp",   "cvv",   "cvc"};

// Only kept from view, and looked at like any other value: whoever has it is let in (the number of a
// session, what signs an address), or pays. Not "sid", "code" and "key": attacks stand in fields of these
// names, and few secrets do.
constexpr std::array<std::string_view, 15> kBearerParts = {
    "authoriz",    "authentic",   "sessionid",   "session_id",  "session-id",
    "sessid",      "creditcard",  "credit_card", "credit-card", "ccnum",
    "card_number", "card-number", "cardnumber",  "sessionkey",  "session_key"};
constexpr std::array<std::string_view, 6> kBearerWords = {"session", "jwt", "auth",
                                                          "bearer",  "sig", "signature"};

template <std::size_t kCount>
bool HasOneOf(std::string_view name, const std::array<std::string_view, kCount>& parts,
              std::string_view first_letters) {
  for (; !name.empty(); name.remove_prefix(1)) {
    if (first_letters.find(ToLower(name.front())) == std::string_view::npos) continue;
    if (std::ranges::any_of(parts, [name](std::string_view part) { return BeginsLike(name, part); }))
      return true;
  }
  return false;
}

bool IsPasswordWord(std::string_view word) {
  constexpr std::string_view kPass = "pass";
  if (IsOneOf(word, kWords)) return true;
  if (word.size() <= kPass.size()) return false;
  const std::string_view before = word.substr(0, word.size() - kPass.size());
  return EqualsIgnoreCase(word.substr(before.size()), kPass) && IsOneOf(before, kBeforePass);
}

SecretKind KindOf(std::string_view name) {
  // "password_reset_token" holds a token.
  if (HasOneOf(name, kTokenParts, "tcxa")) return SecretKind::kToken;
  if (HasOneOf(name, kParts, kFirstLetters) || AnyWordOf(name, IsPasswordWord)) return SecretKind::kPassword;
  if (AnyWordOf(name, [](std::string_view word) { return IsOneOf(word, kTokenWords); }))
    return SecretKind::kToken;
  return SecretKind::kNone;
}

bool LetsIn(std::string_view name) {
  return HasOneOf(name, kBearerParts, "sca") ||
         AnyWordOf(name, [](std::string_view word) { return IsOneOf(word, kBearerWords); });
}

// One of these letters stands in each of the words above, so that most names are done with at once.
constexpr std::string_view kLettersOfSecrets = "pscbtz";
template <std::size_t kCount>
consteval bool AllHaveOne(const std::array<std::string_view, kCount>& words) {
  return std::ranges::all_of(words, [](std::string_view word) {
    return word.find_first_of(kLettersOfSecrets) != std::string_view::npos;
  });
}
static_assert(AllHaveOne(kParts) && AllHaveOne(kWords) && AllHaveOne(kTokenParts) && AllHaveOne(kTokenWords));
static_assert(AllHaveOne(kBearerParts) && AllHaveOne(kBearerWords));
// A percent sign may stand for one.
constexpr ByteTable kMaySpeakOfSecret([](char c) {
  return c == '%' || kLettersOfSecrets.find(ToLower(c)) != std::string_view::npos;
});

// Percent signs decoded in place, once; returns the size.
std::size_t Decode(std::span<char> name) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    char c = name[i];
    if (const int byte = PercentByte({name.data(), name.size()}, i); byte >= 0) {
      c = static_cast<char>(byte);
      i += kPercentBytes - 1;
    }
    name[size++] = c;
  }
  return size;
}

}  // namespace

SecretKind SecretKindOf(std::string_view sent) noexcept {
  FieldNameSpace space;
  return KindOf(PlainFieldName(sent, space));
}

bool MayNameSecret(std::string_view sent) noexcept {
  if (kMaySpeakOfSecret.Find(sent) == std::string_view::npos) return false;
  std::array<char, 3 * kMostFieldNameBytes> space;
  sent = sent.substr(sent.size() - std::min(sent.size(), space.size()));
  std::ranges::copy(sent, space.begin());
  std::size_t size = sent.size();
  for (int i = 0; i < 2; ++i) size = Decode(std::span(space).first(size));
  const std::string_view name(space.data(), size);
  return KindOf(name) != SecretKind::kNone || LetsIn(name);
}

}  // namespace errwatch
