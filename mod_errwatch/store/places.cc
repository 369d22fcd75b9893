#include "store/places.h"

#include <sys/stat.h>

#include <filesystem>
#include <system_error>

#include "store/state_file.h"

namespace errwatch::store {
namespace {

// Also where neither is there yet.
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

Error Same(const std::string& path, std::string_view one, std::string_view other) {
  return Error{path + " is both " + std::string(one) + " and " + std::string(other) +
               "; name a file of its own for each"};
}

}  // namespace

Status CheckApart(const Places& places) {
  const std::string& events = places.events.file;
  if (IsStandardError(events) && !places.error_logs.empty() && !IsStandardError(places.error_logs.front()))
    return Error{"the event log " + events + " is the ErrorLog, which httpd makes its standard error (" +
                 places.error_logs.front() + "); name a file, a program or syslog"};
  for (const std::string& error_log : places.error_logs) {
    if (!places.state_file.empty() && IsSamePlace(places.state_file, error_log))
      return Same(places.state_file, "ErrWatchStateFile", "an ErrorLog");
    // Who started httpd may want to see both in one stream.
    const bool one_stream = IsEventStream(events) && IsEventStream(error_log);
    if (!events.empty() && !one_stream && IsSamePlace(events, error_log))
      return Same(events, "ErrWatchEventLog", "an ErrorLog");
  }
  if (!events.empty() && !places.state_file.empty() && IsSamePlace(events, places.state_file))
    return Same(events, "ErrWatchEventLog", "ErrWatchStateFile");
  return Ok{};
}

std::vector<Error> FaultsOf(const Places& places) {
  std::vector<Error> faults;
  const auto add = [&](const Status& found) {
    if (!found) faults.push_back(found.failure());
  };
  if (!places.state_file.empty())
    add(StateFile::Check(places.state_file, GeometryFor(places.clients), places.server));
  add(CheckEventPlace(places.events));
  add(CheckApart(places));
  return faults;
}

}  // namespace errwatch::store
