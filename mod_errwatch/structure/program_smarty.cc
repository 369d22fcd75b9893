#include "structure/program_smarty.h"

#include <array>
#include <cstddef>

#include "structure/cursor.h"
#include "structure/php_functions.h"

namespace errwatch {
namespace {

constexpr std::size_t kMostInTag = 96;
constexpr int kMostFilters = 4;

// Of {$smarty.x}: what tells of the engine. Pages ask for now, get, session, const and their like.
constexpr std::array<std::string_view, 5> kInside = {"version", "template", "template_object", "current_dir",
                                                     "env"};
// Of {include file="x:.."}: where a text becomes a template, or what another server sends.
constexpr std::array<std::string_view, 8> kResources = {"string", "eval",  "php", "data",
                                                        "http",   "https", "ftp", "phar"};

// `'id'|system`, `$x|cat:"y"|passthru`. `at` is behind what is filtered.
bool IsFilteredByFunction(std::string_view text, std::size_t at) {
  text = text.substr(0, at + kMostInTag);
  for (int i = 0; i < kMostFilters; ++i) {
    at = PastBlanks(text, at);
    if (At(text, at) != '|') return false;
    const std::size_t begin = PastBlanks(text, at + 1);
    const std::string_view name = NameAt(text, begin);
    if (IsRunningFunction(name)) return true;
    at = SkipWhile(text, begin + name.size(), [](char c) { return c != '|' && c != '}'; });
  }
  return false;
}

// `at` is that of the quote, or of the dollar.
bool IsRunByFilter(std::string_view text, std::size_t at) {
  const char quote = text[at];
  if (quote == '$') return IsFilteredByFunction(text, at + 1 + NameAt(text, at + 1).size());
  const std::size_t close = text.substr(0, at + kMostInTag).find(quote, at + 1);
  return close != std::string_view::npos && IsFilteredByFunction(text, close + 1);
}

// {$smarty.version}, {$_smarty_tpl->smarty}. `at` is that of the dollar.
bool IsOfSmarty(std::string_view text, std::size_t at) {
  if (StandsAt(text, at, "$_smarty_tpl")) return true;
  return StandsAt(text, at, "$smarty.") && IsOneOf(NameAt(text, at + 8), kInside);
}

// {self::getStreamVariable(..)}, {Smarty_Internal_Write_File::writeFile(..)}. `name` stands at `at`.
bool IsStaticCall(std::string_view name, std::string_view text, std::size_t at) {
  const std::size_t method = at + name.size() + 2;
  if (!StandsAt(text, method - 2, "::")) return false;
  return name.starts_with("smarty") || IsOneOf<4>(NameAt(text, method), {"getstreamvariable", "clearconfig",
                                                                         "writefile", "disablesecurity"});
}

// {include file="string:.."}, {fetch file="/etc/x"}, {function name='x(){};system(1)'}. `at` is behind the
// name.
bool IsHostileTag(std::string_view name, std::string_view text, std::size_t at) {
  const std::string_view body = From(text, at).substr(0, kMostInTag);
  const std::string_view tag = body.substr(0, body.find('}'));
  if (name == "math") return tag.find("equation=") != std::string_view::npos && tag.find('\\') < tag.size();
  const std::string_view key = name == "function" ? "name=" : "file=";
  const std::size_t given = tag.find(key);
  if (given == std::string_view::npos) return false;
  const std::size_t quote = given + key.size();
  if (!IsAnyOf(At(tag, quote), "'\"") || At(tag, quote) == '\0') return false;
  const std::string_view first = NameAt(tag, quote + 1);
  const char behind = At(tag, quote + 1 + first.size());
  if (name == "function") return behind == '(';
  if (name == "fetch") return behind == '/' && first.empty();
  return behind == ':' && IsOneOf(first, kResources);
}

// `at` is that of the brace.
bool IsSmartyTag(std::string_view text, std::size_t at) {
  const char next = At(text, at + 1);
  if (next == '"' || next == '\'') return IsRunByFilter(text, at + 1);
  if (next == '$') return IsOfSmarty(text, at + 1) || IsRunByFilter(text, at + 1);
  const std::string_view name = NameAt(text, at + 1);
  if (name.empty()) return false;
  if (IsOneOf<5>(name, {"include", "extends", "fetch", "function", "math"}) &&
      IsHostileTag(name, text, at + 1 + name.size()))
    return true;
  return IsStaticCall(name, text, at + 1);
}

}  // namespace

bool HasSmarty(std::string_view text) noexcept {
  for (std::size_t at = FindByte(text, '{'); at != std::string_view::npos; at = FindByte(text, '{', at + 1)) {
    if (IsSmartyTag(text, at)) return true;
  }
  return false;
}

}  // namespace errwatch
