// The memory that all processes of a server share: a memfd, which has no name and is sealed.
//
// Nobody, root with a shell included, can make it shorter under those who have it mapped, so no access of it
// can end a process (SIGBUS). It lasts as long as a process has it; what outlives httpd is state_file.h.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/result.h"
#include "store/descriptor.h"

namespace errwatch::store {

// Unmapped when it is destroyed.
class MemoryMapping {
 public:
  MemoryMapping() = default;
  // Of an open memory or file; writing only where `writable`. Fails with errno: nothing is mapped.
  static MemoryMapping Of(int descriptor, std::size_t bytes, bool writable);
  // Memory of this process alone, zeroed.
  static MemoryMapping Private(std::size_t bytes);
  MemoryMapping(void* data, std::size_t bytes) : data_(data), bytes_(bytes) {}
  MemoryMapping(MemoryMapping&& other) noexcept;
  MemoryMapping& operator=(MemoryMapping&& other) noexcept;
  ~MemoryMapping();

  bool ok() const { return data_ != nullptr; }
  std::span<std::byte> bytes() const { return {static_cast<std::byte*>(data_), bytes_}; }
  void* Release();  // gives it to the caller, who unmaps it

 private:
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
};

class LiveMemory {
 public:
  // Zeroed, all of it reserved: what is short of memory is so at start, not in a request.
  static Result<LiveMemory> Make(std::size_t bytes);

  // What a process keeps over reloads of the code.
  struct Handles {
    int descriptor = -1;
    void* data = nullptr;
    std::size_t bytes = 0;
  };
  explicit LiveMemory(const Handles& handles);
  Handles Release();

  LiveMemory(LiveMemory&& other) noexcept;
  LiveMemory& operator=(LiveMemory&& other) noexcept;
  ~LiveMemory();

  std::span<std::byte> bytes() const { return mapping_.bytes(); }
  int descriptor() const { return descriptor_; }
  // The mapping stays.
  void CloseDescriptor();
  // By which others recognise it; 0 when that cannot be told.
  ino_t inode() const;

 private:
  LiveMemory(int descriptor, MemoryMapping mapping);
  int descriptor_ = -1;
  MemoryMapping mapping_;
};

// Whether that process still has it. Nothing is opened.
bool HasMemory(pid_t process, int descriptor, ino_t inode, std::size_t bytes);

// The memory of another process (or this one), by its descriptor there. The error says why it cannot be had;
// its kind is kDenied if another user could.
Result<Descriptor> OpenMemoryFileOf(pid_t process, int descriptor, ino_t inode, std::size_t bytes,
                                    bool writable);
// ... mapped.
Result<MemoryMapping> OpenMemoryOf(pid_t process, int descriptor, ino_t inode, std::size_t bytes,
                                   bool writable);

}  // namespace errwatch::store
