#include "model/session_cookie.h"

#include <algorithm>

#include "base/ascii.h"

namespace errwatch {
namespace {

// The part up to the next semicolon; `rest` goes on behind it.
std::string_view TakePart(std::string_view& rest) {
  const std::size_t end = std::min(rest.find(';'), rest.size());
  const std::string_view part = Trim(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

bool IsTest(std::string_view name) {
  constexpr std::string_view kTest = "test";
  for (std::size_t i = 0; i + kTest.size() <= name.size(); ++i)
    if (EqualsIgnoreCase(name.substr(i, kTest.size()), kTest)) return true;
  return false;
}

}  // namespace

bool MayOpenSession(std::string_view set_cookie) noexcept {
  const std::string_view pair = TakePart(set_cookie);
  const std::size_t equals = pair.find('=');
  if (equals == std::string_view::npos || IsTest(pair.substr(0, equals))) return false;
  const std::string_view value = Trim(pair.substr(equals + 1));
  if (value.empty() || value == "\"\"" || value == "deleted") return false;  // PHP writes that word
  bool http_only = false;
  while (!set_cookie.empty()) {
    const std::string_view attribute = TakePart(set_cookie);
    if (EqualsIgnoreCase(attribute, "HttpOnly")) http_only = true;
    if (EqualsIgnoreCase(attribute, "Max-Age=0")) return false;
  }
  return http_only;
}

}  // namespace errwatch
