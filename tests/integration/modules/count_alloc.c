/* Preloaded library: counts what a thread does between count_alloc_begin() and count_alloc_end():
 * memory taken from the C library or from APR pools, locks taken, exceptions raised.
 * mod_errprobe switches it on around the error_log hooks of other modules.
 */
#define _GNU_SOURCE
#include "count_alloc.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>
#include <stdlib.h>

extern void* __libc_malloc(size_t);
extern void* __libc_calloc(size_t, size_t);
extern void* __libc_realloc(void*, size_t);
extern void* __libc_memalign(size_t, size_t);
extern void __libc_free(void*);

static __thread __attribute__((tls_model("initial-exec"))) int counting;
static __thread __attribute__((tls_model("initial-exec"))) struct count_alloc counted;

#define COUNT(field)               \
  do {                             \
    if (counting) counted.field++; \
  } while (0)

void count_alloc_begin(void) { counting = 1; }
void count_alloc_end(void) { counting = 0; }
int count_alloc_is_on(void) { return counting; }

void count_alloc_take(struct count_alloc* total) {
  *total = counted;
  counted = (struct count_alloc){0};
}

void* malloc(size_t size) {
  COUNT(allocations);
  return __libc_malloc(size);
}

void* calloc(size_t count, size_t size) {
  COUNT(allocations);
  return __libc_calloc(count, size);
}

void* realloc(void* old, size_t size) {
  COUNT(allocations);
  return __libc_realloc(old, size);
}

void free(void* memory) {
  COUNT(frees);
  __libc_free(memory);
}

void* memalign(size_t alignment, size_t size) {
  COUNT(allocations);
  return __libc_memalign(alignment, size);
}

void* aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void** memory, size_t alignment, size_t size) {
  *memory = memalign(alignment, size);
  return *memory ? 0 : ENOMEM;
}

/* A function that counts and hands on to its next definition, which is looked up once. */
#define COUNTED(result, name, field, parameters, arguments)          \
  result name parameters {                                           \
    static result(*next) parameters;                                 \
    if (!next) next = (result(*) parameters)dlsym(RTLD_NEXT, #name); \
    COUNT(field);                                                    \
    return next arguments;                                           \
  }

COUNTED(int, pthread_mutex_lock, locks, (pthread_mutex_t * mutex), (mutex))
COUNTED(int, pthread_mutex_trylock, locks, (pthread_mutex_t * mutex), (mutex))
COUNTED(int, pthread_rwlock_rdlock, locks, (pthread_rwlock_t * lock), (lock))
COUNTED(int, pthread_rwlock_wrlock, locks, (pthread_rwlock_t * lock), (lock))
COUNTED(int, pthread_spin_lock, locks, (pthread_spinlock_t * lock), (lock))
COUNTED(int, sem_wait, locks, (sem_t * semaphore), (semaphore))

/* APR pools hand out memory that the C library gave long ago. */
COUNTED(void*, apr_palloc, pool_allocations, (void* pool, size_t size), (pool, size))
COUNTED(void*, apr_pcalloc, pool_allocations, (void* pool, size_t size), (pool, size))
COUNTED(int, apr_pool_create_ex, pool_allocations,
        (void** pool, void* parent, void* abort_fn, void* allocator), (pool, parent, abort_fn, allocator))

/* libstdc++ comes with the module under test, after this library: it is found by name. */
static void* in_libstdcxx(const char* name) {
  void* library = dlopen("libstdc++.so.6", RTLD_LAZY | RTLD_NOLOAD);
  return library ? dlsym(library, name) : NULL;
}

typedef void (*throw_fn)(void*, void*, void (*)(void*));

void __cxa_throw(void* object, void* type, void (*destroy)(void*)) {
  throw_fn next = (throw_fn)in_libstdcxx("__cxa_throw");
  COUNT(throws);
  if (next) next(object, type, destroy);
  abort();
}
