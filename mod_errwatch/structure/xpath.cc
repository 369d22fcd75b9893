#include "structure/xpath.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ascii.h"

namespace errwatch {
namespace {

// Functions that only XPath has, or that ask for what it works on.
constexpr auto kXpathFunctions = std::to_array<std::string_view>(
    {"comment", "contains", "doc", "document", "last", "local-name", "name", "namespace-uri", "node",
     "normalize-space", "position", "processing-instruction", "starts-with", "string-length",
     "substring-after", "substring-before", "text", "unparsed-text"});

bool IsStepByte(char c) { return IsAlnum(c) || c == '-' || c == '_' || c == '.'; }

class XpathCursor {
 public:
  XpathCursor(std::string_view text, std::size_t at) : rest_(text.substr(std::min(at, text.size()))) {}

  bool Take(std::string_view what) {
    if (!rest_.starts_with(what)) return false;
    rest_.remove_prefix(what.size());
    return true;
  }
  void SkipBlanks() {
    while (Take(" ")) {
    }
  }
  // ')' and ']': how many of the page's own are closed.
  int SkipClosers() {
    int closers = 0;
    for (SkipBlanks(); Take(")") || Take("]"); SkipBlanks()) ++closers;
    return closers;
  }
  std::string_view Name() {
    std::size_t end = 0;
    while (end < rest_.size() && IsStepByte(rest_[end])) ++end;
    const std::string_view name = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return name;
  }
  bool empty() const { return rest_.empty(); }
  char front() const { return rest_.empty() ? '\0' : rest_.front(); }

 private:
  std::string_view rest_;
};

// "/*", "//user", "/@id", "/..": "/" alone is a division.
bool BeginsPath(XpathCursor at) {
  if (!at.Take("/")) return false;
  at.Take("/");
  const char c = at.front();
  return IsAlpha(c) || c == '*' || c == '@' || c == '.';
}

// A path, an axis, or a call of one of the functions.
bool BeginsPrimary(XpathCursor at) {
  at.SkipBlanks();
  bool in_call = false;  // the last parenthesis is that of a function
  for (;; at.SkipBlanks()) {
    if (at.Take("not(") || at.Take("not (")) {
      in_call = true;
    } else if (at.Take("(")) {
      in_call = false;
    } else {
      break;
    }
  }
  if (BeginsPath(at)) return true;
  XpathCursor inside = at;
  if (in_call && (inside.Take("@") || inside.Take("./") || inside.Take("../"))) return true;
  const std::string_view name = at.Name();
  if (at.Take("::")) return !name.empty();
  at.SkipBlanks();
  if (name.empty() || !at.Take("(")) return false;
  at.SkipBlanks();
  return std::ranges::binary_search(kXpathFunctions, name) || BeginsPath(at) || at.Take("@") ||
         at.Take("./") || at.Take("../");
}

// What stands behind the text that was broken out of.
bool GoesOnAsXpath(XpathCursor at) {
  const int closers = at.SkipClosers();
  if (closers > 0 && BeginsPath(at)) return true;
  if (at.Take("|")) return at.front() != '|' && BeginsPrimary(at);
  for (const std::string_view word : {"or", "and"}) {
    XpathCursor behind = at;
    if (behind.Take(word)) return !IsAlnum(behind.front()) && BeginsPrimary(behind);
  }
  return false;
}

}  // namespace

bool HasXpath(const Value& value) noexcept {
  const std::string_view text = value.text;

  for (const char quote : {'\'', '"'}) {
    const std::size_t first = text.find(quote);
    if (first == std::string_view::npos) continue;
    const std::size_t end = text.find_first_not_of(quote, first);
    if (end != std::string_view::npos && GoesOnAsXpath({text, end})) return true;
  }
  // Where no text was: "1 or count(//*)>3", "1] | //*".
  const std::size_t number = std::min(text.find_first_not_of("0123456789"), text.size());
  return number > 0 && GoesOnAsXpath({text, number});
}

}  // namespace errwatch
