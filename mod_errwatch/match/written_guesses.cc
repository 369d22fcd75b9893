#include "match/written_guesses.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "base/ascii.h"
#include "model/guessed_field.h"
#include "model/secret_field.h"

namespace errwatch {
namespace {

// So many different ones are told apart.
constexpr std::size_t kMostDifferent = 16;
// ... and so many arguments looked at.
constexpr int kMostLooks = 4096;

class Different {
 public:
  void Add(std::string_view text) {
    const uint64_t print = AddToPrint(kEmptyPrint, text);
    const auto end = prints_.begin() + static_cast<std::ptrdiff_t>(count_);
    if (count_ == prints_.size() || std::find(prints_.begin(), end, print) != end) return;
    prints_[count_++] = print;
    all_ = AddToPrint(all_, print);
  }
  // A password that others have given already is none more.
  void AddTo(Guess& guess) const {
    if (count_ == 0) return;
    guess.kind = GuessKind::kPassword;
    guess.secret = AddToPrint(guess.secret, all_);
    guess.count = static_cast<uint16_t>(std::max<std::size_t>(guess.count, count_));
  }

 private:
  std::array<uint64_t, kMostDifferent> prints_{};
  std::size_t count_ = 0;
  uint64_t all_ = kEmptyPrint;
};

bool IsOfWord(char c) { return IsAlnum(c) || c == '_'; }

// The name of the call in whose arguments `at` stands: nobody writes longer ones in front of a password.
std::string_view CallOf(std::string_view query, std::size_t at) {
  constexpr std::size_t kMostArguments = 512;
  const std::size_t first = at - std::min(at, kMostArguments);
  std::size_t end = query.substr(first, at - first).rfind('(');
  if (end == query.npos) return {};
  end += first;
  std::size_t begin = end;
  while (begin > 0 && IsOfWord(query[begin - 1])) --begin;
  return query.substr(begin, end - begin);
}

// Not one that sets a password.
bool LogsIn(std::string_view call) {
  constexpr std::array<std::string_view, 7> kParts = {"login", "logon",   "signin", "auth",
                                                      "token", "session", "verify"};
  for (; !call.empty(); call.remove_prefix(1))
    if (std::ranges::any_of(kParts, [call](std::string_view part) { return BeginsLike(call, part); }))
      return true;
  return false;
}

// login(user:"a",password:"b") or, of a variable, password:$p. `query` as it is kept: with '+' for a blank.
void AddArguments(std::string_view query, std::string_view whole, Different& different, Guess& guess,
                  int& left) {
  for (std::size_t colon = query.find(':'); colon != query.npos; colon = query.find(':', colon + 1)) {
    if (left-- <= 0) return;
    std::size_t begin = colon;
    while (begin > 0 && IsOfWord(query[begin - 1])) --begin;
    if (begin == colon || (begin > 0 && query[begin - 1] == '$')) continue;  // the type of a variable
    const std::string_view name = query.substr(begin, colon - begin);
    const GuessedField field = GuessedFieldOf(name, SecretKindOf(name));
    if (field != GuessedField::kAccount && field != GuessedField::kPassword) continue;
    std::string_view value = query.substr(colon + 1);
    while (value.starts_with('+')) value.remove_prefix(1);
    const bool variable = value.starts_with('$');
    if (!(variable || value.starts_with('"')) || !LogsIn(CallOf(query, begin))) continue;
    if (variable) left = 0;  // the whole tells all there is
    value = variable ? whole : value.substr(1, value.find('"', 1) - 1);
    if (field == GuessedField::kPassword) different.Add(value);
    if (field == GuessedField::kAccount && !variable) guess.account = AddToPrint(guess.account, value) | 1;
  }
}

void AddGraphQl(std::string_view text, Guess& guess) {
  constexpr std::string_view kField = "query=";
  int left = kMostLooks;
  Different different;
  for (std::size_t at = text.find(kField); at != text.npos; at = text.find(kField, at)) {
    const std::size_t end = std::min(text.find('&', at), text.size());
    const std::string_view query = text.substr(at, end - at);
    const bool whole_name = at == 0 || text[at - 1] == '&' || text[at - 1] == '[';
    if (whole_name && query.find('{') != query.npos) AddArguments(query, text, different, guess, left);
    at = end;
  }
  different.AddTo(guess);
}

// Calls that bear a user's name and password.
bool BearsPassword(std::string_view method) {
  constexpr std::array<std::string_view, 4> kApis = {"wp.", "blogger.", "metaWeblog.", "mt."};
  return std::ranges::any_of(kApis, [method](std::string_view api) { return method.starts_with(api); });
}

void AddCalls(std::string_view text, Guess& guess) {
  constexpr std::string_view kMember = "<name>methodName</name>";
  Different different;
  for (std::size_t at = text.find(kMember); at != text.npos;) {
    const std::size_t next = text.find(kMember, at + kMember.size());
    const std::string_view call = text.substr(at + kMember.size(), next - at - kMember.size());
    std::string_view value = call;
    while (value.starts_with('<')) value.remove_prefix(std::min(value.find('>'), value.size() - 1) + 1);
    if (BearsPassword(value)) different.Add(call);
    at = next;
  }
  different.AddTo(guess);
}

}  // namespace

void AddWrittenGuesses(std::string_view text, Guess& guess) noexcept {
  if (text.starts_with("=<")) {
    if (text.find("system.multicall") != text.npos) AddCalls(text, guess);
  } else {
    AddGraphQl(text, guess);
  }
}

}  // namespace errwatch
