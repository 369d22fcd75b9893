// The files and programs that a configuration names and a server does not start without: one list of checks,
// for `httpd -t` and `errwatch check`.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/event_place.h"

namespace errwatch::store {

struct Places {
  std::string state_file;  // empty: not known
  uint32_t clients = 0;    // that it has room for
  EventPlace events;
  std::vector<std::string>
      error_logs{};  // ErrorLog of each server that has a file for one; its main one first
  // The process of the server that runs with this configuration, 0 for none; empty: not known.
  std::optional<pid_t> server{};
};

// That no two of them are the same file: what is written to one would spoil the other.
Status CheckApart(const Places& places);

// What would keep a server from starting, as far as it can be known without making or changing anything. What
// this user may not look at is of kind kDenied: whoever starts httpd may find nothing wrong with it.
std::vector<Error> FaultsOf(const Places& places);

}  // namespace errwatch::store
