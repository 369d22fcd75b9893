// Files in which a program has exported a log as one document: made into lines of JSON, a line for each
// entry, that are read like those of collectors (structured_line.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace errwatch::cli {

class ExportReader {
 public:
  virtual ~ExportReader() = default;

  // `text` goes on where the last one ended, anywhere. Lines are added to `lines`.
  virtual void Take(std::string_view text, std::string& lines) = 0;
  // At the end of the file.
  virtual void Finish(std::string& lines) = 0;

  // Entries that are longer than the bound, of which nothing is read.
  uint64_t left_out() const { return left_out_; }

 protected:
  uint64_t left_out_ = 0;
};

}  // namespace errwatch::cli
