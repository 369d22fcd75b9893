// The files and programs that a configuration names and a server does not start without: one list of checks,
// for `httpd -t` and `errwatch check`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/event_place.h"

namespace errwatch::store {

struct Places {
  std::string state_file;  // empty: not known
  uint32_t clients = 0;    // that it has room for
  EventPlace events;
};

// What would keep a server from starting, as far as it can be known without making or changing anything. What
// this user may not look at is of kind kDenied: whoever starts httpd may find nothing wrong with it.
std::vector<Error> FaultsOf(const Places& places);

}  // namespace errwatch::store
