// What `errwatch block`, `errwatch allow` and `errwatch import` do not do, or only where they are told so.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/server/block_target.h"
#include "cli/server/live_server.h"
#include "model/address_set.h"

namespace errwatch::cli {

// Wider ranges are a slip more often than meant: 1,048,576 addresses of IPv4, what sixteen providers of IPv6
// are given.
inline constexpr uint8_t kWidestIpv4 = 12;
inline constexpr uint8_t kWidestIpv6 = 28;

// Why not; the text is for people, and says what would do it where anything would.
struct Objection {
  bool can_be_forced = false;
  std::string text;
};

// One look at the machine and the configuration for many targets.
class BlockGuard {
 public:
  BlockGuard(const LiveServer& server, Tick now);

  // Of an address of this machine, a trusted proxy, who is allow-listed, and a range that is too wide: the
  // first one that --force does not overrule, else the first.
  std::optional<Objection> AgainstBlocking(const BlockTarget& target, std::string_view scope) const;

 private:
  std::optional<Objection> OfOwn(const BlockTarget& target) const;
  std::optional<Objection> OfLists(const BlockTarget& target, std::string_view scope) const;

  const LiveServer& server_;
  AddressSet own_;
  std::vector<store::ListedView> allowed_;
};

// That a range is too wide to be blocked or allowed without --force.
std::optional<Objection> AgainstWidth(const BlockTarget& target);

}  // namespace errwatch::cli
