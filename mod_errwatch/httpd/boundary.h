// Every function pointer that httpd or APR gets is an instance of Boundary: no exception crosses into C
// frames. A fault lets the request pass (the fallback) and is counted.
//
// What each request comes by is marked hot, here and below: it stands side by side (docs/benchmarks.md).
#pragma once

#include <utility>

#include "httpd/runtime.h"

namespace errwatch::httpd {

template <auto Function, auto Fallback>
struct Boundary;

template <typename R, typename... Args, R (*Function)(Args...), auto Fallback>
struct Boundary<Function, Fallback> {
  [[gnu::hot]] static R Call(Args... args) noexcept {
    try {
      return Function(std::forward<Args>(args)...);
    } catch (...) {
      Count(store::Counter::kFault);
      return Fallback;
    }
  }
};

template <auto Function>
struct VoidBoundary;

template <typename... Args, void (*Function)(Args...)>
struct VoidBoundary<Function> {
  [[gnu::hot]] static void Call(Args... args) noexcept {
    try {
      Function(std::forward<Args>(args)...);
    } catch (...) {
      Count(store::Counter::kFault);
    }
  }
};

}  // namespace errwatch::httpd
