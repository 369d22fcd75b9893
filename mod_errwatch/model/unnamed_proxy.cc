#include "model/unnamed_proxy.h"

#include <algorithm>
#include <iterator>

#include "base/ascii.h"
#include "base/phrase.h"

namespace errwatch {
namespace {

struct Range {
  uint32_t first;
  int bits;
};
constexpr Range kNearIpv4[] = {
    {0x7F00'0000, 8},   // 127.0.0.0/8
    {0x0A00'0000, 8},   // 10.0.0.0/8
    {0xAC10'0000, 12},  // 172.16.0.0/12
    {0xC0A8'0000, 16},  // 192.168.0.0/16
    {0x6440'0000, 10},  // 100.64.0.0/10
    {0xA9FE'0000, 16},  // 169.254.0.0/16
};

// FNV-1a (Fowler, Noll, Vo). Not keyed: who makes two voices one gains nothing by it.
uint64_t Hash(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text.substr(0, 512)) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash == 0 ? 1 : hash;
}

bool IsForwardedHeader(std::string_view name) {
  return std::any_of(std::begin(kForwardedHeaders), std::end(kForwardedHeaders),
                     [name](std::string_view header) { return EqualsIgnoreCase(name, header); });
}

}  // namespace

bool IsNear(const ClientAddress& address) noexcept {
  if (address.is_ipv4()) {
    const auto low = static_cast<uint32_t>(address.low());
    return std::any_of(std::begin(kNearIpv4), std::end(kNearIpv4), [low](const Range& range) {
      return low >> (32 - range.bits) == range.first >> (32 - range.bits);
    });
  }
  const uint64_t high = address.high();
  return (high == 0 && address.low() == 1) || high >> 54 == 0xFE80 >> 6 || high >> 57 == 0xFC >> 1;
}

std::string_view ForwardedFor(const Entry& entry) noexcept {
  for (std::string_view rest = entry.headers; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && IsForwardedHeader(line.substr(0, colon)))
      return Trim(line.substr(colon + 1));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return {};
}

uint64_t VoiceOf(std::string_view forwarded_for, std::string_view agent, std::string_view referer) noexcept {
  if (!forwarded_for.empty()) return Hash(forwarded_for);
  if (!agent.empty()) return Hash(agent);
  referer = referer.substr(0, referer.find('?'));
  return referer.empty() ? 0 : Hash(referer);
}

namespace {

constexpr PhraseTexts kHowToNameClients = {
    "With mod_remoteip set RemoteIPHeader X-Forwarded-For and RemoteIPInternalProxy {0}",
    "mod_remoteip で RemoteIPHeader X-Forwarded-For と RemoteIPInternalProxy {0} を設定してください"};
constexpr PhraseTexts kUnnamedProxy = {
    "{0} brings nearly all requests, and for many clients: it is a proxy that nobody named. Neither it nor "
    "anybody behind it is counted or blocked. {1}; ErrWatchTrustedProxy or ErrWatchAllow alone names no "
    "client.",
    "{0} がほとんどのリクエストを、多くのクライアントのために運んでいます。設定にないプロキシです。"
    "このアドレスもその背後の誰も、数えずブロックもしません。{1} "
    "(ErrWatchTrustedProxy や ErrWatchAllow だけではクライアントはわかりません)。"};
static_assert(IsTranslated(kHowToNameClients) && IsTranslated(kUnnamedProxy));

}  // namespace

std::string HowToNameClients(std::string_view proxy) { return Filled(kHowToNameClients.front(), {proxy}); }

std::string UnnamedProxyAdvice(const std::string& address, Language language) {
  return Filled(In(language, kUnnamedProxy), {address, Filled(In(language, kHowToNameClients), {address})});
}

}  // namespace errwatch
