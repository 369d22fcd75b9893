#include "unit/allocation_counter.h"

#include <cerrno>
#include <cstdlib>
#include <new>

namespace {
// Plain data without a constructor: it is touched before main and inside malloc.
thread_local std::size_t allocations = 0;
}  // namespace

namespace errwatch {
AllocationCounter::AllocationCounter() : start_(allocations) {}
std::size_t AllocationCounter::count() const { return allocations - start_; }
}  // namespace errwatch

#ifndef ERRWATCH_MALLOC_IS_TAKEN

// glibc's own names for its allocator. operator new ends here as well.
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

#define ERRWATCH_EXPORT __attribute__((visibility("default")))

ERRWATCH_EXPORT void* malloc(std::size_t bytes) {
  ++allocations;
  return __libc_malloc(bytes);
}
ERRWATCH_EXPORT void* calloc(std::size_t count, std::size_t bytes) {
  ++allocations;
  return __libc_calloc(count, bytes);
}
ERRWATCH_EXPORT void* realloc(void* block, std::size_t bytes) {
  ++allocations;
  return __libc_realloc(block, bytes);
}
ERRWATCH_EXPORT void* aligned_alloc(std::size_t alignment, std::size_t bytes) {
  ++allocations;
  return __libc_memalign(alignment, bytes);
}
ERRWATCH_EXPORT int posix_memalign(void** block, std::size_t alignment, std::size_t bytes) {
  ++allocations;
  *block = __libc_memalign(alignment, bytes);
  return *block == nullptr ? ENOMEM : 0;
}
}  // extern "C"

#else

#define ERRWATCH_EXPORT __attribute__((visibility("default")))

// All forms, so that none meets the sanitizer's own counterpart.
ERRWATCH_EXPORT void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(bytes == 0 ? 1 : bytes);
}
ERRWATCH_EXPORT void* operator new(std::size_t bytes) {
  if (void* block = operator new(bytes, std::nothrow)) return block;
  throw std::bad_alloc();
}
ERRWATCH_EXPORT void* operator new[](std::size_t bytes) { return operator new(bytes); }
ERRWATCH_EXPORT void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept {
  return operator new(bytes, std::nothrow);
}
ERRWATCH_EXPORT void operator delete(void* block) noexcept { std::free(block); }
ERRWATCH_EXPORT void operator delete(void* block, std::size_t) noexcept { std::free(block); }
ERRWATCH_EXPORT void operator delete(void* block, const std::nothrow_t&) noexcept { std::free(block); }
ERRWATCH_EXPORT void operator delete[](void* block) noexcept { std::free(block); }
ERRWATCH_EXPORT void operator delete[](void* block, std::size_t) noexcept { std::free(block); }
ERRWATCH_EXPORT void operator delete[](void* block, const std::nothrow_t&) noexcept { std::free(block); }

#endif
