#include "store/state_access.h"

#include <fcntl.h>
#include <sys/file.h>

#include <limits>
#include <optional>

#include "base/time_text.h"
#include "store/state_file.h"

namespace errwatch::store {
namespace {

Error Unusable(const std::string& path, const std::string& why) {
  return Error{path + " is no state file that can be used: " + why +
               ". httpd sets aside what does not fit when it starts, and counts and blocks begin anew"};
}

// The memory that the file is a copy of; the error says why there is none.
Result<MemoryMapping> OpenLive(const CopyHeader& header, bool writable) {
  auto memory = OpenMemoryOf(static_cast<pid_t>(header.process), static_cast<int>(header.descriptor),
                             header.inode, MemoryBytes(header.geometry), writable);
  if (!memory) return memory;
  const auto segment = SegmentReader::Attach(memory.value().bytes());
  if (!segment) return segment.failure();
  if (!IsOf(header, segment.value()))
    return Error{"the memory of process " + std::to_string(header.process) +
                 " is another server's, or spoilt"};
  return memory;
}

std::string AsOf(const CopyHeader& header) {
  return "this is its last copy, of " + FormatTimeShort({header.written & kMaxTick}) + " UTC";
}

// Copies the file; nobody has its memory, or it cannot be had.
Status ReadCopy(const OwnFile& file, const std::string& path, StateImage* image) {
  image->memory = MemoryMapping::Private(MemoryBytes(image->header.geometry));
  if (!image->memory.ok()) return SystemError(path, "read it");
  if (!ReadRegion(file.descriptor.get(), image->memory.bytes())) {
    if (errno != 0) return SystemError(path, "read it");
    return Unusable(path, "it is cut off");
  }
  return Ok{};
}

Result<StateImage> OpenImage(const std::string& path, bool writable) {
  const Result<CheckedPath> at = CheckedPath::Of(path);
  if (!at) return at.failure();
  auto found = OpenOwn(at.value(), writable ? O_RDWR : O_RDONLY);
  if (!found) return found.failure();
  if (!found.value()) return SystemError(path, "open it", ENOENT);
  OwnFile& file = *found.value();
  // A server that runs has the lock. Without one nothing can start between here and the end.
  const bool locked = writable && LockForEdit(file.descriptor.get());
  std::string misfit;
  const auto header = ReadHeader(file, &misfit);
  if (!header) return Unusable(path, misfit);
  StateImage image;
  image.header = *header;
  auto live = OpenLive(*header, writable);
  if (live) {
    image.memory = std::move(live).value();
    image.live = true;
    return image;
  }
  const std::optional<pid_t> holder = locked ? std::nullopt : LockedBy(file.descriptor.get());
  if (holder || (writable && !locked)) {
    const std::string server = holder.value_or(0) > 0 ? "a server (process " + std::to_string(*holder) + ")"
                                                      : "a server of another container";
    const std::string why =
        path + " is in use by " + server + ", whose memory cannot be had: " + live.error();
    if (writable) return Error{why, live.failure().kind};
    image.remark = why + "; " + AsOf(*header);
  } else {
    image.remark =
        "httpd is not running, or without mod_errwatch: none that runs uses " + path + "; " + AsOf(*header);
  }
  if (Status read = ReadCopy(file, path, &image); !read) return read.failure();
  if (writable) image.file = std::move(file.descriptor);
  return image;
}

// What was looked at when it was opened may be another by now.
template <typename T>
Result<T> AttachTo(const StateImage& image) {
  auto segment = T::Attach(image.memory.bytes());
  if (segment && !IsOf(image.header, segment.value())) return Error{"its parts do not belong together"};
  return segment;
}

}  // namespace

Result<std::unique_ptr<StateReader>> StateReader::Open(const std::string& path) {
  auto image = OpenImage(path, false);
  if (!image) return image.failure();
  const auto segment = AttachTo<SegmentReader>(image.value());
  if (!segment) return Unusable(path, segment.error());
  return std::unique_ptr<StateReader>(new StateReader(path, std::move(image).value(), segment.value()));
}

Result<std::unique_ptr<StateEditor>> StateEditor::Open(const std::string& path) {
  auto image = OpenImage(path, true);
  if (!image) return image.failure();
  const auto segment = AttachTo<Segment>(image.value());
  if (!segment) return Unusable(path, segment.error());
  return std::unique_ptr<StateEditor>(new StateEditor(path, std::move(image).value(), segment.value()));
}

bool StateEditor::IsCurrent() {
  const CopyHeader& own = image_.header;
  if (!HasMemory(static_cast<pid_t>(own.process), static_cast<int>(own.descriptor), own.inode,
                 MemoryBytes(own.geometry)))
    return false;
  struct stat file {};
  if (::lstat(path_.c_str(), &file) != 0) return false;
  const auto& changed = file.st_ctim;
  if (IsSameFile(file, file_) && changed.tv_sec == file_.st_ctim.tv_sec &&
      changed.tv_nsec == file_.st_ctim.tv_nsec)
    return true;
  const Result<CheckedPath> at = CheckedPath::Of(path_);
  if (!at) return false;
  const auto found = OpenOwn(at.value(), O_RDONLY);
  if (!found || !found.value()) return false;
  std::string misfit;
  const auto header = ReadHeader(*found.value(), &misfit);
  if (!header || header->inode != own.inode || header->process != own.process) return false;
  file_ = file;
  return true;
}

Descriptor LockForExchange(const std::string& path) {
  const Result<CheckedPath> at = CheckedPath::Of(path);
  if (!at) return Descriptor();
  const auto found = OpenOwn(at.value(), O_RDONLY);
  if (!found || !found.value()) return Descriptor();
  std::string misfit;
  const auto header = ReadHeader(*found.value(), &misfit);
  if (!header) return Descriptor();
  auto memory = OpenMemoryFileOf(static_cast<pid_t>(header->process), static_cast<int>(header->descriptor),
                                 header->inode, MemoryBytes(header->geometry), false);
  if (!memory || ::flock(memory.value().get(), LOCK_EX | LOCK_NB) != 0) return Descriptor();
  return std::move(memory).value();
}

Status StateEditor::Save(Tick now) {
  if (image_.live) {
    if (!segment_.journal().IsClosed()) return Ok{};
    return Error{"httpd has just ended, and may have written " + path_ +
                 " before this: look whether it holds, or do it again"};
  }
  image_.header.written = now.value & kMaxTick;
  RegionWriter writer;
  const int file = image_.file.get();
  if (writer.Run(file, image_.memory.bytes(), std::numeric_limits<std::size_t>::max()).failed ||
      !WriteHeader(file, image_.header))
    return SystemError(path_, "write to it");
  return Ok{};
}

}  // namespace errwatch::store
