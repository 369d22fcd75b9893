// `errwatch allow` and `errwatch disallow`.
#pragma once

#include <string>

#include "cli/server/live_server.h"

namespace errwatch::cli {

struct AllowOptions {
  LiveOptions live;
  std::string address;  // "192.0.2.1", "192.0.2.0/24", "2001:db8::/32"
  std::string duration = "1d";
  std::string reason;
  bool force = false;           // however wide the range is
  std::string format = "text";  // text, json
};

struct DisallowOptions {
  LiveOptions live;
  std::string address;
  bool all = false;
  std::string format = "text";  // text, json
};

int RunAllow(const AllowOptions& options);
int RunDisallow(const DisallowOptions& options);

}  // namespace errwatch::cli
