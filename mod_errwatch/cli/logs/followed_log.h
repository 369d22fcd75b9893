// A log that is still being written, followed by its name: it grows, is renamed and made anew, is cut short
// and begun again, is missing for a moment. Waits for nothing; change_watch.h tells when to ask again.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/logs/read_bounds.h"

namespace errwatch::cli {

class FollowedLog {
 public:
  explicit FollowedLog(std::string path, const ReadBounds& bounds = {})
      : path_(std::move(path)), bounds_(bounds) {}

  // Replaces `block` by the next whole lines, at most about kFollowBytes of them. False when there are none
  // at present. A line that is only begun is kept until its end comes, or until nothing more can come to it:
  // its file was cut short, or is the last but one.
  //
  // A file that was renamed is read to its end before the new one of its name. It is kept open until the next
  // one is renamed, or it is deleted: httpd's children write to it until they are replaced.
  bool Next(std::string& block);
  // Where the first line of that block stands in its file, from 1.
  uint64_t first_line() const { return first_line_; }

  // Goes to the end, counting lines only.
  void SkipToEnd();

  const std::string& path() const { return path_; }
  std::string directory() const;
  // Why there is no such file at present, or none that holds lines of text; empty = there is.
  const std::string& error() const { return error_; }
  std::vector<int> descriptors() const;  // of the files that are open
  uint64_t files_opened() const { return files_opened_; }
  uint64_t cut_lines() const { return cut_lines_; }  // that are longer than the bound

  // Bytes that are read at once: few, since they are answered one by one.
  static constexpr std::size_t kFollowBytes = 64U << 10;

 private:
  // One of the files that had, or have, the name.
  class OpenFile {
   public:
    OpenFile(int fd, dev_t device, ino_t inode) : fd_(fd), device_(device), inode_(inode) {}
    OpenFile(OpenFile&& other) noexcept;
    OpenFile& operator=(OpenFile&& other) noexcept;
    ~OpenFile();

    bool Next(std::string& block, const ReadBounds& bounds);
    // Of a file that nothing will be added to: the line that was begun.
    bool Rest(std::string& block);
    bool Is(dev_t device, ino_t inode) const { return device_ == device && inode_ == inode; }
    bool deleted() const;
    int fd() const { return fd_; }
    uint64_t first_line() const { return first_line_; }
    uint64_t cut_lines() const { return cut_lines_; }
    // What it is instead of lines of text (foreign_file.h). Nothing of it is read.
    const std::string& foreign() const { return foreign_; }

   private:
    bool WasCutShort() const;
    bool IsForeign();
    void CutLine(std::size_t have, const ReadBounds& bounds);
    bool Give(std::string& block, std::size_t bytes);

    int fd_;
    dev_t device_;
    ino_t inode_;
    uint64_t offset_ = 0;  // bytes read so far
    uint64_t lines_ = 0;   // lines handed out
    uint64_t first_line_ = 1;
    std::string text_;  // read and not yet handed out
    std::string mark_;  // the last bytes before offset_
    std::string foreign_;
    bool cutting_ = false;  // the rest of a line that is too long is passed over
    uint64_t cut_lines_ = 0;
  };

  bool Open();
  bool WasReplaced() const;
  bool From(OpenFile& file, std::string& block);

  std::string path_;
  ReadBounds bounds_;
  std::optional<OpenFile> current_;
  std::optional<OpenFile> renamed_;  // had the name before
  uint64_t first_line_ = 1;
  uint64_t files_opened_ = 0;
  uint64_t cut_lines_ = 0;
  std::string error_;
};

}  // namespace errwatch::cli
