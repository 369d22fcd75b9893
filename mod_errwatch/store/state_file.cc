#include "store/state_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace errwatch::store {
namespace {

// Closes a descriptor on every way out of a function.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }
  int Release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

Error SystemError(const std::string& path, const char* what) {
  const ErrorKind kind = errno == ENOENT ? ErrorKind::kMissing : ErrorKind::kInvalid;
  return Error{path + ": cannot " + what + ": " + std::strerror(errno), kind};
}

Descriptor OpenFile(const std::string& path, int flags) {
  // O_NONBLOCK: a FIFO of this name must not stop the server; it has no effect on a file
  return Descriptor(open(path.c_str(), flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600));
}

bool SameFile(int a, int b) {
  struct stat one {};
  struct stat other {};
  return fstat(a, &one) == 0 && fstat(b, &other) == 0 && one.st_ino == other.st_ino &&
         one.st_dev == other.st_dev;
}

// Why the open file is not to be trusted; empty when it is.
std::string WhyNotTrusted(int fd, struct stat* info) {
  if (fstat(fd, info) != 0) return std::string("cannot be examined: ") + std::strerror(errno);
  if (!S_ISREG(info->st_mode)) return "is not a regular file";
  if (info->st_uid != geteuid()) {
    return "belongs to user " + std::to_string(info->st_uid) + ", not to the user who runs this, " +
           std::to_string(geteuid());
  }
  if ((info->st_mode & 022) != 0) return "may be written by others; remove it, or chmod it to 600";
  return "";
}

bool FillRandom(HashKey& key) {
  for (std::size_t have = 0; have < key.size();) {
    const ssize_t got = getrandom(key.data() + have, key.size() - have, 0);
    if (got < 0 && errno != EINTR) return false;
    if (got > 0) have += static_cast<std::size_t>(got);
  }
  return true;
}

// Gives the file its name, never replacing one that came up meanwhile (EEXIST).
// The rename is for file systems without links.
bool Publish(const std::string& from, const std::string& path) {
  if (link(from.c_str(), path.c_str()) == 0) return unlink(from.c_str()) == 0;
  if (errno != EPERM && errno != ENOSYS && errno != EOPNOTSUPP) return false;
  return rename(from.c_str(), path.c_str()) == 0;
}

constexpr int kRounds = 5;  // of looking again after another process was faster

}  // namespace

FileMapping::FileMapping(FileMapping&& other) noexcept { *this = std::move(other); }

