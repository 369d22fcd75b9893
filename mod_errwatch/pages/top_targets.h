// Which paths are attacked most, by the incidents that memory holds.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "pages/snapshot.h"
#include "store/incident_ring.h"

namespace errwatch::store {

// As large as the ring at most: each incident adds one target.
class TopTargets {
 public:
  // The newest first. One without a request adds nothing.
  void Add(const Incident& incident);
  // The `most` with the most incidents, of equals those of more clients.
  std::vector<TargetRow> Rows(std::size_t most) const;

 private:
  struct Seen {
    TargetRow row;
    std::set<ClientAddress> clients;
  };
  std::map<std::pair<std::string, std::string>, Seen> targets_;  // by virtual host and path
};

}  // namespace errwatch::store
