// Holds the detector of LDAP filters against its definition, written down as regular expressions.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "plain_text.h"
#include "structure/ldap.h"

namespace {

using namespace errwatch::plain;  // NOLINT(google-build-using-namespace)

constexpr std::size_t kMaxText = 256;

bool BeginsAssertion(const std::string& text) {
  static const Expression rule("^[a-z][a-z0-9.;_-]* *:");
  static const Expression assertion("^[a-z][a-z0-9.;_-]* *[~<>]?=(?!=)");
  Found match;
  if (Holds(text, rule, match)) return text.substr(match.length() - 1, 64).find(":=") != std::string::npos;
  return Holds(text, assertion);
}

// At an opening parenthesis.
bool BeginsCondition(const std::string& rest) {
  static const Expression lists("^[(&|! ]{1,16}");
  Found match;
  if (!Holds(rest, lists, match)) return false;
  const std::string operators = match.str();
  const std::string behind = match.suffix();
  const bool lists_some = operators.find_first_of("&|") != std::string::npos;
  if (lists_some && (behind.empty() || behind[0] == ')' || (behind[0] >= '0' && behind[0] <= '9')))
    return true;
  return BeginsAssertion(behind);
}

// At an opening parenthesis behind `front`, which closes one of the page's own.
bool GoesOn(const std::string& front, const std::string& rest) {
  static const Expression closed("\\)([&|! ]*)$");
  Found match;
  if (!Holds(front, closed, match) || !BeginsCondition(rest)) return false;
  const bool blank = match[1].find(' ') != std::string::npos;
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
    static const Expression list("^[a-zA-Z0-9*]\\([&|!]\\(");
    const bool behind_text = at > 0 && depth == 0 && Holds(text.substr(at - 1), list);
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
  Agree(errwatch::Structure::kLdap, found, Plain(text), text);
  if (found && (errwatch::MarksIn(text) & errwatch::kLdapMarks) == 0) std::abort();
  return 0;
}
