// Which addresses this machine has. Knows nothing of httpd.
#pragma once

#include "model/address_set.h"

namespace errwatch::store {

// Of all interfaces, loopback too; empty where the system does not tell. Each alone: of 127.0.0.0/8 usually
// 127.0.0.1.
AddressSet OwnAddresses();

}  // namespace errwatch::store
