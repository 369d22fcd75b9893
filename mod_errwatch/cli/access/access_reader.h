// A line of an access log -> its fields. One object a thread.
#pragma once

#include <optional>
#include <string_view>

#include "cli/access/access_format.h"
#include "cli/access/access_line.h"
#include "cli/access/item_reader.h"
#include "cli/access/json_line.h"

namespace errwatch::cli {

class AccessReader {
 public:
  // The format must outlive the reader.
  explicit AccessReader(const AccessFormat& format) : format_(format), items_(format) {}

  // False: the line has another form; `line` is void then.
  bool Read(std::string_view text, AccessLine& line);

 private:
  const AccessFormat& format_;
  ItemReader items_;
  JsonLineReader json_;
};

// The format of an access log by its first lines, of which most must have it. Nothing: they are of no access
// log, or of one in a format that is not common.
std::optional<AccessFormat> GuessAccessFormat(std::string_view lines);

}  // namespace errwatch::cli
