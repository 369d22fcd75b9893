// What a running server says from moment to moment, over its stops, starts and new state files.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/server/live_server.h"
#include "pages/client_story.h"
#include "pages/snapshot.h"

namespace errwatch::cli {

struct Rates {
  double entries = 0, denials = 0;  // a second
};

// Between two snapshots of the same counters; nothing where they began anew, or no time has passed.
std::optional<Rates> RatesBetween(const Snapshot& before, const Snapshot& after);

// Incidents that `after` has and `before` had not, the oldest first. A file that began anew has only new
// ones.
std::vector<IncidentRow> NewIncidents(const Snapshot& before, const Snapshot& after);

class Feed {
 public:
  // The error says why there is nothing to watch.
  static Result<Feed> Open(const LiveOptions& options);

  // Looks again. Where that cannot be, the last snapshot stays and trouble() says why.
  void Refresh();

  // What shared memory tells of one client now; nothing of what is no client's address.
  std::vector<StoryRows> StoriesOf(const std::string& address) const;

  const Snapshot& snapshot() const { return snapshot_; }
  const std::optional<Rates>& rates() const { return rates_; }
  // Since the last Refresh; none at first.
  const std::vector<IncidentRow>& news() const { return news_; }
  // That no server runs or that its memory cannot be had, and of when the figures are; empty while all is
  // well.
  const std::string& trouble() const { return trouble_; }
  // Which state file was found (LiveServer::source).
  const std::string& source() const { return server_->source(); }

 private:
  Feed() = default;
  void Take();

  std::unique_ptr<LiveServer> server_;
  Snapshot snapshot_;
  std::optional<Rates> rates_;
  std::vector<IncidentRow> news_;
  std::string trouble_;
};

}  // namespace errwatch::cli
