#include "store/live_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "store/checked_path.h"
#include "store/descriptor.h"

namespace errwatch::store {
namespace {

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U  // Linux 6.3; systems that demand it refuse memory without
#endif

constexpr unsigned kSize = F_SEAL_SHRINK | F_SEAL_GROW;

int MakeMemory() {
  constexpr unsigned kFlags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  const int made = memfd_create("errwatch", kFlags | MFD_NOEXEC_SEAL);
  if (made >= 0 || errno != EINVAL) return made;
  return memfd_create("errwatch", kFlags);
}

std::string PathOf(pid_t process, int descriptor) {
  return "/proc/" + std::to_string(process) + "/fd/" + std::to_string(descriptor);
}

bool IsMemory(const struct stat& info, ino_t inode, std::size_t bytes) {
  return S_ISREG(info.st_mode) && info.st_ino == inode && info.st_size == static_cast<off_t>(bytes);
}

Error NoMemory(std::size_t bytes, int error = errno) {
  return SystemError("shared memory", "reserve " + std::to_string(bytes) + " bytes", error);
}

}  // namespace

MemoryMapping MemoryMapping::Of(int descriptor, std::size_t bytes, bool writable) {
  void* data = mmap(nullptr, bytes, writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, descriptor, 0);
  return data == MAP_FAILED ? MemoryMapping() : MemoryMapping(data, bytes);
}

MemoryMapping MemoryMapping::Private(std::size_t bytes) {
  void* data = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return data == MAP_FAILED ? MemoryMapping() : MemoryMapping(data, bytes);
}

MemoryMapping::MemoryMapping(MemoryMapping&& other) noexcept { *this = std::move(other); }

MemoryMapping& MemoryMapping::operator=(MemoryMapping&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

MemoryMapping::~MemoryMapping() {
  if (data_ != nullptr) munmap(data_, bytes_);
}

void* MemoryMapping::Release() { return std::exchange(data_, nullptr); }

LiveMemory::LiveMemory(int descriptor, MemoryMapping mapping)
    : descriptor_(descriptor), mapping_(std::move(mapping)) {}

LiveMemory::LiveMemory(const Handles& handles)
    : descriptor_(handles.descriptor), mapping_(handles.data, handles.bytes) {}

LiveMemory::LiveMemory(LiveMemory&& other) noexcept { *this = std::move(other); }

LiveMemory& LiveMemory::operator=(LiveMemory&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(mapping_, other.mapping_);
  return *this;
}

LiveMemory::~LiveMemory() { CloseDescriptor(); }

void LiveMemory::CloseDescriptor() {
  if (descriptor_ >= 0) close(std::exchange(descriptor_, -1));
}

Result<LiveMemory> LiveMemory::Make(std::size_t bytes) {
  if (!FitsFileLimit(bytes)) return NoMemory(bytes, EFBIG);  // memory of this kind is a file to the kernel
  Descriptor made(MakeMemory());
  if (!made.ok()) return NoMemory(bytes);
  if (const int error = posix_fallocate(made.get(), 0, static_cast<off_t>(bytes)); error != 0)
    return NoMemory(bytes, error);
  if (fcntl(made.get(), F_ADD_SEALS, kSize | F_SEAL_SEAL) != 0)
    return SystemError("shared memory", "seal it");
  MemoryMapping mapping = MemoryMapping::Of(made.get(), bytes, true);
  if (!mapping.ok()) return NoMemory(bytes);
  return LiveMemory(made.Release(), std::move(mapping));
}

LiveMemory::Handles LiveMemory::Release() {
  const std::size_t bytes = mapping_.bytes().size();
  return {std::exchange(descriptor_, -1), mapping_.Release(), bytes};
}

ino_t LiveMemory::inode() const {
  struct stat info {};
  return fstat(descriptor_, &info) == 0 ? info.st_ino : 0;
}

bool HasMemory(pid_t process, int descriptor, ino_t inode, std::size_t bytes) {
  struct stat info {};
  return stat(PathOf(process, descriptor).c_str(), &info) == 0 && IsMemory(info, inode, bytes);
}

Result<Descriptor> OpenMemoryFileOf(pid_t process, int descriptor, ino_t inode, std::size_t bytes,
                                    bool writable) {
  const std::string path = PathOf(process, descriptor);
  // First by its name: the number may stand for a device by now, and opening one can have effects.
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return SystemError(path, "examine it");
  if (!IsMemory(info, inode, bytes)) return Error{path + " is something else by now"};
  Descriptor opened(open(path.c_str(), (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NONBLOCK));
  if (!opened.ok() || fstat(opened.get(), &info) != 0) return SystemError(path, "open it");
  const int seals = fcntl(opened.get(), F_GET_SEALS);
  if (!IsMemory(info, inode, bytes) || seals < 0 || (static_cast<unsigned>(seals) & kSize) != kSize)
    return Error{path + " is something else by now"};
  return opened;
}

Result<MemoryMapping> OpenMemoryOf(pid_t process, int descriptor, ino_t inode, std::size_t bytes,
                                   bool writable) {
  const Result<Descriptor> opened = OpenMemoryFileOf(process, descriptor, inode, bytes, writable);
  if (!opened) return opened.failure();
  MemoryMapping mapping = MemoryMapping::Of(opened.value().get(), bytes, writable);
  if (!mapping.ok()) return SystemError(PathOf(process, descriptor), "map it");
  return mapping;
}

}  // namespace errwatch::store
