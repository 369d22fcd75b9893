// A client as it is counted: an address, and how much of it makes a client.
#pragma once

#include <string>

#include "model/client_address.h"

namespace errwatch {

struct ShownClient {
  ClientAddress address;
  ClientPrefix prefix;
  bool empty() const { return address.empty(); }
  // "192.0.2.1", "2001:db8::/64"; nothing when it is empty.
  std::string ToString() const { return empty() ? std::string() : address.ToString(prefix); }
  bool operator==(const ShownClient&) const = default;
};

}  // namespace errwatch
