// `errwatch block` and `errwatch unblock`: the only subcommands that write to a running server's state file.
#pragma once

#include <string>

#include "cli/server/live_server.h"

namespace errwatch::cli {

struct BlockOptions {
  LiveOptions live;
  std::string address;  // "192.0.2.1", "2001:db8::1", "2001:db8::/64", "192.0.2.0/24"
  std::string duration = "1h";
  std::string scope = "server";
  std::string reason;
};

struct UnblockOptions {
  LiveOptions live;
  std::string address;
  bool all = false;
};

int RunBlock(const BlockOptions& options);
int RunUnblock(const UnblockOptions& options);

}  // namespace errwatch::cli