FileMapping& FileMapping::operator=(FileMapping&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

FileMapping::~FileMapping() {
  if (data_ != nullptr) munmap(data_, bytes_);
}

void* FileMapping::Release() { return std::exchange(data_, nullptr); }

Result<FileMapping> FileMapping::ForReading(int fd, std::size_t bytes, const std::string& path) {
  void* data = mmap(nullptr, bytes, PROT_READ, MAP_SHARED, fd, 0);
  if (data == MAP_FAILED) return SystemError(path, "map it");
  return FileMapping(data, bytes);
}

Result<FileMapping> FileMapping::ForWriting(int fd, std::size_t bytes, const std::string& path) {
  void* data = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (data == MAP_FAILED) return SystemError(path, "map it");
  return FileMapping(data, bytes);
}

Result<std::unique_ptr<StateFile>> StateFile::CreateNew(const std::string& path, const Geometry& geometry,
                                                        ClientPrefix prefix, Tick now) {
  std::unique_ptr<StateFile> file(new StateFile);
  file->path_ = path;
  const std::string draft = path + ".new." + std::to_string(getpid());
  if (unlink(draft.c_str()) != 0 && errno != ENOENT)
    return SystemError(draft, "remove what an earlier process left");
  const Descriptor writable = OpenFile(draft, O_RDWR | O_CREAT | O_EXCL);
  if (writable.get() < 0) return SystemError(draft, "create it");
  const auto give_up = [&](Error error) -> Result<std::unique_ptr<StateFile>> {
    unlink(draft.c_str());
    return error;
  };
  if (fchmod(writable.get(), 0600) != 0) return give_up(SystemError(draft, "set its mode"));

  // Locked before it has its name, so that no other server ever finds it unlocked.
  Descriptor lock = OpenFile(draft, O_RDONLY);
  if (lock.get() < 0 || flock(lock.get(), LOCK_EX | LOCK_NB) != 0)
    return give_up(SystemError(draft, "lock it"));
  const std::size_t bytes = RegionBytes(geometry);
  // Reserved now: a full file system is an error at start, not a SIGBUS in a request.
  if (const int error = posix_fallocate(writable.get(), 0, static_cast<off_t>(bytes)); error != 0) {
    errno = error;
    return give_up(SystemError(draft, ("reserve " + std::to_string(bytes) + " bytes for it").c_str()));
  }
  auto mapping = FileMapping::ForWriting(writable.get(), bytes, path);
  if (!mapping) return give_up(Error{mapping.error()});
  file->mapping_ = std::move(mapping).value();
  HashKey key;
  if (!FillRandom(key)) return give_up(SystemError(draft, "get random bytes for"));
  auto segment =
      Segment::Format({static_cast<std::byte*>(file->mapping_.data()), bytes}, geometry, key, prefix, now);
  if (!segment) return give_up(Error{path + ": " + segment.error()});
  if (!Publish(draft, path)) {
    if (errno != EEXIST) return give_up(SystemError(path, "name it"));
    unlink(draft.c_str());
    return std::unique_ptr<StateFile>();  // another process was faster: look again
  }
  file->segment_ = std::make_unique<Segment>(std::move(segment).value());
  file->lock_fd_ = lock.Release();
  file->owner_pid_ = getpid();
  return file;
}

// The file as it is, when it fits; otherwise `misfit` says why not, and there is no file.
Result<std::unique_ptr<StateFile>> StateFile::Adopt(const std::string& path, const Geometry& geometry,
                                                    ClientPrefix prefix, int lock_fd, std::string* misfit) {
  std::unique_ptr<StateFile> file(new StateFile);
  file->path_ = path;
  struct stat info {};
  if (std::string why = WhyNotTrusted(lock_fd, &info); !why.empty()) return Error{path + " " + why};
  const auto bytes = static_cast<std::size_t>(info.st_size);
  if (bytes < sizeof(Header)) {
    *misfit = "it has only " + std::to_string(bytes) + " bytes";
    return std::unique_ptr<StateFile>();
  }
  const Descriptor writable = OpenFile(path, O_RDWR);
  if (writable.get() < 0) return SystemError(path, "open it for writing");
  if (!SameFile(writable.get(), lock_fd)) return Error{path + " was replaced while it was opened"};
  auto mapping = FileMapping::ForWriting(writable.get(), bytes, path);
  if (!mapping) return mapping.failure();
  file->mapping_ = std::move(mapping).value();
  auto segment = Segment::Attach({static_cast<std::byte*>(file->mapping_.data()), bytes});
  if (!segment) {
    *misfit = segment.error();
  } else if (segment.value().geometry() != geometry) {
    *misfit = "it has room for " + std::to_string(uint64_t{segment.value().geometry().sets} * kWays) +
              " clients, the configuration asks for " + std::to_string(uint64_t{geometry.sets} * kWays);
  } else if (segment.value().prefix() != prefix) {
    *misfit = "its clients have other prefix lengths than the configuration asks for";
  }
  if (!misfit->empty()) return std::unique_ptr<StateFile>();
  file->segment_ = std::make_unique<Segment>(std::move(segment).value());
  return file;
}

Result<std::unique_ptr<StateFile>> StateFile::Create(const std::string& path, const Geometry& geometry,
                                                     ClientPrefix prefix, Tick now, std::string* notice) {
  notice->clear();
  if (!IsValid(geometry)) return Error{path + ": the table sizes are not powers of two within their bounds"};
  for (int round = 0; round < kRounds; ++round) {
    Descriptor lock = OpenFile(path, O_RDONLY);
    if (lock.get() < 0) {
      if (errno == ELOOP) return Error{path + " is a symbolic link; name the file itself"};
      if (errno != ENOENT) return SystemError(path, "open it");
      auto created = CreateNew(path, geometry, prefix, now);
      if (!created || created.value() != nullptr) return created;
      continue;
    }
    struct stat info {};
    if (std::string why = WhyNotTrusted(lock.get(), &info); !why.empty()) return Error{path + " " + why};
    if (flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK) return SystemError(path, "lock it");
      return Error{path + " is in use by another server; give each server an ErrWatchStateFile of its own"};
    }
    // The name may have gone to another file between open and lock.
    const Descriptor named = OpenFile(path, O_RDONLY);
    if (named.get() < 0 || !SameFile(named.get(), lock.get())) continue;
    std::string misfit;
    auto adopted = Adopt(path, geometry, prefix, lock.get(), &misfit);
    if (!adopted) return adopted;
    if (adopted.value() != nullptr) {
      adopted.value()->lock_fd_ = lock.Release();
      adopted.value()->owner_pid_ = getpid();
      return adopted;
    }
    const std::string aside = path + ".set-aside";
    if (rename(path.c_str(), aside.c_str()) != 0) return SystemError(path, "set it aside");
    *notice = path + " does not fit: " + misfit + ". It was renamed to " + aside +
              "; counts and blocks begin anew.";
  }
  return Error{path + " is replaced by other processes again and again"};
}

