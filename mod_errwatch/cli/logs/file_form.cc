#include "cli/logs/file_form.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/quoted.h"
#include "cli/access/access_reader.h"
#include "cli/logs/collector_prefix.h"
#include "cli/logs/line_reader.h"
#include "cli/logs/line_source.h"
#include "cli/logs/partial_line.h"

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

// What most of the first lines have in front, if they are of an access log.
AccessPrefix PrefixOf(std::string_view lines) {
  std::map<AccessPrefix, std::size_t> kinds;
  std::size_t count = 0;
  ForEachWholeLine(lines, [&](const WholeLine& line) {
    if (line.text.empty() || ++count > kLinesThatTell) return;
    ++kinds[AccessPrefixOf(line.text)];
  });
  count = std::min(count, kLinesThatTell);
  for (const auto& [kind, some] : kinds) {
    if (some * 2 > count) return kind;
  }
  return 0;
}

// The lines that have that prefix, without it.
std::string WithoutPrefix(AccessPrefix prefix, std::string_view lines) {
  std::string bare;
  std::size_t count = 0;
  ForEachWholeLine(lines, [&](const WholeLine& line) {
    std::string_view rest = line.text, time;
    if (++count <= kLinesThatTell && TakeAccessPrefix(prefix, rest, time)) bare.append(rest).append("\n");
  });
  return bare;
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
  AccessPrefix prefix = PrefixOf(beginning);
  const std::string bare = prefix == 0 ? std::string() : WithoutPrefix(prefix, beginning);
  const bool bare_fit = given && prefix != 0 && HasLinesOf(*asked.access, bare);
  if (bare_fit || (given && HasLinesOf(*asked.access, beginning))) {
    file.form.kind = InputKind::kAccess;
    file.form.access_prefix = bare_fit ? prefix : 0;
    return file;
  }
  std::optional<AccessFormat> guessed = GuessAccessFormat(bare);
  if (!guessed) {
    prefix = 0;
    guessed = GuessAccessFormat(beginning);
  }
  if (asked.kind == InputKind::kLog || !guessed || given) {
    file.is_access_log = guessed.has_value();
    file.form = {InputKind::kLog};
    if (asked.kind != InputKind::kAccess) return file;
    file.error = WhyNoAccessLog(beginning, guessed);
    return file;
  }
  file.form = {InputKind::kAccess, std::make_shared<const AccessFormat>(std::move(*guessed)), prefix};
  return file;
}

}  // namespace errwatch::cli
