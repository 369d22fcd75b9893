// What becomes of a list's entries in a server's memory: the work of `errwatch import`, without its words.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cli/server/block_guard.h"
#include "cli/server/list_entry.h"
#include "cli/server/live_server.h"

namespace errwatch::cli {

struct ImportCounts {
  uint64_t clients = 0;    // blocked
  uint64_t ranges = 0;     // blocked as a whole
  uint64_t allowed = 0;    // clients and ranges
  uint64_t kept = 0;       // blocked or allowed already, and for as long
  uint64_t refused = 0;    // what must or should not be blocked
  uint64_t no_room = 0;    // the table is full, or half of it is blocked
  uint64_t malformed = 0;  // no address, or smaller than a client
  uint64_t elsewhere = 0;  // in a scope that this server has not
};

class ListImport {
 public:
  struct Wishes {
    Milliseconds length{0};  // of entries that do not say
    std::string scope;       // ... or where
    std::string reason;      // instead of what the list says
    bool force = false;
    bool dry_run = false;
  };

  // Half of the table of clients stays for those who come: what they did well is remembered there, too.
  ListImport(WritableServer& server, Wishes wishes, Tick now);

  void Take(const ListEntry& entry);
  const ImportCounts& counts() const { return counts_; }
  // The first of those that were not taken, with the reason.
  const std::vector<std::string>& remarks() const { return remarks_; }

 private:
  void Remark(std::string text);
  void Block(const ListEntry& entry, const BlockTarget& target, Tick until);
  void BlockClient(const BlockTarget& target, const std::string& scope, uint8_t index, Tick until);
  void BlockRange(const ListEntry& entry, const BlockTarget& target, const std::string& scope, uint8_t index,
                  Tick until);
  void Allow(const ListEntry& entry, const BlockTarget& target, Tick until);
  std::string ReasonOf(const ListEntry& entry) const {
    return wishes_.reason.empty() ? entry.reason : wishes_.reason;
  }
  // Who stands in the list more often than once is counted once, and until the last of his ends.
  using Entered = std::map<std::pair<ClientAddress, uint64_t>, Tick>;
  static Tick UntilIn(const Entered& entered, const Entered::key_type& key) {
    const auto found = entered.find(key);
    return found == entered.end() ? Tick() : found->second;
  }

  WritableServer& server_;
  Wishes wishes_;
  Tick now_;
  BlockGuard guard_;
  std::map<std::string, std::optional<uint8_t>> scopes_;
  Entered blocked_, allowed_;  // by this list so far; the number beside an address: scope and width
  uint64_t room_ = 0;
  ImportCounts counts_;
  std::vector<std::string> remarks_;
};

}  // namespace errwatch::cli
