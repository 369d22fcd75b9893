#include "structure/request_forgery.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "base/ascii.h"
#include "base/word_filter.h"
#include "structure/cursor.h"
#include "structure/folded_host.h"
#include "structure/forward_search.h"
#include "structure/host_number.h"

namespace errwatch {
namespace {

// Browsers do not follow them; libraries of servers do.
constexpr std::array<std::string_view, 18> kServerSchemes = {
    "gopher", "dict", "ldap",  "ldaps", "tftp", "jar",   "netdoc",    "file",       "smb",
    "rmi",    "iiop", "corba", "nis",   "unix", "redis", "memcached", "local_file", "sftp"};
// ... and that nobody configures.
constexpr std::array<std::string_view, 3> kSchemesOfNobody = {"gopher", "dict", "netdoc"};
constexpr std::array<std::string_view, 5> kWebSchemes = {"http", "https", "ftp", "ws", "wss"};
// Domains whose names lead to the number that they hold, or to loopback.
constexpr std::array<std::string_view, 3> kNumberDomains = {".nip.io", ".sslip.io", ".xip.io"};
constexpr std::array<std::string_view, 5> kLoopbackDomains = {"localtest.me", "lvh.me", "vcap.me",
                                                              "lacolhost.com", "localhost.localdomain"};
// They tell who looked a name up.
constexpr std::array<std::string_view, 12> kWitnesses = {"burpcollaborator.net",
                                                         "oastify.com",
                                                         "interact.sh",
                                                         "oast.fun",
                                                         "oast.live",
                                                         "oast.site",
                                                         "oast.me",
                                                         "oast.pro",
                                                         "oast.online",
                                                         "dnslog.cn",
                                                         "ceye.io",
                                                         "bxss.me"};
// Services that answer on a port of their own; a developer's server has another.
constexpr std::array<unsigned, 10> kServicePorts = {2375, 3306, 5432,  5984,  6379,
                                                    8500, 9200, 10250, 11211, 27017};
constexpr unsigned kLeastPassingPort = 32768;  // what a native application listens on for an answer

bool IsBelowDomain(std::string_view host, std::string_view domain) {
  if (!host.ends_with(domain)) return false;
  return host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
}

bool IsHidingName(std::string_view host) {
  for (const std::string_view domain : kNumberDomains) {
    if (host.ends_with(domain) && host.find_first_of("0123456789") != std::string_view::npos) return true;
  }
  const auto is_below = [host](std::string_view domain) { return IsBelowDomain(host, domain); };
  if (MayEndAs<kLoopbackDomains>(host) && std::ranges::any_of(kLoopbackDomains, is_below)) return true;
  if (MayEndAs<kWitnesses>(host) && std::ranges::any_of(kWitnesses, is_below)) return true;
  if (host.ends_with(".localhost")) return true;
  if (host == "metadata" || host.starts_with("metadata.") || host == "instance-data" ||
      host.starts_with("instance-data."))
    return true;
  return host.starts_with("kubernetes.default") || host.ends_with(".svc") ||
         host.ends_with(".svc.cluster.local");
}

constexpr std::size_t kMostAuthorityBytes = 512;  // of an address, what is looked at

// `scheme://user@host:port`, up to what ends it.
struct Authority {
  std::string_view user;
  std::string_view host;
  std::string_view port;
  char ended_by = '\0';
  char behind = '\0';
};

constexpr ByteTable kEndsAuthority("/\\?# \"'<>,;(){}|`");

Authority ReadAuthority(std::string_view text) {
  Authority authority;
  text = text.substr(0, kMostAuthorityBytes);
  const std::size_t end = kEndsAuthority.Find(text);
  std::string_view all = text.substr(0, end);
  authority.ended_by = end == std::string_view::npos ? '\0' : text[end];
  authority.behind = end == std::string_view::npos ? '\0' : At(text, end + 1);
  if (const std::size_t sign = all.rfind('@'); sign != std::string_view::npos) {
    authority.user = all.substr(0, sign);
    all.remove_prefix(sign + 1);
  }
  if (all.starts_with('[')) {
    const std::size_t close = all.find(']');
    authority.host = all.substr(0, close == std::string_view::npos ? close : close + 1);
    all.remove_prefix(authority.host.size());
  } else {
    authority.host = all.substr(0, all.find(':'));
    all.remove_prefix(authority.host.size());
  }
  if (all.starts_with(':')) authority.port = all.substr(1);
  return authority;
}

bool IsInsideHost(std::string_view host) {
  if (host.starts_with('[')) return IsInsideIpv6(host.substr(1, host.size() - 2));
  const HostNumber number = ReadHostNumber(host);
  return host == "localhost" || (number.form != NumberForm::kNone && IsInside(number.ipv4));
}

// What stands in front of '@' looks like the host that a reader, or a filter, expects.
bool IsFalseFront(std::string_view user) {
  const std::size_t dot = user.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return false;
  const std::string_view domain = user.substr(dot + 1, user.find(':', dot) - dot - 1);
  return domain.size() >= 2 && SkipWhile(domain, 0, IsAlpha) == domain.size();
}

// "//a.example#@b", "//a.example\@b": two readers, two hosts.
bool HasTwoHosts(const Authority& authority) {
  return authority.behind == '@' &&
         std::string_view("#\\?").find(authority.ended_by) != std::string_view::npos;
}

// "::ffff:7f00:1", "0:0:0:0:0:0:0:1": not as anybody writes it.
bool IsOddIpv6(std::string_view host) {
  if (!host.starts_with('[')) return false;
  const std::string_view number = host.substr(1, host.size() - 2);
  if (!IsInsideIpv6(number) || number == "::" || number == "::1") return false;
  return number.starts_with(':') || number.starts_with('0') || number.starts_with("64:");
}

// "a.169-254-169-254.nip.io", "a9fea9fe.nip.io". Machines of one's own are called so every day,
// the service of a cloud is not.
bool IsNameOfMetadata(std::string_view host) {
  for (const std::string_view domain : kNumberDomains) {
    if (!host.ends_with(domain)) continue;
    host.remove_suffix(domain.size());
    constexpr std::size_t kHexBytes = 8;
    const std::string_view hex = host.substr(host.size() - std::min(host.size(), kHexBytes));
    const char before = Before(host, host.size() - hex.size());
    std::uint32_t number = 0;
    const char* const end = hex.data() + hex.size();
    if (hex.size() == kHexBytes && (before == '\0' || IsAnyOf(before, ".-")) &&
        std::from_chars(hex.data(), end, number, 16).ptr == end)
      return IsMetadataService(number);
    number = 0;
    for (unsigned shift = 0; shift < 32; shift += 8) {
      const std::size_t digits = host.find_last_not_of("0123456789") + 1;  // 0 where all are
      if (digits == host.size() || host.size() - digits > 3) return false;
      std::uint32_t part = 0;
      std::from_chars(host.data() + digits, host.data() + host.size(), part);
      if (part > 0xff) return false;
      number |= part << shift;
      host = host.substr(0, digits);
      if (shift < 24 && host.empty()) return false;
      if (!host.empty()) {
        if (!IsAnyOf(host.back(), ".-")) return false;
        host.remove_suffix(1);
      }
    }
    return IsMetadataService(number);
  }
  return false;
}

bool IsDisguised(const Authority& authority) {
  const FoldedHost host(authority.host);
  const std::string_view name = host.text();
  if (name.empty()) return false;
  if (host.is_disguised() || IsOddIpv6(name)) return true;
  if (ReadHostNumber(name).form == NumberForm::kOdd || IsNameOfMetadata(name)) return true;
  const bool witness = std::ranges::any_of(
      kWitnesses, [name](std::string_view domain) { return IsBelowDomain(name, domain); });
  return witness || (IsInsideHost(name) && IsFalseFront(authority.user)) || HasTwoHosts(authority);
}

bool HidesTarget(const Authority& authority) {
  const FoldedHost host(authority.host);
  const std::string_view name = host.text();
  if (name.empty()) return false;
  const bool inside = IsInsideHost(name);
  if (host.is_disguised() || (inside && name.starts_with('['))) return true;
  const HostNumber number = ReadHostNumber(name);
  if (number.form == NumberForm::kOdd) return true;
  if (number.form == NumberForm::kPlain && (IsMetadataService(number.ipv4) || number.ipv4 == 0)) return true;
  if (IsHidingName(name) || IsFalseFront(authority.user)) return true;
  if (inside && !authority.user.empty() && authority.user.find(':') == std::string_view::npos) return true;
  return HasTwoHosts(authority);
}

// The scheme in front of the colon at `colon`.
std::string_view SchemeBefore(std::string_view text, std::size_t colon) {
  std::size_t begin = colon;
  while (begin > 0 && colon - begin < 16 && (IsWordByte(text[begin - 1]) || text[begin - 1] == '+')) --begin;
  return text.substr(begin, colon - begin);
}

// Where the authority begins behind the colon: browsers and libraries take any number of slashes of either
// kind.
std::size_t SkipSlashes(std::string_view text, std::size_t at) {
  return SkipWhile(text, at, [](char c) { return c == '/' || c == '\\'; });
}

// Asked at each colon of a text, one after the other.
class ServerSchemes {
 public:
  explicit ServerSchemes(std::string_view text) : text_(text) {}

