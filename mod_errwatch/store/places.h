// The files and programs that a configuration names and a server does not start without: one list of checks,
// for `httpd -t` and `errwatch check`.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/event_place.h"

namespace errwatch::store {

// A file that httpd writes itself, and what it is: "an ErrorLog".
struct OtherFile {
  std::string path;
  std::string_view what;
};

// Whether two paths lead to one file, also where it is not there yet.
bool IsSamePlace(const std::string& a, const std::string& b);

struct Places {
  std::string state_file;  // empty: not known
  uint32_t clients = 0;    // that it has room for
  std::vector<EventPlace> events{};
  std::vector<OtherFile> others{};
  // The ErrorLog of the main server as it is configured, a file, "|program" or "syslog": httpd makes it its
  // standard error. Empty: not known.
  std::string main_error_log{};
  // The process of the server that runs with this configuration, 0 for none; empty: not known.
  std::optional<pid_t> server{};
};

// That none of them is another one, or one that httpd writes: what is written to one would spoil the other.
Status CheckApart(const Places& places);

// What would keep a server from starting, as far as it can be known without making or changing anything. What
// this user may not look at is of kind kDenied: whoever starts httpd may find nothing wrong with it.
std::vector<Error> FaultsOf(const Places& places);

}  // namespace errwatch::store
