#include "cli/logs/client_behind_brackets.h"

#include <algorithm>
#include <iterator>

#include "base/ascii.h"
#include "cli/logs/log_prefix.h"

namespace errwatch::cli {
namespace {

constexpr std::string_view kClientBracket = "[client ";
constexpr std::string_view kSaidByRequest[] = {
    "xff",       "x-forwarded-for", "forwarded", "for",    "host",     "ua",  "agent",
    "useragent", "user-agent",      "referer",   "ref",    "referrer", "uri", "url",
    "req",       "request",         "user",      "cookie", "country",  "geo", "session"};

// "192.0.2.4:1" of "[client 192.0.2.4:1] x", without the port.
std::string_view ClientIn(std::string_view text) noexcept {
  text.remove_prefix(kClientBracket.size());
  std::size_t close = text.find(']');
  if (text.starts_with('[') && close != std::string_view::npos) close = text.find(']', close + 1);
  return close == std::string_view::npos ? std::string_view()
                                         : AddressWithoutPort(text.substr(0, close), true);
}

}  // namespace

bool IsSaidByRequest(std::string_view group) noexcept {
  const std::size_t end = group.find_first_of(" :=");
  if (end == std::string_view::npos) return false;
  const std::string_view name = group.substr(0, end);
  return std::find_if(std::begin(kSaidByRequest), std::end(kSaidByRequest), [&](std::string_view known) {
           return EqualsIgnoreCase(name, known);
         }) != std::end(kSaidByRequest);
}

bool NamesOneClient(std::string_view text) noexcept {
  const std::string_view client = ClientIn(text);
  if (client.empty()) return false;
  for (std::size_t at = text.find(kClientBracket, 1); at != std::string_view::npos;
       at = text.find(kClientBracket, at + 1)) {
    // ModSecurity's own bracket, which bears no port.
    const std::string_view other = text.substr(at + kClientBracket.size());
    if (ClientIn(text.substr(at)) != client && other.substr(0, other.find(']')) != client) return false;
  }
  return true;
}

std::size_t BracketsBeforeClient(std::string_view text) noexcept {
  std::size_t at = 0;
  while (text.substr(at).starts_with('[')) {
    if (text.substr(at).starts_with(kClientBracket)) return at;
    const std::size_t end = text.find("] ", at);
    if (end == std::string_view::npos) return 0;
    at = end + 2;
  }
  return 0;
}

}  // namespace errwatch::cli
