// Which message templates the entries of logs are of.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "anomaly/message_template.h"
#include "base/ticks.h"
#include "model/level.h"

namespace errwatch::cli {

// A tick of 0 is not known.
struct TemplateCount {
  TemplateId id = 0;
  uint64_t entries = 0;
  Tick first, last;
  Level level = Level::kError;  // the most severe one
  std::string text;
};

class TemplateCensus {
 public:
  // Whoever can make httpd write messages chooses how many templates there are.
  static constexpr std::size_t kMost = 65'536;

  // REQUIRES: log_id is the message's. `time` 0 = the entry has none.
  void Add(LogId log_id, std::string_view message, Level level, Tick time);

  std::vector<TemplateCount> List() const;         // most entries first
  uint64_t unlisted() const { return unlisted_; }  // entries of templates beyond kMost

 private:
  std::unordered_map<TemplateId, TemplateCount> templates_;
  uint64_t unlisted_ = 0;
};

}  // namespace errwatch::cli
