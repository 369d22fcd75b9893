#include "structure/template_body.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/word_filter.h"
#include "structure/cursor.h"
#include "structure/template_names.h"
#include "structure/template_signs.h"

namespace errwatch {

namespace {
constexpr std::array<std::string_view, 10> kOfEngine = {
    ".data_model",   ".globals",     ".main",          ".version",           "self.module",
    "self.template", "root.process", "global.process", "process.mainmodule", "process.env"};
}  // namespace

bool IsOfEngine(std::string_view body) { return BeginsAsOneOf<kOfEngine>(body); }

bool NamesFileOutside(std::string_view text, std::size_t at) {
  const char quote = At(text, at);
  const std::string_view rest = From(text, at + 1).substr(0, kMostInExpression);
  const std::string_view path = rest.substr(0, rest.find(quote));
  for (const std::string_view root :
       {"/etc/", "/proc/", "/var/", "/root/", "/home/", "/usr/", "/tmp/", "/windows/", "/web-inf/"}) {
    if (path.starts_with(root)) return true;
  }
  return path.find("..") != std::string_view::npos || path.find("://") != std::string_view::npos;
}

bool RunsByName(std::string_view method) {
  return std::ranges::any_of(
      kRunningParts, [method](std::string_view part) { return method.find(part) != std::string_view::npos; });
}

std::size_t BehindNaming(std::string_view body, std::size_t at) {
  const std::string_view name = NameAt(body, at);
  const std::size_t bracket = at + name.size();
  return !name.empty() && At(body, bracket) == '(' ? bracket + 1 : 0;
}

bool IsControl(std::string_view code) {
  return code.front() == '}' || IsOneOf<11>(NameAt(code, 0), {"if", "for", "while", "else", "elsif", "unless",
                                                              "switch", "end", "foreach", "case", "when"});
}

bool IsNumbersInBrackets(std::string_view text, std::size_t at, char close) {
  constexpr std::size_t kMost = 32;
  const std::size_t end = SkipWhile(text.substr(0, at + 1 + kMost), at + 1,
                                    [](char c) { return IsDigit(c) || IsAnyOf(c, " *+"); });
  const std::string_view body = text.substr(at + 1, end - at - 1);
  return At(text, end) == close && body.size() < kMost && IsReckoningOfNumbers(body);
}

}  // namespace errwatch
