// When an address is held for a proxy because mod_remoteip takes its word for others. That it may be one the
// server's configuration says, often of a whole network; whether it is one only what it does over time can
// tell. Pure arithmetic; docs/design.md has the reasons.
#pragma once

#include <cstdint>

#include "base/ticks.h"

namespace errwatch {

// What an address sent since a point of time.
struct ForwardRecord {
  uint32_t requests = 0;
  uint32_t forwarded = 0;  // for others
  int clients = 0;         // how many others, up to 64
  Milliseconds observed{0};
};

inline constexpr uint32_t kLeastForwarded = 20;
inline constexpr int kLeastForwardedClients = 4;
inline constexpr Milliseconds kLeastTimeOfForwarding{5 * 60'000};

// A tenth is enough: there are proxies that name the client with the first request of a connection only.
constexpr bool IsProxyByRecord(const ForwardRecord& r) {
  return r.forwarded >= kLeastForwarded && r.clients >= kLeastForwardedClients &&
         r.observed >= kLeastTimeOfForwarding && uint64_t{r.forwarded} * 10 >= r.requests;
}

}  // namespace errwatch
