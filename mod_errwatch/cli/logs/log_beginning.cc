#include "cli/logs/log_beginning.h"

#include <string_view>

#include "cli/logs/entry_reader.h"

namespace errwatch::cli {

LogBeginning BeginningOf(OrderedSource& source, const InputForm& asked, int64_t now_us) {
  constexpr int kLinesUntilTime = 200;
  constexpr std::size_t kMostOfFirstLine = 1024;
  LogBeginning beginning;
  if (!source.Next(beginning.block)) return beginning;
  beginning.file = FormOfFile(asked, beginning.block);
  EntryReader reader(asked.kind, now_us);
  reader.SetForm(beginning.file.form);
  int lines = 0;
  ForEachLine(beginning.block, [&](std::string_view line) {
    if (beginning.first_us != INT64_MIN || ++lines > kLinesUntilTime) return;
    const auto time = reader.Next(line).time;
    if (!time) return;
    beginning.first_us = *time;
    beginning.first_line = line.substr(0, kMostOfFirstLine);
  });
  return beginning;
}

}  // namespace errwatch::cli
