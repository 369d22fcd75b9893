// Which answers look as if an attack had succeeded.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cli/report/activity.h"
#include "cli/scan/replay.h"

namespace errwatch::cli {

// Clients choose how many of each there are.
inline constexpr std::size_t kMostUploads = 10'000;
inline constexpr std::size_t kMostForms = 100'000;

// What a request writes into a file: the names, without their directories. A PUT names one; so does
// "filename=" of a form, and what a shell ("> x.php") or SQL ("INTO OUTFILE '/srv/x.php'") is told to write.
std::vector<std::string> WrittenNames(const Sighting& sighting);

// The last part of a path, its percent signs decoded.
std::string LastName(std::string_view path);

class SignFinder {
 public:
  struct Found {
    ClientAddress whose;  // of whom the incident is: who sent the file, even if another asked for it
    Sign sign;
  };
  // In time order, with what is evidence of nothing too. An answer that is not known is no sign.
  // `seen_again`: its request comes from another source as well, and forms are counted there.
  std::optional<Found> Look(const Sighting& sighting, bool seen_again = false);

  // Files that hostile clients asked for, or sent: last names.
  bool IsUploaded(std::string_view name) const { return uploads_.find(name) != uploads_.end(); }

 private:
  struct Upload {
    ClientAddress client;
    int64_t time_us;
  };
  struct Form {
    std::string path;
    uint16_t status = 0;
    uint32_t count = 0;
  };
  void NoteUploads(const Sighting& sighting);
  std::optional<Found> UseOfUpload(const Sighting& sighting) const;
  std::optional<Found> PassedForm(const Sighting& sighting);

  std::map<std::string, Upload, std::less<>> uploads_;
  std::unordered_map<ClientAddress, Form, AddressHash> forms_;
};

}  // namespace errwatch::cli
