#include "model/guessed_field.h"

#include <array>

#include "base/ascii.h"
#include "model/field_name.h"

namespace errwatch {
namespace {

constexpr std::array<std::string_view, 23> kAccountWords = {
    "user",    "usr",       "username",   "userid",   "uname",        "uid",     "login", "log",
    "loginid", "loginname", "email",      "mail",     "emailaddress", "account", "acct",  "accountname",
    "nick",    "nickname",  "identifier", "identity", "customer",     "phone",   "mobile"};
constexpr std::array<std::string_view, 7> kOneTimeWords = {"otp", "totp", "hotp", "pin", "tan", "mfa", "2fa"};
// In front of "code".
constexpr std::array<std::string_view, 15> kOfOneTime = {
    "auth",   "authentication", "verification", "verify",   "security", "sms",     "tfa",          "login",
    "access", "confirmation",   "backup",       "recovery", "factor",   "onetime", "authenticator"};
constexpr std::array<std::string_view, 5> kVouchers = {"gift", "giftcard", "giftcode", "voucher", "coupon"};

}  // namespace

GuessedField GuessedFieldOf(std::string_view sent, SecretKind secret) noexcept {
  if (secret == SecretKind::kPassword) return GuessedField::kPassword;
  FieldNameSpace space;
  const std::string_view name = PlainFieldName(sent, space);
  if (name.empty()) return GuessedField::kNone;
  // Of "user[remember]" and "form.user" the last.
  std::string_view last = name.substr(0, name.find_last_not_of(']') + 1);
  last.remove_prefix(last.find_last_of("[.") + 1);
  const auto has = [last](const auto& words) {
    return AnyWordOf(last, [&words](std::string_view word) { return IsOneOf(word, words); });
  };
  constexpr std::array<std::string_view, 2> kCode = {"code", "codes"};
  if (has(kOneTimeWords)) return GuessedField::kOneTime;
  if (has(kCode) && has(kOfOneTime)) return GuessedField::kOneTime;
  if (EqualsIgnoreCase(last, "code") || has(kVouchers)) return GuessedField::kCode;
  // Tokens that differ each time tell nobody.
  return secret == SecretKind::kNone && has(kAccountWords) ? GuessedField::kAccount : GuessedField::kNone;
}

}  // namespace errwatch
