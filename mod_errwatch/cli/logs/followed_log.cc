#include "cli/logs/followed_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "cli/logs/foreign_file.h"

namespace errwatch::cli {
namespace {

// So many bytes before the place that was read up to must still be what they were. Enough for a line with its
// time stamp, since what is written anew may be the same message at the same place.
constexpr std::size_t kMarkBytes = 1024;

ssize_t ReadAt(int fd, char* to, std::size_t bytes, uint64_t offset) {
  for (;;) {
    const ssize_t got = ::pread(fd, to, bytes, static_cast<off_t>(offset));
    if (got >= 0 || errno != EINTR) return got;
  }
}

}  // namespace

FollowedLog::OpenFile::OpenFile(OpenFile&& other) noexcept : fd_(-1), device_(0), inode_(0) {
  *this = std::move(other);
}

FollowedLog::OpenFile& FollowedLog::OpenFile::operator=(OpenFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  device_ = other.device_;
  inode_ = other.inode_;
  offset_ = other.offset_;
  lines_ = other.lines_;
  first_line_ = other.first_line_;
  text_.swap(other.text_);
  mark_.swap(other.mark_);
  foreign_.swap(other.foreign_);
  cutting_ = other.cutting_;
  cut_lines_ = other.cut_lines_;
  return *this;
}

FollowedLog::OpenFile::~OpenFile() {
  if (fd_ >= 0) ::close(fd_);
}

// A file may be cut short and grow beyond its old length before anybody looks: then other bytes stand there.
bool FollowedLog::OpenFile::WasCutShort() const {
  if (mark_.empty()) return false;
  char found[kMarkBytes];
  const ssize_t got = ReadAt(fd_, found, mark_.size(), offset_ - mark_.size());
  return got >= 0 && std::string_view(found, static_cast<std::size_t>(got)) != mark_;
}

bool FollowedLog::OpenFile::Give(std::string& block, std::size_t bytes) {
  block.swap(text_);
  text_.assign(block, bytes);
  block.resize(bytes);
  first_line_ = lines_ + 1;
  lines_ += static_cast<uint64_t>(std::count(block.begin(), block.end(), '\n'));
  if (!block.ends_with('\n')) ++lines_;
  return true;
}

bool FollowedLog::OpenFile::Rest(std::string& block) { return !text_.empty() && Give(block, text_.size()); }

// Told by its beginning, each time that it is begun.
bool FollowedLog::OpenFile::IsForeign() {
  if (offset_ != 0) return !foreign_.empty();
  char head[kForeignMagicBytes];
  const ssize_t got = ReadAt(fd_, head, sizeof head, 0);
  const std::string_view beginning(head, static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  foreign_ = beginning.starts_with(kGzipMagic) ? "is packed by gzip" : WhyForeign(beginning, "");
  return !foreign_.empty();
}

// Takes out of the text what is too much of the line that it begins with and was looked at up to `have`.
void FollowedLog::OpenFile::CutLine(std::size_t have, const ReadBounds& bounds) {
  const std::size_t end = std::min(text_.find('\n', have), text_.size());
  if (!cutting_ && end > bounds.line_bytes) {
    cutting_ = true;
    ++cut_lines_;
  }
  if (!cutting_) return;
  cutting_ = end == text_.size();
  const std::size_t keep = std::min(bounds.line_bytes, end);
  text_.erase(keep, end - keep);
}

bool FollowedLog::OpenFile::Next(std::string& block, const ReadBounds& bounds) {
  if (WasCutShort()) {
    const bool begun = Rest(block);
    offset_ = lines_ = 0;
    mark_.clear();
    cutting_ = false;
    if (begun) return true;
  }
  if (IsForeign()) return false;
  for (;;) {
    const std::size_t have = text_.size();
    text_.resize(have + kFollowBytes);
    const ssize_t got = ReadAt(fd_, text_.data() + have, kFollowBytes, offset_);
    text_.resize(have + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got <= 0) return false;
    offset_ += static_cast<uint64_t>(got);
    mark_.append(text_, have);
    mark_.erase(0, mark_.size() - std::min(mark_.size(), kMarkBytes));
    CutLine(have, bounds);
    // In what is new only: of a long line the rest was looked at before.
    const std::size_t newline = std::string_view(text_).substr(have).rfind('\n');
    if (newline != std::string_view::npos) return Give(block, have + newline + 1);
  }
}

bool FollowedLog::OpenFile::deleted() const {
  struct stat status {};
  return ::fstat(fd_, &status) != 0 || status.st_nlink == 0;
}

bool FollowedLog::Open() {
  // Not to wait for the other end, should it be a pipe.
  const int fd = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct stat status {};
  if (fd < 0 || ::fstat(fd, &status) != 0) {
    error_ = path_ + ": " + std::strerror(errno);
  } else if (!S_ISREG(status.st_mode)) {
    error_ = path_ + ": is no regular file";
  } else {
    error_.clear();
    current_.emplace(fd, status.st_dev, status.st_ino);
    ++files_opened_;
    return true;
  }
  if (fd >= 0) ::close(fd);
  return false;
}

// While nothing has the name, the file that had it last is followed.
bool FollowedLog::WasReplaced() const {
  struct stat status {};
  return ::stat(path_.c_str(), &status) == 0 && !current_->Is(status.st_dev, status.st_ino);
}

bool FollowedLog::From(OpenFile& file, std::string& block) {
  const uint64_t cut_before = file.cut_lines();
  const bool some = file.Next(block, bounds_);
  cut_lines_ += file.cut_lines() - cut_before;
  if (some) first_line_ = file.first_line();
  return some;
}

bool FollowedLog::Next(std::string& block) {
  for (;;) {
    if (renamed_ && From(*renamed_, block)) return true;
    if (current_ && From(*current_, block)) return true;
    if (!current_) {
      if (!Open()) return false;
      continue;
    }
    const bool replaced = WasReplaced();
    if (renamed_ && (replaced || renamed_->deleted())) {
      const bool begun = renamed_->Rest(block);
      first_line_ = renamed_->first_line();
      renamed_.reset();
      if (begun) return true;
    }
    error_ = current_->foreign().empty() ? "" : path_ + ": " + current_->foreign();
    if (!replaced) return false;
    // It may have been written to since it was read: so it is asked once more before the new one.
    renamed_ = std::move(current_);
    current_.reset();
  }
}

void FollowedLog::SkipToEnd() {
  for (std::string block; Next(block);) continue;
}

std::string FollowedLog::directory() const {
  const std::size_t slash = path_.rfind('/');
  return slash == std::string::npos ? "." : path_.substr(0, std::max<std::size_t>(slash, 1));
}

std::vector<int> FollowedLog::descriptors() const {
  std::vector<int> all;
  for (const auto* file : {&current_, &renamed_}) {
    if (*file) all.push_back((*file)->fd());
  }
  return all;
}

}  // namespace errwatch::cli
