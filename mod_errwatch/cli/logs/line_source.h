// A log file, standard input or a gzip file as a sequence of blocks of whole lines. Of a document that holds
// a log (export_reader.h) each entry is a line.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/logs/export_reader.h"
#include "cli/logs/read_bounds.h"

namespace errwatch::cli {

inline constexpr std::size_t kBlockBytes = 256U << 10;  // fits the second-level cache while it is parsed

class LineSource {
 public:
  // `path` "-" is standard input. Gzip is recognised by its first bytes, not by the name; several members may
  // follow each other. The error names the path and what the system says, or what the file is
  // (input_file.h, foreign_file.h).
  static Result<std::unique_ptr<LineSource>> Open(const std::string& path, const ReadBounds& bounds = {});

  LineSource(const LineSource&) = delete;
  LineSource& operator=(const LineSource&) = delete;
  ~LineSource();

  // Replaces `block` by the next whole lines, about kBlockBytes of them; the last line of a file may lack its
  // line end. False at the end of the input, or when it cannot be read further: then error() says why, and
  // what came before it counts.
  bool Next(std::string& block);

  const std::string& path() const { return path_; }
  const std::string& error() const { return error_; }    // empty = none
  uint64_t bytes_read() const { return bytes_read_; }    // of the file as it lies on disk, for a progress bar
  uint64_t bytes_total() const { return bytes_total_; }  // 0 = not known
  // That are longer than the bound.
  uint64_t cut_lines() const { return cut_lines_ + (export_ == nullptr ? 0 : export_->left_out()); }
  bool compressed() const { return inflater_ != nullptr; }

 private:
  struct Inflater;
  LineSource(std::string path, int fd, const ReadBounds& bounds);

  bool ReadBlock(std::string& block);
  void CutLine(std::string& block, std::size_t begin, std::size_t have);
  void LookForExport();
  std::size_t FillLines(char* to, std::size_t room);  // 0 at the end, as are those that follow
  std::size_t Fill(char* to, std::size_t room);       // decoded bytes
  std::size_t ReadRaw(char* to, std::size_t room);
  std::size_t Inflate(char* to, std::size_t room);
  bool UnpacksTooFar();

  std::string path_;
  int fd_ = -1;
  ReadBounds bounds_;
  std::string error_;
  std::string carry_;  // begun line that did not fit into the last block
  std::string head_;   // first bytes, read to tell what the file is
  std::string ahead_;  // decoded bytes that were looked at and not given out yet
  uint64_t bytes_read_ = 0;
  uint64_t bytes_total_ = 0;
  uint64_t unpacked_ = 0;
  uint64_t unpacked_lines_ = 0;  // that are not empty
  char last_unpacked_ = '\n';
  uint64_t cut_lines_ = 0;
  bool cutting_ = false;  // the rest of a line that is too long is passed over
  bool begun_ = false;
  bool ended_ = false;
  std::unique_ptr<Inflater> inflater_;
  std::unique_ptr<ExportReader> export_;  // null = the file has lines
  bool export_ended_ = false;
  std::string lines_;  // that it has made, and what of them was given out
  std::size_t lines_given_ = 0;
};

// Calls `visit(std::string_view line)` for each line of a block, without its line end ("\n" or "\r\n"). Of
// empty ones ("\n" alone), which a log that somebody filled has by the thousand million,
// `empty(std::size_t lines)` is told once how many follow each other.
template <typename F, typename E>
void ForEachLine(std::string_view block, F&& visit, E&& empty) {
  const char* at = block.data();
  const char* const end = at + block.size();
  while (at < end) {
    if (*at == '\n') {
      const char* const filled = std::find_if(at, end, [](char c) { return c != '\n'; });
      empty(static_cast<std::size_t>(filled - at));
      at = filled;
      continue;
    }
    const auto* newline = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    const char* stop = newline == nullptr ? end : newline;
    const char* next = newline == nullptr ? end : newline + 1;
    if (stop > at && stop[-1] == '\r') --stop;
    visit(std::string_view(at, static_cast<std::size_t>(stop - at)));
    at = next;
  }
}
// The same, where an empty line is a line as any other.
template <typename F>
void ForEachLine(std::string_view block, F&& visit) {
  ForEachLine(block, visit, [&](std::size_t lines) {
    for (std::size_t i = 0; i < lines; ++i) visit(std::string_view());
  });
}

}  // namespace errwatch::cli
