#include "model/secret_field.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "base/ascii.h"

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

// What is longer was not written by the author of a form.
constexpr std::size_t kMostFieldNameBytes = 128;

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

// Decoded; empty = too long, or not a name that everybody reads alike: PHP cuts at a NUL ("id%00password").
std::string_view PlainName(std::string_view sent, std::span<char, kMostFieldNameBytes> space) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    char c = sent[i] == '+' ? ' ' : sent[i];
    if (c == '%' && i + 2 < sent.size() && HexValue(sent[i + 1]) >= 0 && HexValue(sent[i + 2]) >= 0) {
      c = static_cast<char>(HexValue(sent[i + 1]) << 4 | HexValue(sent[i + 2]));
      i += 2;
    }
    constexpr std::string_view kSigns = " _-.:[]$";
    const bool foreign = static_cast<unsigned char>(c) >= 0x80;
    const bool named = IsAlnum(c) || foreign || kSigns.find(c) != std::string_view::npos;
    const bool operates = c == '$' && size > 0 && space[size - 1] == '[';
    if (!named || operates || size == space.size()) return {};
    space[size++] = c;
  }
  return {space.data(), size};
}

bool IsPasswordWord(std::string_view word) {
  constexpr std::string_view kPass = "pass";
  if (IsOneOf(word, kWords)) return true;
  if (word.size() <= kPass.size()) return false;
  const std::string_view before = word.substr(0, word.size() - kPass.size());
  return EqualsIgnoreCase(word.substr(before.size()), kPass) && IsOneOf(before, kBeforePass);
}

// Runs of letters and digits, and what a capital letter begins in them.
template <typename Test>
bool AnyWordOf(std::string_view name, Test test) {
  const auto tried = [&test](std::string_view word) {
    while (!word.empty() && IsDigit(word.back())) word.remove_suffix(1);
    return !word.empty() && test(word);
  };
  while (!name.empty()) {
    const auto run = static_cast<std::size_t>(std::ranges::find_if_not(name, IsAlnum) - name.begin());
    if (tried(name.substr(0, run))) return true;
    for (std::size_t begin = 0, end = 1; end <= run; ++end) {
      if (end < run && !(IsUpper(name[end]) && !IsUpper(name[end - 1]))) continue;
      if (tried(name.substr(begin, end - begin))) return true;
      begin = end;
    }
    name.remove_prefix(std::min(name.size(), run + 1));
  }
  return false;
}

SecretKind KindOf(std::string_view name) {
  // "password_reset_token" holds a token.
  if (HasOneOf(name, kTokenParts, "tcxa")) return SecretKind::kToken;
  if (HasOneOf(name, kParts, kFirstLetters) || AnyWordOf(name, IsPasswordWord)) return SecretKind::kPassword;
  if (AnyWordOf(name, [](std::string_view word) { return IsOneOf(word, kTokenWords); }))
    return SecretKind::kToken;
  return SecretKind::kNone;
}

// Percent signs decoded in place, once; returns the size.
std::size_t Decode(std::span<char> name) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    char c = name[i];
    if (c == '%' && i + 2 < name.size() && HexValue(name[i + 1]) >= 0 && HexValue(name[i + 2]) >= 0) {
      c = static_cast<char>(HexValue(name[i + 1]) << 4 | HexValue(name[i + 2]));
      i += 2;
    }
    name[size++] = c;
  }
  return size;
}

}  // namespace

SecretKind SecretKindOf(std::string_view sent) noexcept {
  std::array<char, kMostFieldNameBytes> space;
  return KindOf(PlainName(sent, space));
}

bool MayNameSecret(std::string_view sent) noexcept {
  std::array<char, 3 * kMostFieldNameBytes> space;
  sent = sent.substr(sent.size() - std::min(sent.size(), space.size()));
  std::ranges::copy(sent, space.begin());
  std::size_t size = sent.size();
  for (int i = 0; i < 2; ++i) size = Decode(std::span(space).first(size));
  return KindOf({space.data(), size}) != SecretKind::kNone;
}

}  // namespace errwatch
