#include "cli/server/exempt.h"

#include <string>
#include <utility>

#include "model/client_range.h"

namespace errwatch::cli {
namespace {

AllowedRow RowOf(const ClientAddress& first, uint8_t bits, std::string reason) {
  const uint8_t all = first.is_ipv4() ? ClientPrefix::kMostIpv4 : ClientPrefix::kMostIpv6;
  AllowedRow row;
  row.address = {first, PrefixOfRange(bits)};
  row.range_bits = bits < all ? bits : uint8_t{0};
  row.reason = std::move(reason);
  return row;
}

}  // namespace

void AddExempt(const LiveServer& server, Tick now, std::vector<AllowedRow>& rows) {
  const store::SegmentReader& segment = server.segment();
  for (const ClientAddress& proxy : segment.proxy_peers().Proxies(now))
    rows.push_back(RowOf(proxy, proxy.is_ipv4() ? 32 : 128, "a proxy by its record"));
  const ClientPrefix prefix = segment.prefix();
  for (const ClientAddress& crawler : segment.crawler_claims().Verified(now)) {
    rows.push_back(RowOf(crawler.Masked(prefix), crawler.is_ipv4() ? prefix.ipv4 : prefix.ipv6,
                         "a crawler that the DNS confirmed"));
  }
  if (server.configuration() == nullptr) return;
  for (const AddressLine& line : server.configuration()->address_lines) {
    for (const auto& [first, bits] : line.addresses.Prefixes())
      rows.push_back(RowOf(first, bits, line.directive + ", " + line.origin));
  }
}

}  // namespace errwatch::cli
