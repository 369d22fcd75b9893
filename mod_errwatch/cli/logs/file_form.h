// What a file holds, by its first lines.
#pragma once

#include <string>
#include <string_view>

#include "cli/logs/input_kind.h"

namespace errwatch::cli {

struct FileForm {
  InputForm form;              // never kAny; of an access log with its format
  std::string error;           // why it is not read: what it is, and what reads it; empty = it is
  bool is_access_log = false;  // though it was asked for as an error log
};

// `asked` is what the command was told, `beginning` whole lines.
FileForm FormOfFile(const InputForm& asked, std::string_view beginning);

}  // namespace errwatch::cli
