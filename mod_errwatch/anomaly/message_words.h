// The words that httpd's messages and those of what runs in it consist of: message_words.tsv. Whatever else
// stands in a message is taken for what it tells about.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/ascii.h"

namespace errwatch {

// The bytes a word at `at` has, as one number, the same on every machine. Letters in either case are alike.
constexpr uint64_t FoldedBytes(std::string_view word, std::size_t at, std::size_t count) {
  uint64_t bytes = 0;
  for (std::size_t i = 0; i < count; ++i)
    bytes |= uint64_t{static_cast<unsigned char>(word[at + i])} << (8 * i);
  return bytes | 0x2020202020202020;
}

// Of letters and what may join them; upper and lower case alike. Nobody has to be kept from making two words
// alike: whoever writes the one may as well write the other.
constexpr uint64_t MessageWordHash(std::string_view word) {
  uint64_t hash = word.size() * 0x9E3779B97F4A7C15;
  std::size_t at = 0;
  for (; word.size() - at >= 8; at += 8) {
    hash = (hash ^ FoldedBytes(word, at, 8)) * 0xD6E8FEB86659FD93;
    hash ^= hash >> 32;
  }
  hash = (hash ^ FoldedBytes(word, at, word.size() - at)) * 0xCA5A826395121157;
  return hash ^ hash >> 29;
}

struct MessageWord {
  bool known = false;
  bool key = false;      // what stands behind it is a name: "user", "file"
  bool grammar = false;  // never such a name: "not", "failed"
};

MessageWord FindMessageWord(uint64_t word_hash) noexcept;

}  // namespace errwatch
