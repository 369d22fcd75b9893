#include "structure/server_include.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "structure/cursor.h"

namespace errwatch {
namespace {

constexpr std::size_t kMostDeclarationBytes = 512;

// Elements that bring something else in, by what stands in front of the colon; empty names: each.
struct IncludingElement {
  std::string_view space;
  std::string_view names;  // between blanks
};
constexpr std::array<IncludingElement, 7> kIncludingElements = {{
    {"esi", ""},
    {"xi", " include fallback "},
    {"xinclude", " include "},
    {"xsl", " include import value-of copy-of stylesheet variable message template "},
    {"xs", " include import redefine "},
    {"xsd", " include import redefine "},
    {"msxsl", " script "},
}};
constexpr std::array<std::string_view, 3> kAloneDirectives = {"printenv", "endif", "else"};

bool IsElementByte(char c) { return IsWordByte(c) || c == '-'; }

// `<!--#exec cmd=`: a name and an attribute; `text` begins behind the '#'.
bool IsIncludeDirective(std::string_view text) {
  const std::size_t begin = BehindBlanks(text, 0);
  const std::size_t end = SkipWhile(text, begin, IsLower);
  if (end == begin) return false;
  if (IsOneOf(text.substr(begin, end - begin), kAloneDirectives)) return true;
  const std::size_t name = BehindBlanks(text, end);
  const std::size_t equals = BehindBlanks(text, SkipWhile(text, name, IsWordByte));
  return equals > name && At(text, equals) == '=';
}

// Where the next quoted string begins behind `at`, not beyond '>' or '['; npos: none.
std::size_t NextQuotedText(std::string_view text, std::size_t at) {
  const std::size_t found = text.find_first_of("\"'>[", at);
  return found != std::string_view::npos && IsQuoteMark(text[found]) ? found + 1 : std::string_view::npos;
}

// A sign beyond ASCII, as a reference or decoded: no word is put together of such.
bool IsOneSign(std::string_view value) {
  constexpr std::size_t kMostBytes = 4;  // of UTF-8
  if (value == " ") return true;         // what stood for one without a break
  if (!value.starts_with("&#"))
    return !value.empty() && value.size() <= kMostBytes &&
           std::ranges::all_of(value, [](char c) { return (c & 0x80) != 0; });
  const bool hex = At(value, 2) == 'x';
  unsigned code = 0;
  std::size_t at = hex ? 3 : 2;
  for (; HexValue(At(value, at)) >= 0 && code < 0x10000; ++at)
    code = code * (hex ? 16 : 10) + static_cast<unsigned>(HexValue(value[at]));
  return code >= 0x80 && value.substr(std::min(at, value.size())) == ";";
}

// `entity nbsp "&#160;">`, behind "<!" at `at`: feeds have such. Where it ends; npos: it is none.
std::size_t BehindNamedSign(std::string_view text, std::size_t at) {
  constexpr std::string_view kEntity = "entity ";
  constexpr std::size_t kMostValueBytes = 12;
  if (!StandsAt(text, at, kEntity)) return std::string_view::npos;
  const std::size_t name = BehindBlanks(text, at + kEntity.size());
  const std::size_t quote = BehindBlanks(text, SkipWhile(text, name, IsElementByte));
  if (!IsQuoteMark(At(text, quote))) return std::string_view::npos;
  const std::string_view value = text.substr(quote + 1, kMostValueBytes);
  const std::size_t size = value.find(text[quote]);
  if (size == std::string_view::npos || !IsOneSign(value.substr(0, size))) return std::string_view::npos;
  const std::size_t end = BehindBlanks(text, quote + size + 2);
  return At(text, end) == '>' ? end + 1 : std::string_view::npos;
}

// The subset of a document type gives names to signs, and nothing else; `text` begins behind its '['.
bool NamesSignsOnly(std::string_view text) {
  std::size_t at = BehindBlanks(text, 0);
  if (!StandsAt(text, at, "<!")) return false;
  while (StandsAt(text, at, "<!")) {
    const std::size_t end = BehindNamedSign(text, at + 2);
    if (end == std::string_view::npos) return false;
    at = BehindBlanks(text, end);
  }
  return At(text, at) == ']';
}

// `<!doctype x [...`, `<!doctype x system "..."`; `text` begins behind "doctype".
bool IsHostileDoctype(std::string_view text) {
  text = text.substr(0, kMostDeclarationBytes);
  const std::string_view head = text.substr(0, text.find_first_of(">[<"));
  if (head.size() < text.size() && text[head.size()] == '[' && !NamesSignsOnly(text.substr(head.size() + 1)))
    return true;
  const bool is_public = head.find(" public ") != std::string_view::npos;
  if (!is_public && head.find(" system ") == std::string_view::npos) return false;
  std::size_t at = NextQuotedText(head, 0);
  if (at == std::string_view::npos) return false;
  if (is_public) {
    const std::size_t close = head.find(head[at - 1], at);
    if (close == std::string_view::npos) return false;
    at = NextQuotedText(head, close + 1);
    if (at == std::string_view::npos) return false;
  }
  const std::string_view address = head.substr(at);
  return !address.starts_with("about:") && !address.starts_with("http://www.w3.org/") &&
         !address.starts_with("https://www.w3.org/");
}

// What follows "<!".
bool IsHostileDeclaration(std::string_view text) {
  if (text.starts_with("--")) {
    const std::size_t hash = BehindBlanks(text, 2);
    return At(text, hash) == '#' && IsIncludeDirective(From(text, hash + 1));
  }
  text = text.substr(BehindBlanks(text, 0));
  if (text.starts_with("doctype")) return IsHostileDoctype(text.substr(7));
  if (!text.starts_with("entity")) return false;
  if (BehindNamedSign(text, 0) != std::string_view::npos) return false;
  // `<!entity % x "...">`, `<!entity x system "...">`
  const std::size_t at = text.substr(0, kMostDeclarationBytes).find_first_of("\"'<>");
  return at != std::string_view::npos && IsQuoteMark(text[at]);
}

bool IsIncludingElement(std::string_view text) {
  const std::size_t end = SkipWhile(text, 0, IsElementByte);
  if (At(text, end) != ':') return false;
  const std::string_view space = text.substr(0, end);
  const std::size_t last = SkipWhile(text, end + 1, IsElementByte);
  const std::string_view name = text.substr(end + 1, last - end - 1);
  for (const IncludingElement& element : kIncludingElements) {
    if (element.space != space || name.empty()) continue;
    if (element.names.empty()) return true;
    const std::size_t at = element.names.find(name);
    if (at != std::string_view::npos && at > 0 && element.names[at - 1] == ' ' &&
        At(element.names, at + name.size()) == ' ') {
      // Somebody who writes about the element gives it no attribute.
      const std::size_t equals = text.find_first_of("=<>", last);
      return equals != std::string_view::npos && text[equals] == '=';
    }
  }
  return false;
}

bool IsStylesheet(std::string_view text) {
  if (!text.starts_with("xml-stylesheet")) return false;
  text = text.substr(0, kMostDeclarationBytes);
  return text.substr(0, text.find_first_of("<>")).find("href") != std::string_view::npos;
}

// Length of what stands for '<' at `at`.
std::size_t IncludeOpenLength(std::string_view text, std::size_t at) {
  if (text[at] == '<') return 1;
  const std::string_view rest = text.substr(at);
  return rest.starts_with("\\x3c") ? 4 : rest.starts_with("\\u003c") ? 6 : 0;
}

}  // namespace

bool HasServerInclude(const Value& value) noexcept {
  const std::string_view text = value.text;
  constexpr MarkSet kOpening = Marks(kServerIncludeMarks);
  for (std::size_t at = FindMark(text, kOpening); at != std::string_view::npos;
       at = FindMark(text, kOpening, at + 1)) {
    const std::size_t length = IncludeOpenLength(text, at);
    if (length == 0) continue;
    const std::string_view rest = text.substr(at + length);
    if (rest.starts_with('!')   ? IsHostileDeclaration(rest.substr(1))
        : rest.starts_with('?') ? IsStylesheet(rest.substr(1))
                                : IsIncludingElement(rest))
      return true;
  }
  return text.find('<') != std::string_view::npos && text.find("xmlns:xi=") != std::string_view::npos &&
         text.find("xinclude") != std::string_view::npos;
}

}  // namespace errwatch
