// Which paths attackers go for, by what memory holds: the requests of recognised attacks, whoever sent them,
// and all that counted of clients that were blocked or would have been. Of each client its story tells them;
// of one that has none any more its incidents do.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pages/snapshot.h"
#include "store/client_story.h"
#include "store/incident_ring.h"

namespace errwatch::store {

class TopTargets {
 public:
  // So many paths are told apart; requests of others are left out then. Stories are added in no order, so
  // what many clients ask for is among the first.
  static constexpr std::size_t kMostPaths = 8192;

  // All stories first, each once.
  void Add(Fingerprint client, const Story& story);
  void Add(Fingerprint client, const Incident& incident);
  // The `most` with the most entries, of equals those of more clients.
  std::vector<TargetRow> Rows(std::size_t most) const;

 private:
  struct Seen {
    TargetRow row;
    std::set<Fingerprint> clients;
  };
  void Count(Fingerprint client, std::string_view vhost, std::string_view uri, Category category, Tick time);

  std::map<std::pair<std::string, std::string>, Seen> targets_;  // by virtual host and path
  std::set<Fingerprint> told_;                                   // by stories
};

}  // namespace errwatch::store
