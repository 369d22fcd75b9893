#include "match/zeroed_memory.h"

#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace errwatch {

#if defined(__SANITIZE_ADDRESS__)
#define ERRWATCH_HEAP_IS_WATCHED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ERRWATCH_HEAP_IS_WATCHED
#endif
#endif

#ifdef ERRWATCH_HEAP_IS_WATCHED

const bool ZeroedBytes::kComesByPages = false;

ZeroedBytes::ZeroedBytes(std::size_t bytes) : data_(std::calloc(1, bytes)), bytes_(bytes) {
  if (data_ == nullptr) throw std::bad_alloc();
}

ZeroedBytes::~ZeroedBytes() { std::free(data_); }

#else

const bool ZeroedBytes::kComesByPages = true;

ZeroedBytes::ZeroedBytes(std::size_t bytes) : bytes_(bytes) {
  if (bytes == 0) return;
  void* const mapped = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) throw std::bad_alloc();
  data_ = mapped;
  // A huge page would come as a whole. Where the system knows none, nothing is lost.
  madvise(mapped, bytes, MADV_NOHUGEPAGE);
}

ZeroedBytes::~ZeroedBytes() {
  if (data_ != nullptr) munmap(data_, bytes_);
}

#endif

}  // namespace errwatch
