// Whether an error log, which names no zone, was written in another zone than it is read in: hardly an entry
// finds its request in the access log, which does name one, but many would some hours earlier or later.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/logs/scan_block.h"

namespace errwatch::cli {

// Looks at the first some thousand lines of both logs.
class ZoneShift {
 public:
  // Whether a path of the server's files is that of a request (IsPathOf).
  using Fits = bool (*)(std::string_view path, std::string_view uri);
  explicit ZoneShift(Fits fits) : fits_(fits) {}

  // An entry of the error log that names a path; a line of the access log.
  void AddEntry(const ScanRecord& record);
  void AddAnswer(const ScanRecord& record);

  // How far the zone of the error log is from UTC, in seconds, where that is another one than it was read in.
  std::optional<int64_t> Found() const;

 private:
  struct Seen {
    ClientAddress client;
    std::string path;
    int64_t time_us = 0;
  };
  static void Add(const ScanRecord& record, std::size_t most, std::vector<Seen>& seen);

  Fits fits_;
  std::vector<Seen> entries_, answers_;
};

// How TZ is set to a zone so far from UTC: "UTC", "UTC-9" (Japan), "UTC-5:30".
std::string ZoneSetting(int64_t offset_seconds);

}  // namespace errwatch::cli
