// The formats of access logs that a configuration names: LogFormat, and CustomLog with the file that it
// writes.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/words.h"

namespace errwatch {

class AccessLogFormats {
 public:
  void Read(std::string_view directive, std::span<const Word> arguments);

  // By the name of a LogFormat, or the file of a CustomLog or TransferLog: as it is written, or its end
  // ("access.log"). Empty = none has it. Of several the last one.
  std::string Find(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> formats_;  // by their names
  std::vector<std::pair<std::string, std::string>> files_;    // ... and what is written into them
  std::string unnamed_;                                       // of TransferLog
};

}  // namespace errwatch