  bool IsOne(std::string_view scheme, std::size_t colon) {
    if (!IsOneOf<kServerSchemes>(scheme)) return false;
    const std::size_t begin = colon + 1;
    const std::string_view rest = From(text_, begin).substr(0, kMostAuthorityBytes);
    if (scheme == "jar")
      return rest.starts_with("http") || rest.starts_with("file") || IsIn(entry_, begin, rest.size());
    if (scheme == "file") {
      // What a person drags into a form.
      return rest.starts_with('/') && !rest.starts_with("///users/") && !IsIn(scheme_, begin, rest.size()) &&
             !IsIn(blank_, begin, rest.size());
    }
    return rest.starts_with("//");
  }

 private:
  // The whole of what is looked for.
  static bool IsIn(TextSearch& search, std::size_t begin, std::size_t bytes) {
    const std::size_t at = search.From(begin);
    return at != std::string_view::npos && at + search.what().size() <= begin + bytes;
  }

  std::string_view text_;
  TextSearch entry_{text_, "!/"};
  TextSearch scheme_{text_, ":/"};
  TextSearch blank_{text_, " "};
};

unsigned ReadHostPort(std::string_view text) {
  unsigned port = 0;
  for (const char c : text.substr(0, 5)) {
    if (!IsDigit(c)) break;
    port = port * 10 + static_cast<unsigned>(c - '0');
  }
  return port;
}

bool IsServicePort(unsigned port) {
  for (const unsigned service : kServicePorts) {
    if (service == port) return true;
  }
  return port < 1024;
}

}  // namespace

bool HasRequestForgery(const Value& value) noexcept {
  const std::string_view text = Trim(value.text);
  if (text.starts_with("//") && HidesTarget(ReadAuthority(From(text, SkipSlashes(text, 0))))) return true;
  ServerSchemes server_schemes(text);
  for (std::size_t colon = FindByte(text, ':'); colon != std::string_view::npos;
       colon = FindByte(text, ':', colon + 1)) {
    if (!IsWordByte(Before(text, colon))) continue;  // no scheme
    const std::string_view scheme = SchemeBefore(text, colon);
    if (server_schemes.IsOne(scheme, colon)) return true;
    if (!IsOneOf<kWebSchemes>(scheme)) continue;
    const std::size_t begin = SkipSlashes(text, colon + 1);
    if (begin == colon + 1 && colon > 5) continue;
    if (HidesTarget(ReadAuthority(From(text, begin)))) return true;
  }
  return false;
}

bool HasDisguisedAddress(const Value& value) noexcept {
  const std::string_view text = Trim(value.text);
  const std::size_t colon = std::min(text.find(':'), text.size());
  const std::string_view scheme = text.substr(0, colon);
  const bool of_web = IsOneOf(scheme, kWebSchemes);
  const bool of_server = IsOneOf(scheme, kSchemesOfNobody);
  if (!of_web && !of_server && !text.starts_with("//")) return false;
  if (text.find(' ') != std::string_view::npos) return false;
  const std::size_t from = of_web || of_server ? colon + 1 : 0;
  const std::size_t begin = SkipSlashes(text, from);
  if (begin == from) return false;
  const Authority authority = ReadAuthority(From(text, begin));
  if (of_server)
    return StandsAt(text, from, "//") && (!authority.port.empty() || IsInsideHost(authority.host));
  return IsDisguised(authority);
}

bool HasInsideAddress(const Value& value) noexcept {
  const std::string_view text = Trim(value.text);
  const std::size_t colon = text.find(':');
  const bool scheme = colon != std::string_view::npos && IsOneOf(text.substr(0, colon), kWebSchemes);
  const std::size_t begin = SkipSlashes(text, scheme ? colon + 1 : 0);
  const Authority authority = ReadAuthority(From(text, begin));
  const std::string_view host = authority.host;
  if (!IsInsideHost(host)) return false;
  // Without a scheme it may be anything: the address of somebody, a time of day.
  if (!scheme && begin < 2 && (authority.port.empty() || ReadHostNumber(host).form == NumberForm::kOdd))
    return false;
  const unsigned port = ReadHostPort(authority.port);
  if (port >= kLeastPassingPort) return false;
  return host != "localhost" || IsServicePort(port);
}

}  // namespace errwatch
