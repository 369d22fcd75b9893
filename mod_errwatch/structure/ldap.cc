#include "structure/ldap.h"

#include <algorithm>
#include <cstddef>

#include "base/ascii.h"
#include "structure/cursor.h"

namespace errwatch {
namespace {

constexpr std::size_t kMaxRule = 64;       // the name of a rule for matching
constexpr std::size_t kMaxOperators = 16;  // in a row

bool IsAttributeByte(char c) { return IsAlnum(c) || c == '-' || c == '.' || c == ';' || c == '_'; }

// "uid=", "cn~=", "age>=", "cn:dn:2.4.6.8.10:="
bool BeginsWithAssertion(std::string_view text) {
  std::size_t at = 0;
  if (text.empty() || !IsAlpha(text.front())) return false;
  while (at < text.size() && IsAttributeByte(text[at])) ++at;
  while (at < text.size() && text[at] == ' ') ++at;
  if (text.substr(at).starts_with(':')) return text.substr(at, kMaxRule).find(":=") != std::string_view::npos;
  const std::size_t compares = at < text.size() && IsAnyOf(text[at], "~<>");
  at += compares;
  return at < text.size() && text[at] == '=' && !text.substr(at + 1).starts_with('=');
}

// At an opening parenthesis: "(uid=", "((|cn=", "(&)", "(!(".
bool BeginsCondition(std::string_view text) {
  std::size_t at = 0;
  bool lists = false;
  while (at < std::min(text.size(), kMaxOperators) && IsAnyOf(text[at], "(&|! ")) {
    lists = lists || text[at] == '&' || text[at] == '|';
    ++at;
  }
  if (lists && (at >= text.size() || text[at] == ')' || IsDigit(text[at]))) return true;
  return BeginsWithAssertion(text.substr(at));
}

bool BeginsList(std::string_view text) {
  return text.starts_with("(|(") || text.starts_with("(&(") || text.starts_with("(!(");
}

// The parenthesis at `at` stands behind one that closes: at once or behind the operator of a list (")&(cn=",
// ")|(uid="); with blanks in between, as prose has them, only where it lists conditions (") ( |").
bool GoesOnBehindClosed(std::string_view text, std::size_t at) {
  bool blank = false;
  std::size_t begin = at;
  while (begin > 0 && IsAnyOf(text[begin - 1], "&|! ")) {
    --begin;
    blank = blank || text[begin] == ' ';
  }
  if (begin == 0 || text[begin - 1] != ')') return false;
  return BeginsCondition(text.substr(at)) && (!blank || !BeginsWithAssertion(text.substr(at + 1)));
}

}  // namespace

bool HasLdap(const Value& value) noexcept {
  const std::string_view text = value.text;
  int depth = 0;
  bool broken = false;  // a parenthesis of the page's own filter is closed
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == ')') {
      broken = broken || --depth < 0;
    } else if (text[at] == '(') {
      if (broken && GoesOnBehindClosed(text, at)) return true;
      const bool behind_text =
          at > 0 && depth == 0 && !broken && (IsAlnum(text[at - 1]) || text[at - 1] == '*');
      if (behind_text && BeginsList(text.substr(at)) && BeginsCondition(text.substr(at))) return true;
      ++depth;
    }
  }
  return false;
}

}  // namespace errwatch
