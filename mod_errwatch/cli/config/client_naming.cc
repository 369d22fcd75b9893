#include "cli/config/client_naming.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace errwatch {
namespace {

bool IsOneOf(std::string_view directive, const auto& names) {
  return std::ranges::any_of(names, [&](std::string_view name) { return EqualsIgnoreCase(directive, name); });
}

constexpr std::array<std::string_view, 2> kOfRpaf = {"RPAFenable", "RPAF_Enable"};
constexpr std::array<std::string_view, 4> kLists = {"RemoteIPInternalProxy", "RemoteIPTrustedProxy",
                                                    "RemoteIPInternalProxyList", "RemoteIPTrustedProxyList"};

}  // namespace

bool ListsProxies(std::string_view directive) { return IsOneOf(directive, kLists); }

void ClientNaming::Read(std::string_view directive, std::string_view first_argument,
                        const std::string& origin) {
  if (EqualsIgnoreCase(directive, "RemoteIPHeader")) {
    named = true;
    header_origin = origin;
  } else if (EqualsIgnoreCase(directive, "RemoteIPProxyProtocol")) {
    named = named || EqualsIgnoreCase(first_argument, "on");
  } else if (IsOneOf(directive, kOfRpaf)) {
    named = true;
  } else if (ListsProxies(directive)) {
    lists_proxies = true;
  }
}

ClientNaming ClientNaming::Under(const ClientNaming& main) const {
  return {named || main.named, header_origin.empty() ? main.header_origin : header_origin,
          lists_proxies || main.lists_proxies};
}

std::string WhereAnybodyIsBelieved(std::span<const ClientNaming> servers) {
  if (servers.empty()) return {};
  const std::span<const ClientNaming> vhosts = servers.subspan(1);
  const auto found = std::ranges::find_if(vhosts, &ClientNaming::BelievesAnybody);
  if (found != vhosts.end()) return found->header_origin;
  const bool asked = std::ranges::none_of(vhosts, &ClientNaming::lists_proxies);
  return asked && servers[0].BelievesAnybody() ? servers[0].header_origin : std::string();
}

}  // namespace errwatch
