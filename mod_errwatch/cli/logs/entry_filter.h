// Which entries of a log a subcommand looks at.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/logs/entry_reader.h"
#include "model/address_set.h"
#include "rules/classifier.h"

namespace errwatch::cli {

// As given on the command line.
struct FilterOptions {
  std::vector<std::string> clients;  // addresses and ranges
  std::vector<std::string> categories;
  std::vector<uint32_t> rules;
  std::string since, until, level;
};

// What does not pass is left out of everything, as if the log did not hold it.
class EntryFilter {
 public:
  static Result<EntryFilter> Make(const FilterOptions& options, int64_t now_unix_us);

  // By the line alone; an entry without the field in question does not pass. Any thread.
  bool Passes(const EntryReader::Read& read) const noexcept;
  // By what it is evidence of.
  bool Passes(const Classification& what) const noexcept;

 private:
  AddressSet clients_;
  std::optional<CategorySet> categories_;
  std::vector<uint32_t> rules_;
  std::optional<int64_t> since_, until_;  // Unix microseconds
  std::optional<Level> level_;            // this one and more severe ones
};

}  // namespace errwatch::cli
