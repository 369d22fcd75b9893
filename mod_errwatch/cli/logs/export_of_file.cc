#include "cli/logs/export_of_file.h"

#include "base/text_encoding.h"
#include "cli/logs/csv_export.h"
#include "cli/logs/json_export.h"

namespace errwatch::cli {

std::unique_ptr<ExportReader> MakeExportReader(std::string_view beginning, std::size_t most_bytes) {
  if (beginning.starts_with(kUtf8Mark)) beginning.remove_prefix(kUtf8Mark.size());
  if (JsonExport::Is(beginning)) return std::make_unique<JsonExport>(most_bytes);
  if (CsvExport::Is(beginning)) return std::make_unique<CsvExport>(most_bytes);
  return nullptr;
}

}  // namespace errwatch::cli
