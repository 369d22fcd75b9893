// What a client is found by: its masked address in a scope, and the keyed hash of both.
#pragma once

#include <cstdint>

#include "model/client_address.h"

namespace errwatch::store {

using Fingerprint = uint64_t;  // 56 bits, never 0

struct ClientKey {
  ClientAddress address;  // masked
  uint64_t scope = 0;     // hash of the scope's name
  Fingerprint fingerprint = 0;
};

}  // namespace errwatch::store
