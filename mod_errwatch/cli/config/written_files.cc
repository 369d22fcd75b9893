#include "cli/config/written_files.h"

#include "base/ascii.h"

namespace errwatch {

std::optional<WrittenFile> WrittenBy(std::string_view directive, std::string_view first_argument) {
  const std::string named(first_argument);
  if (named.empty() || named.starts_with('|')) return std::nullopt;
  if (EqualsIgnoreCase(directive, "PidFile")) return WrittenFile{named, "the PidFile", true};
  if (EqualsIgnoreCase(directive, "ErrorLog") && !named.starts_with("syslog"))
    return WrittenFile{named, "an ErrorLog"};
  if (EqualsIgnoreCase(directive, "CustomLog") || EqualsIgnoreCase(directive, "TransferLog"))
    return WrittenFile{named, "a CustomLog"};
  return std::nullopt;
}

}  // namespace errwatch
