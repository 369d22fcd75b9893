#include "structure/markup_value.h"

#include <algorithm>
#include <cstddef>

#include "base/ascii.h"
#include "structure/cursor.h"

namespace errwatch {
namespace {

constexpr std::size_t kLookAheadBytes = 128;

// \u0061lert, \u{61}lert
bool BeginsWithEscapedLetter(std::string_view text) {
  if (text.starts_with("\\u{")) return true;
  return text.starts_with("\\u00") && At(text, 4) >= '4' && At(text, 4) <= '7';
}

// Whether the braces that open here end the attribute: behind them more code could stand.
bool EndsBehindBraces(std::string_view value) {
  int depth = 0;
  for (std::size_t at = 0; at < value.size(); ++at) {
    depth += value[at] == '{' ? 1 : value[at] == '}' ? -1 : 0;
    if (depth == 0)
      return std::string_view(" />").find(At(value, at + 1)) != std::string_view::npos ||
             at + 1 == value.size();
  }
  return false;
}

}  // namespace

bool IsHandlerName(std::string_view name) noexcept {
  if (name.size() < 5 || !name.starts_with("on")) return false;
  return SkipWhile(name, 2, [](char c) { return IsLower(c); }) == name.size();
}

bool IsHandedOver(std::string_view value) noexcept {
  if (!value.starts_with('{') || !EndsBehindBraces(value.substr(0, kLookAheadBytes))) return false;
  std::size_t at = BehindBlanks(value, 1);
  const std::size_t end = SkipWhile(value, at, [](char c) { return IsWordByte(c) || c == '.'; });
  if (end > at && At(value, BehindBlanks(value, end)) == '}') return true;
  if (At(value, at) == '(') {
    at = SkipWhile(value, at + 1, [](char c) { return IsWordByte(c) || c == ',' || c == ' '; });
    if (At(value, at) != ')') return false;
    ++at;
  } else {
    at = end;
  }
  return value.substr(std::min(BehindBlanks(value, at), value.size())).starts_with("=>");
}

bool IsOfThisSite(std::string_view value) noexcept {
  value.remove_prefix(SkipWhile(value, 0, IsQuoteMark));
  value =
      value.substr(0, SkipWhile(value, 0, [](char c) { return !IsQuoteMark(c) && c != ' ' && c != '>'; }));
  if (value.ends_with('\\')) value.remove_suffix(1);  // of a string of JSON
  if (value.starts_with('#')) return value.find_first_of(":\\%&") == std::string_view::npos;
  if (value.starts_with("/")) return IsWordByte(At(value, 1)) || value == "/";
  return !value.empty() && IsWordByte(value.front()) &&
         value.find_first_of(":\\%&") == std::string_view::npos;
}

bool IsHandlerCode(std::string_view value) noexcept {
  value = value.substr(0, kLookAheadBytes);
  value.remove_prefix(SkipWhile(value, 0, [](char c) { return c == ' ' || IsQuoteMark(c); }));
  if (BeginsWithEscapedLetter(value)) return true;
  const std::size_t at = value.find_first_of("(`[=\\ &");
  return at != std::string_view::npos && at > 0 && value[at] != ' ' && value[at] != '&';
}

bool IsStyleThatRuns(std::string_view value) noexcept {
  value = value.substr(0, kLookAheadBytes);
  for (const std::string_view way : {"expression(", "expression (", "javascript:", "-moz-binding", "behavior",
                                     "behaviour", "@import", "url(data:text"}) {
    if (value.find(way) != std::string_view::npos) return true;
  }
  // A letter as its number, or a letter with nothing but a backslash: "e\\78pression", "e\\xpression".
  for (std::size_t at = value.find('\\'); at != std::string_view::npos; at = value.find('\\', at + 1)) {
    if (IsAlnum(At(value, at + 1))) return true;
  }
  return false;
}

bool IsQuotedAddress(std::string_view value) noexcept {
  return !value.empty() && IsQuoteMark(value.front()) && StandsAt(value, 1, "https://");
}

bool IsQuotedHost(std::string_view value) noexcept {
  if (IsQuotedAddress(value)) return true;
  if (value.empty() || !IsQuoteMark(value.front()) || !StandsAt(value, 1, "//")) return false;
  const std::string_view address = value.substr(3, value.substr(3).find(value.front()));
  return address.find('/') != std::string_view::npos;
}

bool IsHarmlessHandler(std::string_view value) noexcept {
  const char quote = value.empty() ? '\0' : value.front();
  if (!IsQuoteMark(quote)) return false;
  std::string_view code = value.substr(1, std::min(value.find(quote, 1), value.size()) - 1);
  if (code.ends_with('\\')) code.remove_suffix(1);  // of a string of JSON
  if (code.ends_with(';')) code.remove_suffix(1);
  if (code == "return false" || code == "return true" || code == "return") return true;
  return code.starts_with("this.") && code.find("//") == std::string_view::npos &&
         std::ranges::all_of(code, [](char c) { return IsWordByte(c) || IsAnyOf(c, ".=;'\"/ -"); });
}

bool IsLeftOpen(std::string_view value) noexcept {
  if (value.size() < 2 || !IsQuoteMark(value.front()) || !IsAnyOf(value.back(), "=?&")) return false;
  const std::string_view address = value.substr(1);
  return address.find(value.front()) == std::string_view::npos &&
         (address.starts_with("//") || address.starts_with("http://") || address.starts_with("https://"));
}

bool IsActiveHeader(std::string_view value) noexcept {
  value.remove_prefix(SkipWhile(value, 0, [](char c) { return c == ' ' || IsQuoteMark(c); }));
  for (const std::string_view everyday :
       {"content-type", "content-language", "x-ua-compatible", "cache-control", "pragma", "expires",
        "cleartype", "imagetoolbar"}) {
    if (value.starts_with(everyday)) return false;
  }
  return true;
}

}  // namespace errwatch