namespace {

// An existing file that the command line may use. `bytes` is its size, at least a header's.
Result<Descriptor> OpenExisting(const std::string& path, int flags, std::size_t* bytes) {
  Descriptor descriptor = OpenFile(path, flags);
  if (descriptor.get() < 0) {
    if (errno == ELOOP) return Error{path + " is a symbolic link; name the file itself"};
    return SystemError(path, "open it");
  }
  struct stat info {};
  if (std::string why = WhyNotTrusted(descriptor.get(), &info); !why.empty()) return Error{path + " " + why};
  *bytes = static_cast<std::size_t>(info.st_size);
  if (*bytes < sizeof(Header)) return Error{path + " is no state file: it is too short"};
  return descriptor;
}

Error Unusable(const std::string& path, const std::string& why) {
  return Error{path + " is no state file that can be used: " + why};
}

}  // namespace

Result<std::unique_ptr<StateFile>> StateFile::Open(const std::string& path) {
  std::size_t bytes = 0;
  const Result<Descriptor> descriptor = OpenExisting(path, O_RDWR, &bytes);
  if (!descriptor) return descriptor.failure();
  auto mapping = FileMapping::ForWriting(descriptor.value().get(), bytes, path);
  if (!mapping) return mapping.failure();
  std::unique_ptr<StateFile> file(new StateFile);
  file->path_ = path;
  file->mapping_ = std::move(mapping).value();
  auto segment = Segment::Attach({static_cast<std::byte*>(file->mapping_.data()), bytes});
  if (!segment) return Unusable(path, segment.error());
  file->segment_ = std::make_unique<Segment>(std::move(segment).value());
  return file;
}

Result<std::unique_ptr<StateFileReader>> StateFileReader::Open(const std::string& path) {
  std::size_t bytes = 0;
  const Result<Descriptor> descriptor = OpenExisting(path, O_RDONLY, &bytes);
  if (!descriptor) return descriptor.failure();
  auto mapping = FileMapping::ForReading(descriptor.value().get(), bytes, path);
  if (!mapping) return mapping.failure();
  const auto segment = SegmentReader::Attach({static_cast<const std::byte*>(mapping.value().data()), bytes});
  if (!segment) return Unusable(path, segment.error());
  return std::unique_ptr<StateFileReader>(
      new StateFileReader(path, std::move(mapping).value(), segment.value()));
}

StateFile::Handles StateFile::Release() {
  const Handles handles{std::exchange(lock_fd_, -1), mapping_.Release(), mapping_.bytes()};
  segment_.reset();
  return handles;
}

void StateFile::Close(const Handles& handles) {
  if (handles.mapping != nullptr) munmap(handles.mapping, handles.bytes);
  if (handles.descriptor < 0) return;
  flock(handles.descriptor, LOCK_UN);
  close(handles.descriptor);
}

StateFile::~StateFile() {
  if (lock_fd_ < 0) return;
  // Children share the lock: unlocking in one of them would take it from the parent, closing does not.
  if (owner_pid_ == getpid()) flock(lock_fd_, LOCK_UN);
  close(lock_fd_);
}

}  // namespace errwatch::store
