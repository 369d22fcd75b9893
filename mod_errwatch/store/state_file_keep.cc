// What the parent does with the state file while httpd runs.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <limits>
#include <utility>

#include "store/state_file.h"

namespace errwatch::store {
namespace {

// Of a round: some milliseconds. A table of the default size is done in one.
constexpr std::size_t kMostBytesARound = std::size_t{64} << 20;

FileState CannotWrite(int error) { return {FileCondition::kCannotWrite, static_cast<uint16_t>(error)}; }

bool IsSameTime(const struct timespec& a, const struct timespec& b) {
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

// What has the name, if it is the file that this process has open.
FileCondition ConditionOf(const struct stat& info) {
  if (info.st_uid != geteuid()) return FileCondition::kOtherOwner;
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0) return FileCondition::kWritableByOthers;
  if (info.st_nlink > 1) return FileCondition::kHardLinks;
  return FileCondition::kGood;
}

}  // namespace

FileState StateFile::Look() const {
  const Result<CheckedPath> at = CheckedPath::Of(path_);
  if (!at) return {FileCondition::kNoDirectory, 0};
  const std::optional<struct stat> named = at.value().Look();
  if (!named) return errno == ENOENT ? FileState{FileCondition::kRemoved, 0} : CannotWrite(errno);
  if (S_ISLNK(named->st_mode)) return {FileCondition::kLink, 0};
  struct stat info {};
  if (!file_.ok() || fstat(file_.get(), &info) != 0 || !IsSameFile(*named, info))
    return {FileCondition::kReplaced, 0};
  if (const FileCondition found = ConditionOf(info); found != FileCondition::kGood) return {found, 0};
  if (info.st_size == 0) return {FileCondition::kTruncated, 0};
  std::array<char, kMagic.size()> begin{};
  if (pread(file_.get(), begin.data(), begin.size(), 0) < 0) return CannotWrite(errno);
  if (begin != kMagic) return {FileCondition::kOverwritten, 0};
  if (info.st_size < static_cast<off_t>(CopyBytes(header_.geometry))) return {FileCondition::kTruncated, 0};
  const bool is_known = last_write_.tv_sec != 0;
  if (is_known && !IsSameTime(last_write_, info.st_mtim)) return {FileCondition::kWrittenTo, 0};
  if (!at.value().shared().empty()) return {FileCondition::kSharedDirectory, 0};
  return {};
}

// The signature first: a file without it would be nobody's, after a crash or where the disk is full.
bool StateFile::Refill() {
  const std::size_t bytes = CopyBytes(header_.geometry);
  errno = EFBIG;
  if (!FitsFileLimit(bytes) || !WriteHeader(file_.get(), header_)) return false;
  errno = posix_fallocate(file_.get(), 0, static_cast<off_t>(bytes));
  return errno == 0;
}

// False with errno.
bool StateFile::Mend(FileCondition condition, const LiveMemory& memory, Tick now) {
  if (condition == FileCondition::kRemoved) {
    const Result<CheckedPath> at = CheckedPath::Of(path_);
    auto made = at ? Make(at.value(), header_, memory, now) : at.failure();
    if (!made || !made.value()) {
      if (errno == 0) errno = EEXIST;
      return false;
    }
    *this = std::move(*made.value());
    return true;
  }
  if (condition == FileCondition::kTruncated && !Refill()) {
    const int error = errno;
    // Empty it would be nobody's at the next start, which would refuse it.
    struct stat info {};
    const Result<CheckedPath> at = CheckedPath::Of(path_);
    const bool is_empty = fstat(file_.get(), &info) == 0 && info.st_size == 0;
    if (at && is_empty && IsNamed(at.value(), file_.get())) at.value().Remove();
    errno = error;
    return false;
  }
  writer_ = {};  // from the first page on
  return true;
}

void StateFile::Remember() {
  struct stat info {};
  last_write_ = fstat(file_.get(), &info) == 0 ? info.st_mtim : timespec{};
}

FileState StateFile::Write(const LiveMemory& memory, Tick now, Extent extent) {
  const bool all = extent == Extent::kAll;
  if (all) writer_ = {};
  if (all || pass_begun_ == Tick()) pass_begun_ = now;
  const RegionWriter::Pass pass = writer_.Run(
      file_.get(), memory.bytes(), all ? std::numeric_limits<std::size_t>::max() : kMostBytesARound);
  const int error = errno;
  if (!pass.failed && pass.complete) {
    // A server that nothing happens to leaves its disk asleep.
    const bool due = all || pass.changed;
    if (due) header_.written = pass_begun_.value;
    pass_begun_ = Tick();
    if (due && !WriteHeader(file_.get(), header_)) {
      Remember();
      return CannotWrite(errno);
    }
  }
  Remember();
  return pass.failed ? CannotWrite(error) : FileState{};
}

FileState StateFile::Keep(const LiveMemory& memory, Tick now, Extent extent) {
  // Whatever closed a descriptor of the file in this process has given up the lock as well.
  if (file_.ok() && !Lock() && (errno == EAGAIN || errno == EACCES)) return {FileCondition::kOtherServer, 0};
  const FileState found = Look();
  const Handling handling = HandlingOf(found.condition);
  if (handling == Handling::kLeftAlone) return found;
  if (handling == Handling::kMended) {
    errno = 0;
    if (!Mend(found.condition, memory, now)) return CannotWrite(errno);
    extent = Extent::kAll;
  }
  const FileState written = Write(memory, now, extent);
  return written.condition == FileCondition::kGood ? found : written;
}

}  // namespace errwatch::store
