// A line of an access log that is a JSON object -> its fields. One object a thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "cli/access/access_line.h"
#include "cli/access/access_time.h"
#include "cli/access/item_reader.h"
#include "cli/access/json_values.h"

namespace errwatch::cli {

class JsonLineReader {
 public:
  // Also where a collector has put httpd's line into the object. False: it is no object, or of no request.
  bool Read(std::string_view text, AccessLine& line);

 private:
  bool ReadInner(std::string_view text, AccessLine& line);
  void Take(const JsonValue& value, AccessLine& line);
  void TakeClient(std::string_view text, AccessLine& line);

  JsonValues values_;
  TimeOfParts times_;
  std::string headers_;
  std::unique_ptr<AccessFormat> inner_format_;  // of lines that the objects hold
  std::unique_ptr<ItemReader> inner_;
};

}  // namespace errwatch::cli
