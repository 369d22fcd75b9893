#include "structure/program_lookup.h"

#include <array>
#include <cstddef>

#include "structure/cursor.h"

namespace errwatch {
namespace {

constexpr std::size_t kMostInLookup = 192;

constexpr std::array<std::string_view, 24> kLookups = {
    "jndi",   "lower",  "upper",  "env",  "sys",        "java",          "main",   "ctx",
    "k8s",    "docker", "bundle", "date", "base64",     "log4j",         "marker", "web",
    "spring", "script", "dns",    "url",  "urldecoder", "base64decoder", "const",  "xml"};
constexpr std::array<std::string_view, 10> kNamingServices = {"ldap", "ldaps", "rmi",   "dns",  "iiop",
                                                              "nis",  "nds",   "corba", "http", "https"};

// "ldap://" at `at`, also with the slashes or the colon inside of another look-up.
bool IsNamingService(std::string_view text, std::size_t at) {
  const std::string_view name = NameAt(text, at);
  return IsOneOf(name, kNamingServices) && StandsAt(text, at + name.size(), ":/");
}

// Settings of editors and builds have them in every file: "${env:HOME}", "${date:yyyy}". `at` is behind the
// colon.
bool IsPlaceholder(std::string_view name, std::string_view text, std::size_t at) {
  if (name != "env" && name != "sys" && name != "date" && name != "ctx") return false;
  const std::size_t end =
      SkipWhile(text, at, [](char c) { return IsAlnum(c) || c == '_' || c == '.' || c == '-'; });
  return end > at && At(text, end) == '}' && At(text, at) != '-';
}

// `at` is behind "${".
bool IsLookup(std::string_view text, std::size_t at, bool in_backticks) {
  at = PastBlanks(text, at);
  if (At(text, at) == ':') return true;  // ${::-j}
  const std::string_view name = NameAt(text, at);
  if (!name.empty() && At(text, at + name.size()) == ':') {
    const std::size_t behind = at + name.size() + 1;
    if (IsOneOf(name, kLookups)) return !IsPlaceholder(name, text, behind);
    // A default of one letter: no use but to spell with it.
    if (At(text, behind) == '-' && At(text, behind + 1) != '\0' && At(text, behind + 2) == '}' &&
        !IsDigit(At(text, behind + 1)))
      return true;
  }
  const std::string_view body = From(text, at).substr(0, kMostInLookup);
  for (std::size_t i = 0; i < body.size() && body[i] != '}'; ++i) {
    if (StandsAt(body, i, "${")) return !in_backticks;
    if (body[i] == ':' && IsNamingService(body, i + 1)) return true;
  }
  return false;
}

}  // namespace

bool HasLookup(std::string_view text) noexcept {
  const bool in_backticks = text.find('`') != std::string_view::npos;
  for (std::size_t at = FindByte(text, '{'); at != std::string_view::npos; at = FindByte(text, '{', at + 1)) {
    if (Before(text, at) == '$' && IsLookup(text, at + 1, in_backticks)) return true;
    if (StandsAt(text, at, "{jndi:")) return true;
  }
  const std::size_t jndi = FindText(text, "jndi:");
  return jndi != std::string_view::npos && IsNamingService(text, jndi + 5);
}

}  // namespace errwatch
