// The first lines of a log: what it holds, and when it begins.
#pragma once

#include <cstdint>
#include <string>

#include "cli/logs/file_form.h"
#include "cli/logs/ordered_source.h"

namespace errwatch::cli {

struct LogBeginning {
  std::string block;  // the first lines; empty = there are none, or OrderedSource::error() says why
  FileForm file;      // what `block` tells
  int64_t first_us = INT64_MIN;  // of the first line that has a time; INT64_MIN = none does
  std::string first_line;        // ... or the beginning of it
};

// Takes the first block off `source`. `asked` is what the command was told, `now_us` serves time stamps that
// have no year.
LogBeginning BeginningOf(OrderedSource& source, const InputForm& asked, int64_t now_us);

}  // namespace errwatch::cli
