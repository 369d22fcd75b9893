// What `errwatch block`, `errwatch unblock` and `errwatch clients` are told to act on.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "model/client_address.h"
#include "model/client_range.h"
#include "store/listed_ranges.h"

namespace errwatch::cli {

struct BlockTarget {
  ClientAddress given;     // as written, without the bits
  ClientAddress address;   // masked: of the client, or the first one of the range
  uint8_t range_bits = 0;  // 0: a client
  ClientPrefix prefix;     // of a client here
  int written_bits = 0;    // all of the address where none were
  bool is_range() const { return range_bits != 0; }
  // Of its family, of a client as well.
  uint8_t bits() const {
    if (is_range()) return range_bits;
    return address.is_ipv4() ? prefix.ipv4 : prefix.ipv6;
  }
  std::string ToString() const { return address.ToString(is_range() ? PrefixOfRange(range_bits) : prefix); }
};

// Only whether it begins with an address: what can be said before a server is looked for.
Result<ClientAddress> ParseAddress(const std::string& text);

// "192.0.2.1" or "192.0.2.1/32", a range of exactly the size of a client, or a wider one. The error says that
// nothing smaller than a client can be told apart.
Result<BlockTarget> ParseBlockTarget(const std::string& text, ClientPrefix prefix);

// Where no server says what a client is: of that size, if one is written.
ClientPrefix PrefixAsWritten(const std::string& text);

// The two for a command: standard error tells what is wrong, which is an error of usage.
bool ComplainsOfAddress(const std::string& text);
std::optional<BlockTarget> TargetOrComplaint(const std::string& text, ClientPrefix prefix);

}  // namespace errwatch::cli
