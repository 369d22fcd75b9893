#include "store/places.h"

#include <sys/stat.h>

#include <filesystem>
#include <system_error>

#include "store/state_file.h"

namespace errwatch::store {

bool IsSamePlace(const std::string& a, const std::string& b) {
  struct stat of_a {};
  struct stat of_b {};
  const bool has_a = stat(a.c_str(), &of_a) == 0;
  const bool has_b = stat(b.c_str(), &of_b) == 0;
  if (has_a && has_b) return S_ISREG(of_a.st_mode) && IsSameFile(of_a, of_b);
  std::error_code error;
  const std::filesystem::path of_file = std::filesystem::weakly_canonical(a, error);
  return !error && of_file == std::filesystem::weakly_canonical(b, error) && !error;
}

namespace {

Error Same(const std::string& path, std::string_view one, std::string_view other) {
  return Error{path + " is both " + std::string(one) + " and " + std::string(other) +
               "; name a file of its own for each"};
}

// Whether events that are written to the file would spoil what something else writes, or the other way round.
Status CheckEventsApart(const std::string& events, const Places& places) {
  const std::string& error_log = places.main_error_log;
  if (IsStandardError(events) && !error_log.empty() && !IsStandardError(error_log))
    return Error{"the event log " + events + " is the ErrorLog, which httpd makes its standard error (" +
                 error_log + "); name a file, a program or syslog"};
  for (const OtherFile& other : places.others) {
    // Who started httpd may want to see both in one stream.
    const bool one_stream = IsEventStream(events) && IsEventStream(other.path);
    if (!one_stream && IsSamePlace(events, other.path)) return Same(events, "ErrWatchEventLog", other.what);
  }
  if (!places.state_file.empty() && IsSamePlace(events, places.state_file))
    return Same(events, "ErrWatchEventLog", "ErrWatchStateFile");
  return Ok{};
}

}  // namespace

Status CheckApart(const Places& places) {
  for (const OtherFile& other : places.others) {
    if (!places.state_file.empty() && IsSamePlace(places.state_file, other.path))
      return Same(places.state_file, "ErrWatchStateFile", other.what);
  }
  for (auto log = places.events.begin(); log != places.events.end(); ++log) {
    if (log->file.empty()) continue;
    if (Status apart = CheckEventsApart(log->file, places); !apart) return apart;
    for (auto other = places.events.begin(); other != log; ++other) {
      if (!other->file.empty() && IsSamePlace(log->file, other->file))
        return Same(log->file, "ErrWatchEventLog", "ErrWatchEventLog of another line (" + other->file + ")");
    }
  }
  return Ok{};
}

std::vector<Error> FaultsOf(const Places& places) {
  std::vector<Error> faults;
  const auto add = [&](const Status& found) {
    if (!found) faults.push_back(found.failure());
  };
  add(CheckApart(places));  // first: what is wrong with a file that is another one is a puzzle otherwise
  if (!places.state_file.empty())
    add(StateFile::Check(places.state_file, GeometryFor(places.clients), places.server));
  for (const EventPlace& log : places.events) add(CheckEventPlace(log));
  return faults;
}

}  // namespace errwatch::store
