#include "structure/loopback_redirect.h"

#include <array>

#include "base/ascii.h"
#include "structure/cursor.h"

namespace errwatch {
namespace {

constexpr std::array<std::string_view, 3> kLoopbackHosts = {"127.0.0.1", "[::1]", "localhost"};
constexpr std::size_t kMostUserBytes = 80;  // in front of '@'
constexpr std::size_t kMostPortDigits = 5;
constexpr std::size_t kMostPathBytes = 200;

// "http://127.0.0.1:50001/callback"
bool IsLoopbackAddress(std::string_view value) {
  constexpr std::string_view kScheme = "http://";
  if (!value.starts_with(kScheme)) return false;
  value.remove_prefix(kScheme.size());
  for (const std::string_view host : kLoopbackHosts) {
    if (!value.starts_with(host)) continue;
    value.remove_prefix(host.size());
    if (value.starts_with(':')) {
      const std::size_t end = SkipWhile(value, 1, IsDigit);
      if (end == 1 || end > 1 + kMostPortDigits) return false;
      value.remove_prefix(end);
    }
    return value.empty() || (value.front() == '/' && value.size() <= 1 + kMostPathBytes);
  }
  return false;
}

// An address that is none of a site as people name it: by a number, of this machine, with a user in front, or
// with a scheme that only a server follows.
bool HasOtherAddress(std::string_view text) {
  for (std::size_t at = text.find('/'); at != std::string_view::npos; at = text.find('/', at + 1)) {
    if (At(text, at + 1) == '/' && at + 2 < text.size()) {
      const std::string_view host = From(text, at + 2);
      const std::string_view authority = host.substr(0, host.find('/')).substr(0, kMostUserBytes + 1);
      if (!IsLower(host.front()) || host.starts_with("localhost") ||
          authority.find('@') != std::string_view::npos)
        return true;
    }
    if (at == 0 || text[at - 1] != ':') continue;
    const std::string_view scheme = text.substr(0, at - 1);
    if (!scheme.ends_with("http") && !scheme.ends_with("https")) return true;
  }
  return false;
}

// What the parameters have said so far.
struct Said {
  bool who = false;       // which application, or whose session
  bool what = false;      // a log-in or a log-out
  bool loopback = false;  // and back to the machine itself
};

// False where the parameter holds another address.
bool Read(std::string_view parameter, Said& said) {
  const std::size_t equals = parameter.find('=');
  if (equals == std::string_view::npos) return !HasOtherAddress(parameter) && !parameter.starts_with('@');
  const std::string_view name = parameter.substr(0, equals);
  const std::string_view value = From(parameter, equals + 1);
  const bool logout = name == "post_logout_redirect_uri";
  said.who = said.who || name == "client_id" || name == "id_token_hint";
  said.what = said.what || logout || name == "response_type";
  if ((logout || name == "redirect_uri") && IsLoopbackAddress(value)) {
    said.loopback = true;
    return true;
  }
  return !HasOtherAddress(value) && !parameter.starts_with('@');
}

}  // namespace

bool IsLoopbackRedirect(std::string_view query) noexcept {
  if (query.find(kRedirectParameter) == std::string_view::npos) return false;
  Said said;
  while (true) {
    const std::size_t end = query.find_first_of("&?");
    if (!Read(query.substr(0, end), said)) return false;
    if (end == std::string_view::npos) break;
    query.remove_prefix(end + 1);
  }
  return said.who && said.what && said.loopback;
}

}  // namespace errwatch
