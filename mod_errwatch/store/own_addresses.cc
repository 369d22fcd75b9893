#include "store/own_addresses.h"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace errwatch::store {

AddressSet OwnAddresses() {
  AddressSet::Builder own;
  ifaddrs* first = nullptr;
  if (getifaddrs(&first) != 0) return {};
  for (const ifaddrs* each = first; each != nullptr; each = each->ifa_next) {
    if (each->ifa_addr == nullptr) continue;
    const void* const raw = each->ifa_addr;
    ClientAddress address;
    if (each->ifa_addr->sa_family == AF_INET)
      address = ClientAddress::FromIpv4(&static_cast<const sockaddr_in*>(raw)->sin_addr);
    if (each->ifa_addr->sa_family == AF_INET6)
      address = ClientAddress::FromIpv6(&static_cast<const sockaddr_in6*>(raw)->sin6_addr);
    // It was an address, so it can be read as one.
    if (!address.empty()) static_cast<void>(own.Add(address.ToString()));
  }
  freeifaddrs(first);
  return std::move(own).Build();
}

}  // namespace errwatch::store
