// Which format of an access log some lines have.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "cli/access/item_reader.h"

namespace errwatch::cli {

// Formats in common use, each with anything behind it: those with a name, also with a header's addresses, the
// port of the server, or times in front. Counts lines and tells which format most of them have.
class FormatGuess {
 public:
  FormatGuess();

  void Add(std::string_view line);
  // Nothing: fewer than half of the lines have any of them.
  std::optional<AccessFormat> Best() const;
  std::size_t lines() const { return lines_; }

 private:
  struct Candidate {
    const AccessFormat* format;
    std::unique_ptr<ItemReader> reader;
    std::size_t matched = 0;  // lines
    std::size_t named = 0;    // ... that name an address, or a name where names are wanted
  };
  std::vector<Candidate> candidates_;
  std::size_t lines_ = 0;
};

}  // namespace errwatch::cli
