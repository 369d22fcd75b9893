// Every function pointer that httpd or APR gets is an instance of Boundary: no exception crosses into C
// frames. A fault lets the request pass (the fallback) and is counted.
#pragma once

#include <utility>

#include "httpd/runtime.h"

namespace errwatch::httpd {

template <auto Function, auto Fallback>
struct Boundary;

template <typename R, typename... Args, R (*Function)(Args...), auto Fallback>
struct Boundary<Function, Fallback> {
  static R Call(Args... args) noexcept {
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
  static void Call(Args... args) noexcept {
    try {
      Function(std::forward<Args>(args)...);
    } catch (...) {
      Count(store::Counter::kFault);
    }
  }
};

}  // namespace errwatch::httpd
