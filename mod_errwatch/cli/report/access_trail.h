// The clients of incidents in access logs: all that they asked for, also what was answered as it should be.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "cli/logs/entry_filter.h"
#include "cli/logs/entry_reader.h"
#include "cli/logs/input_kind.h"
#include "cli/logs/line_classifier.h"
#include "cli/logs/read_bounds.h"
#include "cli/report/incident_report.h"
#include "cli/report/sign_finder.h"

namespace errwatch::cli {

// Of one incident's requests these are shown; the others are counted.
inline constexpr std::size_t kFirstRequests = 5;
inline constexpr std::size_t kLastRequests = 5;
inline constexpr std::size_t kNotableRequests = 20;
// Paths that hostile clients asked for, of all of them.
inline constexpr std::size_t kMostAskedPaths = 100'000;

class AccessTrail {
 public:
  // All of them outlive it. REQUIRES: the report has its incidents.
  AccessTrail(IncidentReport& report, SignFinder& signs, const EntryFilter& filter);

  // Access logs as `input` says (their lines tell where that does not), in the order of their first times.
  // False: not all of every file was read.
  bool Read(const std::vector<std::string>& files, const InputForm& input, const ReadBounds& bounds);
  // Then the report has its trails, and its incidents are in the order of what was found.
  void Finish();

  // A line of an access log.
  void Add(const EntryReader::Read& read, std::size_t source, uint64_t number);

 private:
  struct Gathered {
    Trail trail;
    std::vector<TrailRequest> first, notable;
    std::deque<TrailRequest> last;
  };
  std::size_t SourceOf(const std::string& path);
  // Of a client, the one that is nearest in time; incidents.size(): it is of none.
  std::size_t IncidentOf(const ClientAddress& client, int64_t time_us) const;
  void Note(const Sighting& sighting, uint64_t bytes, std::size_t incident, bool notable);
  void AddSign(SignFinder::Found found, std::size_t incident);

  IncidentReport& report_;
  SignFinder& signs_;
  const EntryFilter& filter_;
  LineClassifier classifier_;
  bool counts_ = true;  // lines of the file that is read now
  std::unordered_map<ClientAddress, std::vector<std::size_t>, AddressHash> by_client_;
  std::vector<Gathered> gathered_;
};

}  // namespace errwatch::cli
