#include "structure/xpath.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ascii.h"
#include "structure/text_front.h"

namespace errwatch {
namespace {

// Functions that only XPath has, or that ask for what it works on.
constexpr auto kXpathFunctions = std::to_array<std::string_view>({"boolean",
                                                                  "comment",
                                                                  "contains",
                                                                  "doc",
                                                                  "doc-available",
                                                                  "document",
                                                                  "ends-with",
                                                                  "last",
                                                                  "local-name",
                                                                  "name",
                                                                  "namespace-uri",
                                                                  "node",
                                                                  "normalize-space",
                                                                  "position",
                                                                  "processing-instruction",
                                                                  "starts-with",
                                                                  "string-length",
                                                                  "substring-after",
                                                                  "substring-before",
                                                                  "system-property",
                                                                  "text",
                                                                  "unparsed-text"});
// Without an argument.
constexpr auto kXpathConstants = std::to_array<std::string_view>({"current", "false", "true"});

bool IsStepByte(char c) { return IsAlnum(c) || c == '-' || c == '_' || c == '.'; }

class XpathCursor : public TextFront {
 public:
  XpathCursor(std::string_view text, std::size_t at) : TextFront(text.substr(std::min(at, text.size()))) {}

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
  std::string_view Name() { return TakeWhile(IsStepByte); }
};

// What stands where the page put the value.
enum class XpathPlace : unsigned char {
  kText,    // behind a quotation mark
  kNumber,  // behind a number: what a person types, too
};

// "/*", "//user", "/@id", "/..": "/" alone is a division.
bool BeginsPath(XpathCursor at) {
  if (!at.Take("/")) return false;
  at.Take("/");
  const char c = at.front();
  return IsAlpha(c) || c == '*' || c == '@' || c == '.';
}

// The same, and it selects: "8080 and /var/www" is no path of XPath, nor is "and/or".
bool SelectsByPath(XpathCursor at) {
  if (!BeginsPath(at)) return false;
  while (at.Take("/") || !at.Name().empty()) {
  }
  at.SkipBlanks();
  return at.Take("::") || at.TakeAnyOf("*@[(=<>!");
}

// Behind the parenthesis of a call: what only XPath gives to a function.
bool BeginsArgument(XpathCursor at) {
  XpathCursor call = at;
  if (std::ranges::binary_search(kXpathFunctions, call.Name()) && call.Take("(")) return true;
  return BeginsPath(at) || at.Take("@") || at.Take("./") || at.Take("../") || at.Take(".,") || at.Take(".)");
}

// A path, an axis, or a call of one of the functions.
bool BeginsPrimary(XpathCursor at, XpathPlace place) {
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
  if (place == XpathPlace::kText ? BeginsPath(at) : SelectsByPath(at)) return true;
  if (in_call && BeginsArgument(at)) return true;
  const std::string_view name = at.Name();
  if (at.Take("::")) return !name.empty();
  at.SkipBlanks();
  if (name.empty() || !at.Take("(")) return false;
  at.SkipBlanks();
  if (std::ranges::binary_search(kXpathConstants, name)) return at.Take(")");
  return std::ranges::binary_search(kXpathFunctions, name) || BeginsArgument(at);
}

// "or", "and": the cursor stands behind it.
bool TakeJoin(XpathCursor& at) { return (at.Take("or") || at.Take("and")) && !IsStepByte(at.front()); }

// The text of a node, or any node: ".='a", "* or".
bool BeginsNode(XpathCursor at) {
  at.SkipBlanks();
  if (at.Take(".")) {
    at.SkipBlanks();
    return at.Take("=") || at.Take("!=");
  }
  if (!at.Take("* ")) return false;
  at.SkipBlanks();
  return TakeJoin(at);
}

// What stands behind the text that was broken out of.
bool GoesOnAsXpath(XpathCursor at, XpathPlace place) {
  const int closers = at.SkipClosers();
  if (closers > 0) {
    place = XpathPlace::kText;
    if (BeginsPath(at)) return true;
  }
  if (at.Take("|")) return at.front() != '|' && BeginsPrimary(at, place);
  if (!TakeJoin(at)) return false;
  if (at.front() == '/' && !SelectsByPath(at)) return false;  // "and/or"
  return BeginsPrimary(at, place) || (place == XpathPlace::kText && BeginsNode(at));
}

// The page's own condition stands in front: "or name()='x'".
bool ComparesCall(XpathCursor at) {
  if (!TakeJoin(at)) return false;
  at.SkipBlanks();
  const std::string_view name = at.Name();
  if (!at.Take("()") || !std::ranges::binary_search(kXpathFunctions, name)) return false;
  at.SkipBlanks();
  return at.TakeAnyOf("=<>!");
}

}  // namespace

bool HasXpath(const Value& value) noexcept {
  const std::string_view text = value.text;

  for (const char quote : {'\'', '"'}) {
    const std::size_t first = text.find(quote);
    if (first == std::string_view::npos) continue;
    const std::size_t end = text.find_first_not_of(quote, first);
    if (end != std::string_view::npos && GoesOnAsXpath({text, end}, XpathPlace::kText)) return true;
  }
  // Where no text was: "1 or count(//*)>3", "1] | //*".
  const std::size_t number = std::min(text.find_first_not_of("0123456789"), text.size());
  if (number > 0) return GoesOnAsXpath({text, number}, XpathPlace::kNumber);
  return ComparesCall({text, 0});
}

}  // namespace errwatch
