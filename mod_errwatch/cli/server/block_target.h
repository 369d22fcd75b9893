// What `errwatch block`, `errwatch unblock` and `errwatch clients` are told to act on.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "model/client_address.h"
#include "model/client_range.h"

namespace errwatch::cli {

struct BlockTarget {
  ClientAddress given;                // as written, without the bits
  ClientAddress address;              // masked: of the client, or the first one of the range
  const RangeLevel* range = nullptr;  // null: a client
  ClientPrefix prefix;                // of a client here
  int bits = 0;                       // that were written; all of the address where none were
  std::string ToString() const {
    return address.ToString(range != nullptr ? PrefixOfRange(range->bits) : prefix);
  }
};

// Only whether it begins with an address: what can be said before a server is looked for.
Result<ClientAddress> ParseAddress(const std::string& text);

// "192.0.2.1", a range of exactly the size of a client, or one that can be blocked as a whole
// (model/client_range.h). The error says which sizes there are.
Result<BlockTarget> ParseBlockTarget(const std::string& text, ClientPrefix prefix);

// Where no server says what a client is: of that size, if one is written.
ClientPrefix PrefixAsWritten(const std::string& text);

// The two for a command: standard error tells what is wrong, which is an error of usage.
bool ComplainsOfAddress(const std::string& text);
std::optional<BlockTarget> TargetOrComplaint(const std::string& text, ClientPrefix prefix);

}  // namespace errwatch::cli
