#include "structure/php_arguments.h"

#include <algorithm>
#include <array>

#include "structure/cursor.h"
#include "structure/php_functions.h"

namespace errwatch {

bool IsIncludedPath(std::string_view text, std::size_t at) {
  const std::string_view argument = From(text, PastBlanks(text, at)).substr(0, kMostInPhpBrackets);
  const std::string_view path = argument.substr(std::min<std::size_t>(argument.size(), 1));
  return argument.starts_with('$') || path.starts_with('/') || path.starts_with("..") ||
         argument.substr(0, argument.find(')')).find("://") != std::string_view::npos;
}

bool HoldsFunctionName(std::string_view text, std::size_t at) {
  const std::string_view rest = From(text, at).substr(0, kMostInPhpBrackets);
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] != '\'' && rest[i] != '"') continue;
    const std::string_view name = NameAt(rest, i + 1);
    if (IsActingPhpFunction(name) && IsAnyOf(At(rest, i + 1 + name.size()), "'\"")) return true;
  }
  return false;
}

bool TakesRunningCallback(std::string_view text, std::size_t at) {
  const std::string_view arguments = text.substr(at).substr(0, kMostInPhpArguments);
  if (arguments.find("$_") != std::string_view::npos || arguments.find("$globals") != std::string_view::npos)
    return true;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!IsAnyOf(arguments[i], "'\"")) continue;
    const std::string_view name = NameAt(arguments, i + 1);
    const char behind = At(arguments, i + 1 + name.size());
    // "'sys'.'tem'": joined, or with a space of names in front.
    if ((IsActingPhpFunction(name) && IsAnyOf(behind, "'\"")) || behind == '\\') return true;
    if (StandsAt(arguments, i, "'.'") || StandsAt(arguments, i, "\".\"")) return true;
  }
  return false;
}

bool OnlyComputes(std::string_view name, std::string_view text, std::size_t at) {
  if (!IsOneOf(name, kComputing) || HoldsFunctionName(text, at)) return false;
  text = text.substr(0, at + kMostInPhpArguments);
  const std::size_t argument = PastBlanks(text, at + 1);
  const std::string_view word = NameAt(text, argument);
  if (At(text, argument) == ')' ||
      (!word.empty() && !IsDigit(word.front()) && word.size() > 1 && At(text, argument + word.size()) == ')'))
    return true;
  const std::size_t variable = text.find('$', at);
  return variable != std::string_view::npos && text.find("$_", at) == std::string_view::npos &&
         text.find("$globals", at) == std::string_view::npos && IsAlpha(At(text, variable + 1)) &&
         text.find("/e", at) == std::string_view::npos;
}

bool ReadsOwnData(std::string_view name, std::string_view text, std::size_t at) {
  if (!IsOneOf<4>(name, {"file_get_contents", "readfile", "file_exists", "fopen"})) return false;
  const std::size_t quote = PastBlanks(text, at + 1);
  // file_get_contents($url): nothing says what it holds.
  if (At(text, quote) == '$' && IsAlpha(At(text, quote + 1)))
    return At(text, quote + 1 + NameAt(text, quote + 1).size()) == ')' &&
           text.substr(0, at).substr(at - std::min(at, kMostInPhpArguments)).find('=') == text.npos &&
           !StandsAt(text, quote + 1, "globals");
  if (!IsAnyOf(At(text, quote), "'\"") || !IsIdentifierByte(At(text, quote + 1))) return false;
  const std::string_view path = From(text, quote + 1).substr(0, kMostInPhpBrackets);
  const std::size_t end = path.find(text[quote]);
  const std::string_view file = path.substr(0, end);
  if (end == std::string_view::npos || file.find("..") != file.npos || file.find(':') != file.npos)
    return false;
  return file.ends_with(".json") || file.ends_with(".txt") || file.ends_with(".csv") ||
         file.ends_with(".xml");
}

}  // namespace errwatch
