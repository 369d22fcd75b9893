// Several values under one keyed hash.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "store/siphash.h"

namespace errwatch::store {

// HashParts of what is hashed, one behind the other, each ended. Of a long one its hash stands for it: none
// is cut, so that nobody hides what he changes behind what he repeats.
class HashParts {
 public:
  explicit HashParts(const HashKey& key) : key_(key) {}
  HashParts& Add(std::string_view text) {
    if (text.size() <= kPartBytes) return Put(text);
    const uint64_t hash = SipHash(key_, text.data(), text.size());
    return Put({reinterpret_cast<const char*>(&hash), sizeof hash});
  }
  // For any number of texts: one part holds the hash of all so far.
  HashParts& Chain(std::string_view text) {
    const uint64_t before = Hash();
    size_ = 0;
    return Add(before).Add(text);
  }
  HashParts& Add(uint64_t number) { return Put({reinterpret_cast<const char*>(&number), sizeof number}); }
  HashParts& Add(uint32_t number) { return Put({reinterpret_cast<const char*>(&number), sizeof number}); }
  uint64_t Hash() const { return SipHash(key_, bytes_.data(), size_); }

 private:
  static constexpr std::size_t kPartBytes = 256;
  static constexpr std::size_t kMostParts = 12;

  HashParts& Put(std::string_view text) {
    if (size_ + text.size() + 1 > bytes_.size()) return *this;  // more than kMostParts
    std::copy_n(text.data(), text.size(), bytes_.data() + size_);
    size_ += text.size();
    bytes_[size_++] = '\0';
    return *this;
  }

  const HashKey& key_;
  std::array<char, kMostParts*(kPartBytes + 1)> bytes_;
  std::size_t size_ = 0;
};

}  // namespace errwatch::store
