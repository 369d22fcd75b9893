#include "cli/config/proxy_check.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/ascii.h"
#include "model/client_address.h"
#include "model/unnamed_proxy.h"

namespace errwatch::cli {
namespace {

// "127.0.0.1:8080", "[::1]:8080", "localhost:8080"; "8080" and "*:8080" are everywhere.
bool IsLoopback(std::string_view listen) {
  const std::size_t colon = listen.rfind(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view host = listen.substr(0, colon);
  if (EqualsIgnoreCase(host, "localhost")) return true;
  const std::optional<ClientAddress> address = ClientAddress::Parse(host);
  return address && (address->MaskedTo(104) == *ClientAddress::Parse("127.0.0.0") ||
                     *address == *ClientAddress::Parse("::1"));
}

bool ListensToThisMachineOnly(const std::vector<std::string>& listens) {
  return !listens.empty() && std::ranges::all_of(listens, IsLoopback);
}

}  // namespace

std::vector<Finding> CheckProxies(const Configuration& configuration) {
  bool watches = configuration.directory.engine.value != Engine::kOff;
  bool trusted = !configuration.server.trusted_proxies.empty();
  for (const VirtualHost& vhost : configuration.vhosts) {
    watches = watches || vhost.directory.engine.value != Engine::kOff;
    trusted = trusted || !vhost.server.trusted_proxies.empty();
  }
  if (!watches) return {};
  const bool local = ListensToThisMachineOnly(configuration.listens);
  if (const std::string& origin = configuration.believes_anybody; !origin.empty() && !local) {
    return {{Severity::kWarning, origin,
             "RemoteIPHeader, and no RemoteIPInternalProxy or RemoteIPTrustedProxy: mod_remoteip takes "
             "anybody's word for who the client is, so whoever writes that header goes free, and another is "
             "blocked for it. RemoteIPInternalProxy with the proxies' addresses takes theirs alone",
             Topic::kProxy}};
  }
  if (configuration.names_clients) return {};
  if (trusted) {
    return {
        {Severity::kWarning, "configuration",
         "ErrWatchTrustedProxy names proxies, and nothing tells httpd for whom they ask: nobody who comes "
         "through them is counted or blocked. " +
             HowToNameClients("with their addresses"),
         Topic::kProxy}};
  }
  if (!local) return {};
  return {
      {Severity::kWarning, "configuration",
       "Listen names loopback addresses only, so that a proxy on this machine brings everybody's requests, "
       "and nothing says for whom: 127.0.0.1 and ::1 themselves are never counted, so whoever comes through "
       "a proxy that connects from there is neither counted nor blocked. " +
           HowToNameClients("127.0.0.1"),
       Topic::kProxy}};
}

}  // namespace errwatch::cli
