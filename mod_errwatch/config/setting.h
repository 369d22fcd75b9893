// One configurable value: what it is, whether it was set, and where.
#pragma once

#include <string>
#include <utility>

namespace errwatch {

template <typename T>
struct Setting {
  T value{};
  bool is_set = false;
  std::string origin;  // "file:line" of the directive; empty for defaults

  Setting() = default;
  Setting(T default_value) : value(std::move(default_value)) {}  // NOLINT: a default reads as a value

  void Set(T new_value, std::string where) {
    value = std::move(new_value);
    is_set = true;
    origin = std::move(where);
  }
};

// httpd's merge: what the inner section sets wins.
template <typename T>
Setting<T> Merged(const Setting<T>& outer, const Setting<T>& inner) {
  return inner.is_set ? inner : outer;
}

// Merges every member that T::ForEach lists, so that a member is named once and cannot be forgotten.
// T provides: template <typename F> static void ForEach(F f), which calls f(&T::member) for each Setting.
template <typename T>
T MergeSettings(const T& outer, const T& inner) {
  T merged = outer;
  T::ForEach([&](auto member) { merged.*member = Merged(outer.*member, inner.*member); });
  return merged;
}

}  // namespace errwatch
