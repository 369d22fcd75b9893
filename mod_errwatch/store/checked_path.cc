#include "store/checked_path.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace errwatch::store {
namespace {

constexpr mode_t kOthersMayWrite = S_IWGRP | S_IWOTH;

ErrorKind KindOf(int error) {
  if (error == ENOENT) return ErrorKind::kMissing;
  return error == EACCES || error == EPERM ? ErrorKind::kDenied : ErrorKind::kInvalid;
}

std::string WhyShared(const struct stat& info) {
  if (info.st_uid != 0 && info.st_uid != geteuid()) return "belongs to user " + std::to_string(info.st_uid);
  if ((info.st_mode & S_IWOTH) != 0) return "may be written by everybody";
  if ((info.st_mode & S_IWGRP) != 0 && info.st_gid != 0 && info.st_gid != getegid())
    return "may be written by group " + std::to_string(info.st_gid);
  return "";
}

}  // namespace

Error SystemError(const std::string& path, std::string_view what, int error) {
  return Error{path + ": cannot " + std::string(what) + ": " + std::strerror(error), KindOf(error)};
}

CheckedPath::CheckedPath(std::string path, Descriptor directory)
    : path_(std::move(path)),
      name_(path_.substr(path_.rfind('/') + 1)),  // npos + 1 is 0
      directory_(std::move(directory)) {}

Result<CheckedPath> CheckedPath::Of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string name = path.substr(slash + 1);
  if (name.empty() || name == "." || name == "..") return Error{path + " is a directory; name a file in it"};
  std::string directory = slash == std::string::npos ? "." : path.substr(0, slash);
  if (directory.empty()) directory = "/";
  Descriptor opened(open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!opened.ok()) return SystemError(path, "open its directory");
  struct stat info {};
  if (fstat(opened.get(), &info) != 0) return SystemError(path, "examine its directory");
  CheckedPath checked(path, std::move(opened));
  checked.shared_ = WhyShared(info);
  return checked;
}

CheckedPath CheckedPath::With(std::string_view suffix) const {
  return CheckedPath(path_ + std::string(suffix), Descriptor(fcntl(directory_.get(), F_DUPFD_CLOEXEC, 0)));
}

std::optional<struct stat> CheckedPath::Look() const {
  struct stat info {};
  if (fstatat(directory_.get(), name_.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
  return info;
}

Descriptor CheckedPath::Open(int flags) const {
  // O_NONBLOCK: a FIFO of this name must not stop the server; it has no effect on a file
  return Descriptor(
      openat(directory_.get(), name_.c_str(), flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
}

Descriptor CheckedPath::Create() const {
  return Descriptor(openat(directory_.get(), name_.c_str(),
                           O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
}

bool CheckedPath::MoveTo(const CheckedPath& other) const {
  const int from = directory_.get();
  const int to = other.directory_.get();
  if (renameat2(from, name_.c_str(), to, other.name_.c_str(), RENAME_NOREPLACE) == 0) return true;
  // File systems that have no such renaming may have links, which replace nothing either.
  if (errno != EINVAL && errno != ENOSYS) return false;
  if (linkat(from, name_.c_str(), to, other.name_.c_str(), 0) != 0) return false;
  return unlinkat(from, name_.c_str(), 0) == 0;
}

bool CheckedPath::SwapWith(const CheckedPath& other) const {
  return renameat2(directory_.get(), name_.c_str(), other.directory_.get(), other.name_.c_str(),
                   RENAME_EXCHANGE) == 0;
}

bool CheckedPath::MoveOver(const CheckedPath& other) const {
  return renameat(directory_.get(), name_.c_str(), other.directory_.get(), other.name_.c_str()) == 0;
}

bool CheckedPath::Remove() const { return unlinkat(directory_.get(), name_.c_str(), 0) == 0; }

bool CheckedPath::IsDirectoryWritable() const {
  return faccessat(directory_.get(), ".", W_OK | X_OK, AT_EACCESS) == 0;
}

uint64_t CheckedPath::FreeBytes() const {
  struct statvfs info {};
  if (fstatvfs(directory_.get(), &info) != 0) return UINT64_MAX;
  const uint64_t blocks = geteuid() == 0 ? info.f_bfree : info.f_bavail;
  return blocks * info.f_frsize;
}

std::string WhyNotOurs(const struct stat& info) {
  if (S_ISLNK(info.st_mode)) return "is a symbolic link; name the file itself";
  if (S_ISDIR(info.st_mode)) return "is not a regular file but a directory; name a file in it";
  if (!S_ISREG(info.st_mode)) return "is not a regular file; name one, or one that is not there yet";
  if (info.st_uid != geteuid()) {
    return "belongs to user " + std::to_string(info.st_uid) + ", not to the user who runs this, " +
           std::to_string(geteuid());
  }
  if ((info.st_mode & kOthersMayWrite) != 0) return "may be written by others; remove it, or chmod it to 600";
  if (info.st_nlink > 1) {
    return "is known by " + std::to_string(info.st_nlink) +
           " names (hard links), so it may be somebody else's; name another file, or remove the other names";
  }
  return "";
}

bool IsSameFile(const struct stat& a, const struct stat& b) {
  return a.st_ino == b.st_ino && a.st_dev == b.st_dev;
}

bool IsNamed(const CheckedPath& at, int file) {
  struct stat info {};
  const std::optional<struct stat> named = at.Look();
  return named && fstat(file, &info) == 0 && IsSameFile(*named, info);
}

bool FitsFileLimit(std::size_t bytes) {
  struct rlimit limit {};
  if (getrlimit(RLIMIT_FSIZE, &limit) != 0) return true;
  return limit.rlim_cur == RLIM_INFINITY || bytes <= limit.rlim_cur;
}

}  // namespace errwatch::store
