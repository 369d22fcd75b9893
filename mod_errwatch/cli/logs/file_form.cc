#include "cli/logs/file_form.h"

#include <optional>

#include "base/quoted.h"
#include "cli/access/access_reader.h"
#include "cli/logs/line_reader.h"
#include "cli/logs/line_source.h"

namespace errwatch::cli {
namespace {

constexpr std::size_t kLinesThatTell = 200;

// Whether any of them has something that httpd writes into its error log.
bool HasErrorLines(std::string_view lines) {
  LineReader reader;
  std::size_t count = 0;
  bool some = false;
  ForEachLine(lines, [&](std::string_view text) {
    if (some || ++count > kLinesThatTell) return;
    const LogLine line = reader.Read(text);
    some = line.has_level || line.log_id != 0;
  });
  return some;
}

bool HasLinesOf(const AccessFormat& format, std::string_view lines) {
  AccessReader reader(format);
  AccessLine line;
  std::size_t count = 0;
  bool some = false;
  ForEachLine(lines, [&](std::string_view text) {
    if (!some && ++count <= kLinesThatTell) some = reader.Read(text, line);
  });
  return some;
}

std::string WhyNoAccessLog(std::string_view lines, const std::optional<AccessFormat>& guessed) {
  if (HasErrorLines(lines)) return "is an error log: --input log reads it";
  if (guessed)
    return "its lines look like " + Quoted(guessed->name) + ": --log-format says how they are written";
  return "has lines of no format that is known here: --log-format says how they are written";
}

}  // namespace

FileForm FormOfFile(const InputForm& asked, std::string_view beginning) {
  FileForm file{asked, "", false};
  if (asked.kind == InputKind::kJsonl) return file;
  const bool given = asked.access != nullptr && asked.kind != InputKind::kLog;
  if (given && HasLinesOf(*asked.access, beginning)) {
    file.form.kind = InputKind::kAccess;
    return file;
  }
  std::optional<AccessFormat> guessed = GuessAccessFormat(beginning);
  if (asked.kind == InputKind::kLog || !guessed || given) {
    file.is_access_log = guessed.has_value();
    file.form = {InputKind::kLog, nullptr};
    if (asked.kind != InputKind::kAccess) return file;
    file.error = WhyNoAccessLog(beginning, guessed);
    return file;
  }
  file.form = {InputKind::kAccess, std::make_shared<const AccessFormat>(std::move(*guessed))};
  return file;
}

}  // namespace errwatch::cli
