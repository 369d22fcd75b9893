// CSV with a header, as Splunk, Kibana and databases export it:
//   "_raw","_time","host"
//   "[Sun Nov 22 ...] [core:info] ... ""x"" ...","2026-11-22T10:00:00.000+0000","web1"
// Texts may have several lines, each of which was a line of the log.
//
// Who writes quotation marks into such a file without doubling them lets a client write fields. So a record
// that is not well formed, or has more or fewer fields than the header, is read as an entry without any.
#pragma once

#include <string>
#include <vector>

#include "cli/logs/export_reader.h"

namespace errwatch::cli {

class CsvExport : public ExportReader {
 public:
  explicit CsvExport(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  // A header that has a column for the text, and a record that fits it.
  static bool Is(std::string_view beginning);

  void Take(std::string_view text, std::string& lines) override;
  void Finish(std::string& lines) override;

 private:
  enum class State : unsigned char { kFieldBegin, kPlain, kQuoted, kQuoteInQuoted, kBroken };

  void TakeByte(char byte, std::string& lines);
  void EndField();
  void EndRecord(std::string& lines);
  void TakeHeader();
  void Write(std::string& lines) const;

  std::size_t most_bytes_;
  State state_ = State::kFieldBegin;
  char separator_ = 0;  // 0 = the header's first record has not told
  std::size_t record_bytes_ = 0;
  bool malformed_ = false;
  std::string field_;
  std::vector<std::string> fields_;
  std::vector<std::string> names_;  // empty = the header comes first
  std::size_t text_ = 0;            // which of them is the text
};

}  // namespace errwatch::cli
