#include "config/registered_names.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <vector>

#include "base/ascii.h"
#include "base/sort_unique.h"
#include "config/httpd_messages.h"

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

// Modules that rules may name beside those of config/httpd_messages.tsv: httpd's that write no message about
// a client, and what others made.
constexpr std::string_view kOtherModules[] = {"apreq2",
                                              "auth_cas",
                                              "auth_gssapi",
                                              "auth_kerb",
                                              "auth_mellon",
                                              "auth_mysql",
                                              "auth_ntlm_winbind",
                                              "auth_openidc",
                                              "auth_pgsql",
                                              "auth_pubtkt",
                                              "auth_tkt",
                                              "authn_ntlm",
                                              "authn_pam",
                                              "authn_sasl",
                                              "authnz_external",
                                              "authnz_pam",
                                              "authz_svn",
                                              "authz_unixgroup",
                                              "buffer",
                                              "bw",
                                              "case_filter",
                                              "cloudflare",
                                              "data",
                                              "dav_lock",
                                              "dav_svn",
                                              "dbd",
                                              "dir",
                                              "dnssd",
                                              "dontdothat",
                                              "dumpio",
                                              "env",
                                              "errwatch",
                                              "evasive",
                                              "evasive20",
                                              "example_hooks",
                                              "fcgid",
                                              "file_cache",
                                              "firehose",
                                              "geoip",
                                              "geoip2",
                                              "heartbeat",
                                              "hostinglimits",
                                              "info",
                                              "jk",
                                              "lbmethod_bybusyness",
                                              "lbmethod_byrequests",
                                              "lbmethod_bytraffic",
                                              "limitipconn",
                                              "log_forensic",
                                              "logio",
                                              "lsapi",
                                              "macro",
                                              "maxminddb",
                                              "mime",
                                              "mpm_itk",
                                              "mpm_prefork",
                                              "mpm_winnt",
                                              "mpm_worker",
                                              "mpmt_os2",
                                              "pagespeed",
                                              "passenger",
                                              "perl",
                                              "php",
                                              "php5",
                                              "php7",
                                              "php8",
                                              "policy",
                                              "proxy_hcheck",
                                              "python",
                                              "qos",
                                              "rpaf",
                                              "ruid2",
                                              "security",
                                              "security2",
                                              "shib",
                                              "slotmem_plain",
                                              "slotmem_shm",
                                              "so",
                                              "socache_memcache",
                                              "socache_redis",
                                              "suexec",
                                              "suphp",
                                              "systemd",
                                              "tls",
                                              "unique_id",
                                              "unixd",
                                              "userdir",
                                              "version",
                                              "watchdog",
                                              "weblogic",
                                              "wsgi",
                                              "xsendfile"};

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

// httpd's modules that write messages about clients, and the others.
std::vector<std::string_view> KnownModules() {
  std::vector<std::string_view> names(std::begin(kOtherModules), std::end(kOtherModules));
  for (const HttpdMessage& message : HttpdMessages()) {
    std::string_view rest = message.modules;
    while (!rest.empty()) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      names.push_back(rest.substr(0, comma));
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  SortUnique(names);
  return names;
}

}  // namespace

bool IsToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsTokenCharacter);
}

std::string_view MethodMeantBy(std::string_view name) { return MeantBy(name, kMethods); }
std::string_view SchemeMeantBy(std::string_view name) { return MeantBy(name, kSchemes); }
std::string_view ModuleMeantBy(std::string_view name) { return MeantBy(name, KnownModules()); }

}  // namespace errwatch
