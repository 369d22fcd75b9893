// The lines of a log in the order in which they were written. Programs that show logs export the newest line
// first, as journalctl -r and tac print it; buckets leak in the order of lines, so read that way somebody who
// failed once a day would be blocked.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/logs/input_kind.h"
#include "cli/logs/line_source.h"

namespace errwatch::cli {

// Whether the newest of these lines comes first. Small disorder, of several processes or slow requests, is
// usual and none of that. `asked` as for FormOfFile().
bool IsNewestFirst(std::string_view lines, const InputForm& asked, int64_t now_unix_us);

// As LineSource, but what it is given may be waited for: the beginning of a log, and all of one whose newest
// line comes first, is read before anything is given.
class OrderedSource {
 public:
  static Result<std::unique_ptr<OrderedSource>> Open(const std::string& path, const InputForm& asked,
                                                     int64_t now_unix_us, const ReadBounds& bounds = {});

  bool Next(std::string& block);

  const std::string& error() const { return error_.empty() ? source_->error() : error_; }
  uint64_t bytes_read() const { return source_->bytes_read(); }
  uint64_t bytes_total() const { return source_->bytes_total(); }
  uint64_t cut_lines() const { return source_->cut_lines(); }

  // Where the `number`th line that was given stands in the file, or the other way round; both from 1.
  // A line that is not there for 0 and beyond the last.
  uint64_t LineInFile(uint64_t number) const { return newest_first_ ? lines_ + 1 - number : number; }
  bool newest_first() const { return newest_first_; }

 private:
  OrderedSource(std::unique_ptr<LineSource> source, const InputForm& asked, int64_t now_us,
                const ReadBounds& bounds)
      : source_(std::move(source)), asked_(asked), now_us_(now_us), bounds_(bounds) {}
  void Begin();
  void ReadAll(uint64_t bytes);

  std::unique_ptr<LineSource> source_;
  InputForm asked_;
  int64_t now_us_;
  ReadBounds bounds_;
  bool begun_ = false;
  bool newest_first_ = false;
  uint64_t lines_ = 0;              // of the file, where its newest comes first
  std::deque<std::string> blocks_;  // that were read and not given yet
  std::string error_;
};

}  // namespace errwatch::cli
