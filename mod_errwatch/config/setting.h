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

// A value in memory that is never destroyed, as httpd's per-directory configuration: without origin. T is a
// number or a pointer.
template <typename T>
struct PlainSetting {
  T value{};
  bool is_set = false;

  void Set(T new_value) {
    value = new_value;
    is_set = true;
  }
};

// httpd's merge: what the inner section sets wins.
template <typename S>
S Merged(const S& outer, const S& inner) {
  return inner.is_set ? inner : outer;
}

// Merges every member that T::ForEach lists, so that a member is named once and cannot be forgotten.
// T provides: template <typename F> static void ForEach(F f), which calls f(&T::member) for each Setting or
// PlainSetting.
template <typename T>
T MergeSettings(const T& outer, const T& inner) {
  T merged = outer;
  T::ForEach([&](auto member) { merged.*member = Merged(outer.*member, inner.*member); });
  return merged;
}

// How many members T::ForEach lists.
template <typename T>
constexpr int CountSettings() {
  int count = 0;
  T::ForEach([&](auto) { ++count; });
  return count;
}

}  // namespace errwatch
