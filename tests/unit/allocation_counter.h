// Proof that a piece of code allocates nothing: counts what the current thread asks of the heap.
#pragma once

#include <cstddef>

// Is malloc a sanitizer's? g++ says it by a macro, clang by a feature.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ERRWATCH_MALLOC_IS_TAKEN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define ERRWATCH_MALLOC_IS_TAKEN 1
#endif
#endif

namespace errwatch {

// Counts from its construction on: malloc, calloc, realloc, aligned_alloc, posix_memalign and operator new,
// also from libraries. Under a sanitizer, which owns malloc, only operator new is seen.
//
// Take count() into a variable before an assertion:
// CPPUNIT_ASSERT_EQUAL itself allocates before it evaluates its arguments.
class AllocationCounter {
 public:
  AllocationCounter();
  std::size_t count() const;  // allocations of this thread since the construction

 private:
  std::size_t start_;
};

}  // namespace errwatch
