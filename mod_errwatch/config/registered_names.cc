#include "config/registered_names.h"

#include <algorithm>
#include <iterator>
#include <span>

#include "base/ascii.h"

namespace errwatch {
namespace {

// IANA's registry of methods; then what Exchange, IIS, caches and UPnP made up, which scanners send, too.
constexpr std::string_view kMethods[] = {"ACL",
                                         "BASELINE-CONTROL",
                                         "BIND",
                                         "CHECKIN",
                                         "CHECKOUT",
                                         "CONNECT",
                                         "COPY",
                                         "DELETE",
                                         "GET",
                                         "HEAD",
                                         "LABEL",
                                         "LINK",
                                         "LOCK",
                                         "MERGE",
                                         "MKACTIVITY",
                                         "MKCALENDAR",
                                         "MKCOL",
                                         "MKREDIRECTREF",
                                         "MKWORKSPACE",
                                         "MOVE",
                                         "OPTIONS",
                                         "ORDERPATCH",
                                         "PATCH",
                                         "POST",
                                         "PRI",
                                         "PROPFIND",
                                         "PROPPATCH",
                                         "PUT",
                                         "QUERY",
                                         "REBIND",
                                         "REPORT",
                                         "SEARCH",
                                         "TRACE",
                                         "UNBIND",
                                         "UNCHECKOUT",
                                         "UNLINK",
                                         "UNLOCK",
                                         "UPDATE",
                                         "UPDATEREDIRECTREF",
                                         "VERSION-CONTROL",
                                         "BAN",
                                         "BCOPY",
                                         "BDELETE",
                                         "BMOVE",
                                         "BPROPFIND",
                                         "BPROPPATCH",
                                         "DEBUG",
                                         "M-SEARCH",
                                         "NOTIFY",
                                         "POLL",
                                         "PURGE",
                                         "RPC_IN_DATA",
                                         "RPC_OUT_DATA",
                                         "SUBSCRIBE",
                                         "TRACK",
                                         "UNSUBSCRIBE"};

// IANA's registry of authentication schemes; then others in wide use.
constexpr std::string_view kSchemes[] = {
    "basic",  "bearer",           "concealed", "digest",       "dpop",        "gnap",          "hoba",
    "mutual", "negotiate",        "oauth",     "privatetoken", "scram-sha-1", "scram-sha-256", "vapid",
    "apikey", "aws4-hmac-sha256", "hawk",      "kerberos",     "ntlm",        "token"};

bool IsTokenCharacter(char c) {
  return IsAlnum(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

// Letter case aside: one letter more, less or other, or two neighbours that have changed places.
bool IsOneSlipFrom(std::string_view a, std::string_view b) {
  if (a.size() < b.size()) std::swap(a, b);
  if (a.size() - b.size() > 1) return false;
  std::size_t at = 0;
  while (at < b.size() && ToLower(a[at]) == ToLower(b[at])) ++at;
  if (a.size() != b.size()) return EqualsIgnoreCase(a.substr(at + 1), b.substr(at));
  if (at == a.size() || EqualsIgnoreCase(a.substr(at + 1), b.substr(at + 1))) return true;
  return at + 1 < a.size() && ToLower(a[at]) == ToLower(b[at + 1]) && ToLower(a[at + 1]) == ToLower(b[at]) &&
         EqualsIgnoreCase(a.substr(at + 2), b.substr(at + 2));
}

std::string_view MeantBy(std::string_view name, std::span<const std::string_view> known) {
  if (std::find(known.begin(), known.end(), name) != known.end()) return {};
  const auto near = std::find_if(known.begin(), known.end(),
                                 [name](std::string_view each) { return IsOneSlipFrom(name, each); });
  return near == known.end() ? std::string_view() : *near;
}

}  // namespace

bool IsToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsTokenCharacter);
}

std::string_view MethodMeantBy(std::string_view name) { return MeantBy(name, kMethods); }
std::string_view SchemeMeantBy(std::string_view name) { return MeantBy(name, kSchemes); }

}  // namespace errwatch
