#include "cli/logs/partial_line.h"

#include <algorithm>
#include <utility>

#include "cli/logs/collector_time.h"

namespace errwatch::cli {
namespace {

struct Part {
  std::string_view stream;
  std::size_t flag;  // where 'F' or 'P' stands
  bool last;
};

std::optional<Part> PartIn(std::string_view line) {
  constexpr std::size_t kStreamBytes = 6;
  if (line.starts_with('[')) return std::nullopt;  // httpd's own
  // No time is longer; what has no such word there is told at once.
  const std::size_t blank = line.substr(0, 64).find(" std");
  if (blank == std::string_view::npos || blank + kStreamBytes + 4 > line.size()) return std::nullopt;
  const std::string_view stream = line.substr(blank + 1, kStreamBytes);
  const std::string_view flag = line.substr(blank + 1 + kStreamBytes, 3);
  if ((stream != "stderr" && stream != "stdout") || (flag != " F " && flag != " P ")) return std::nullopt;
  if (CollectorTimeBytes(line) != blank) return std::nullopt;
  return Part{stream, blank + 2 + kStreamBytes, flag == " F "};
}

}  // namespace

PartialLine::Taken PartialLine::Take(std::string_view line) {
  const std::optional<Part> part = PartIn(line);
  if (!part || (begun() ? part->stream != stream_ : part->last)) return Taken::kNothing;
  if (begun()) {
    text_ += line.substr(part->flag + 2);
  } else {
    text_ = line;
    text_[part->flag] = 'F';
    stream_ = part->stream;
  }
  ++parts_;
  return part->last ? Taken::kEnd : Taken::kPart;
}

std::string PartialLine::Finish() {
  parts_ = 0;
  return std::exchange(text_, {});
}

}  // namespace errwatch::cli
