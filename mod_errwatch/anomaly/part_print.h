// What a part of a request is known by.
#pragma once

#include <cstdint>
#include <string_view>

namespace errwatch {

// The same in every file and on every machine (FNV-1a, its bits mixed). No secret: whoever crafts two names
// with one print makes both known, once one of them is.
class PartPrint {
 public:
  explicit PartPrint(uint64_t seed) : hash_(14695981039346656037ULL ^ seed) {}

  PartPrint& Add(std::string_view text) noexcept {
    for (const char c : text) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return Add(text.size());
  }
  PartPrint& Add(uint64_t number) noexcept {
    hash_ = (hash_ ^ number) * 1099511628211ULL;
    return *this;
  }
  // Never 0.
  uint64_t value() const noexcept {
    uint64_t hash = hash_;
    hash = (hash ^ (hash >> 33U)) * 0xff51afd7ed558ccdULL;
    hash ^= hash >> 33U;
    return hash == 0 ? 1 : hash;
  }

 private:
  uint64_t hash_;
};

}  // namespace errwatch
