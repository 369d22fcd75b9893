// Holds the detector of LDAP filters against its definition, written down as regular expressions.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <regex>
#include <string>
#include <string_view>

#include "structure/ldap.h"

namespace {

constexpr std::size_t kMaxText = 256;  // regular expressions of the library recurse

bool BeginsAssertion(const std::string& text) {
  static const std::regex rule("^[a-z][a-z0-9.;_-]* *:");
  static const std::regex assertion("^[a-z][a-z0-9.;_-]* *[~<>]?=(?!=)");
  std::smatch match;
  if (std::regex_search(text, match, rule))
    return text.substr(static_cast<std::size_t>(match.length()) - 1, 64).find(":=") != std::string::npos;
  return std::regex_search(text, assertion);
}

// At an opening parenthesis.
bool BeginsCondition(const std::string& rest) {
  static const std::regex lists("^[(&|! ]{1,16}");
  std::smatch match;
  if (!std::regex_search(rest, match, lists)) return false;
  const std::string operators = match.str();
  const std::string behind = match.suffix();
  const bool lists_some = operators.find_first_of("&|") != std::string::npos;
  if (lists_some && (behind.empty() || behind[0] == ')' || (behind[0] >= '0' && behind[0] <= '9')))
    return true;
  return BeginsAssertion(behind);
}

// At an opening parenthesis behind `front`, which closes one of the page's own.
bool GoesOn(const std::string& front, const std::string& rest) {
  static const std::regex closed("\\)([&|! ]*)$");
  std::smatch match;
  if (!std::regex_search(front, match, closed) || !BeginsCondition(rest)) return false;
  const bool blank = match[1].str().find(' ') != std::string::npos;
  return !blank || !BeginsAssertion(rest.substr(1));
}

bool Plain(const std::string& text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '(') continue;
    bool broken = false;
    int depth = 0;
    for (std::size_t i = 0; i < at && !broken; ++i) {
      depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
      broken = depth < 0;
    }
    const std::string rest = text.substr(at);
    if (broken && GoesOn(text.substr(0, at), rest)) return true;
    static const std::regex list("^[a-zA-Z0-9*]\\([&|!]\\(");
    const bool behind_text = at > 0 && depth == 0 && std::regex_search(text.substr(at - 1), list);
    if (!broken && behind_text && BeginsCondition(rest)) return true;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string text(reinterpret_cast<const char*>(data), std::min(size, kMaxText));
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const bool found = errwatch::HasLdap({text, text});
  if (found != Plain(text)) std::abort();
  if (found && (errwatch::MarksIn(text) & errwatch::kLdapMarks) == 0) std::abort();
  return 0;
}
