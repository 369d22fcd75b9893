// C++ objects that live as long as an APR pool: constructed in place, destroyed by a pool cleanup.
#pragma once

#include <new>
#include <type_traits>
#include <utility>

#include "httpd/prelude.h"

namespace errwatch::httpd {

template <typename T, typename... Args>
T* PoolNew(apr_pool_t* pool, Args&&... args) {
  static_assert(alignof(T) <= 16, "APR aligns to 16 bytes at most");
  T* object = new (apr_palloc(pool, sizeof(T))) T(std::forward<Args>(args)...);
  if constexpr (!std::is_trivially_destructible_v<T>) {
    apr_pool_cleanup_register(
        pool, object,
        [](void* data) -> apr_status_t {
          static_cast<T*>(data)->~T();
          return APR_SUCCESS;
        },
        apr_pool_cleanup_null);
  }
  return object;
}

}  // namespace errwatch::httpd
