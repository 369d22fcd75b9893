// Which kind of export a file is.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "cli/logs/export_reader.h"

namespace errwatch::cli {

// What reads a file that begins so; null = it is lines already. `most_bytes` of an entry are kept.
std::unique_ptr<ExportReader> MakeExportReader(std::string_view beginning, std::size_t most_bytes);

}  // namespace errwatch::cli
