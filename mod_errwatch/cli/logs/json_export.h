// JSON that holds a log as one document, as the interfaces of programs answer:
//   [{..},{..}]                                          journald, clouds
//   {"took":1,"hits":{"hits":[{"_source":{..}},..]}}     Elasticsearch, OpenSearch
//   {"data":{"result":[{"values":[["17324..","line"],..]}]}}   Loki
//   {"events":[{"timestamp":..,"message":..},..]}        CloudWatch
#pragma once

#include <string>

#include "cli/logs/export_reader.h"

namespace errwatch::cli {

class JsonExport : public ExportReader {
 public:
  explicit JsonExport(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  static bool Is(std::string_view beginning);

  void Take(std::string_view text, std::string& lines) override;
  void Finish(std::string&) override {}

 private:
  void Open(char bracket);
  void Close(std::string& lines);
  void TakeString(char byte);
  void Begin(bool list);
  void Keep(char byte);

  std::size_t most_bytes_;
  std::string open_;    // brackets around; those of lists of entries, and of pairs, have letters of their own
  std::string last_;    // the text that came last, its beginning
  bool begun_ = false;  // what comes is behind a byte order mark
  bool in_text_ = false;
  bool escaped_ = false;
  std::size_t record_depth_ = 0;  // brackets around the entry and its own; 0 = between entries
  bool record_is_list_ = false;
  bool too_long_ = false;
  bool broken_ = false;  // there is something that no JSON has: what follows is not read
  std::string record_;
};

}  // namespace errwatch::cli
