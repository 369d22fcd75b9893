// What clients did -> incidents: what one client did without a long pause, or several clients at about the
// same time in the same way.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "cli/report/activity.h"
#include "cli/scan/replay.h"
#include "model/policy.h"

namespace errwatch::cli {

// Pauses this long end an incident.
inline constexpr int64_t kUsualGapUs = int64_t{3600} * 1'000'000;
// Clients that are told apart. A botnet of IPv6 may have any number of networks.
inline constexpr std::size_t kMostActivities = 50'000;

struct IncidentClient {
  ClientAddress address;
  uint64_t entries = 0;
};

struct Incident {
  Activity sum;
  std::vector<IncidentClient> clients;  // in the order of their first entries
  std::size_t blocked_clients = 0;      // of them, or who would have been
  bool HasSigns() const { return sum.signs_seen != 0; }
  std::size_t LikelySigns() const;
};

// Those with a sign of success first, the likely ones before all; then by weight.
bool ComesBefore(const Incident& a, const Incident& b);

// What is no incident.
struct MinorSums {
  uint64_t clients = 0;
  uint64_t entries = 0;
};

class IncidentBook {
 public:
  explicit IncidentBook(int64_t gap_us = kUsualGapUs, std::size_t most = kMostActivities)
      : gap_us_(gap_us), most_(most) {}

  // In any order of time.
  void Add(const Sighting& sighting);
  // What the client did at that time was a part of this attack.
  void Join(const ClientAddress& client, int64_t time_us, AnomalyKind attack, uint64_t target);
  // `always`: also of a client of whom nothing else is known. What others did later with what a client left
  // belongs to what it did last.
  void AddSign(const ClientAddress& whose, Sign sign, bool always);
  void AddBlock(const ClientAddress& client, BlockSpan block);
  // Of all clients in the range at that time.
  void AddRangeBlock(const ClientAddress& range, const BlockSpan& block);
  // Somebody ended the block of the client, or of a range: who in it was blocked himself is so still.
  void EndBlocks(const ClientAddress& client, std::string_view scope, int64_t time_us);
  void EndRangeBlocks(const ClientAddress& range, uint8_t bits, std::string_view scope, int64_t time_us);
  // What turned out to speak for others.
  void Forget(const ClientAddress& client);

  bool Knows(const ClientAddress& client) const { return by_client_.contains(client); }
  uint64_t left_out() const { return left_out_; }  // clients beyond the bound

  // In the order of ComesBefore. `limits` tell what is enough to be an incident where no block says so.
  // Call it once.
  std::vector<Incident> Take(const Limits& limits, MinorSums& minor);

 private:
  Activity* At(const ClientAddress& client, int64_t time_us, bool make);

  int64_t gap_us_;
  std::size_t most_;
  std::vector<Activity> activities_;
  std::unordered_map<ClientAddress, std::vector<uint32_t>, AddressHash> by_client_;
  uint64_t left_out_ = 0;
};

}  // namespace errwatch::cli
