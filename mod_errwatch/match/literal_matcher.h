// Finds every place where one of several thousand literals stands in a short text.
//
// Of each literal one group of three bytes (its anchor) is entered into a table that is indexed by a hash of
// the group: the rarest one, so that everyday text seldom holds it. A scan looks up the group at each offset,
// without a branch, and compares literals only where the table has one. Source of the idea: q-gram filters as
// in Wu and Manber, "A fast algorithm for multi-pattern searching" (1994), here without shifts, because with
// thousands of short literals almost every shift would be one.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace errwatch {

class LiteralMatcher {
 public:
  static constexpr std::size_t kMinBytes = 2;
  // A scan reads this many bytes behind the text; they must be readable and may hold anything.
  static constexpr std::size_t kPaddingBytes = 8;

  LiteralMatcher() = default;  // finds nothing
  // Literals of kMinBytes to 255 bytes. Allocates.
  explicit LiteralMatcher(const std::vector<std::string>& literals);

  // Calls visit(index of the literal, offset behind its last byte) for each place, by ascending offset of the
  // anchors. Compares byte by byte: the caller brings both to lower case. Allocates nothing.
  template <typename Visit>
  void Scan(std::string_view text, Visit visit) const noexcept;

 private:
  // A literal, under the hash of its anchor.
  struct Entry {
    uint64_t head = 0;  // its first bytes, up to 8
    uint64_t mask = 0;  // over the used bytes of `head`
    uint32_t literal = 0;
    uint8_t length = 0;
    uint8_t before = 0;  // bytes in front of the anchor
    uint8_t more = 0;    // 1: the next entry has the same hash
  };

  static constexpr unsigned kHashBits = 17;
  static constexpr std::size_t kChunk = 512;  // offsets that are looked up before any is compared

  static uint32_t Word(const char* at) {
    const auto byte = [at](int i) { return uint32_t{static_cast<unsigned char>(at[i])}; };
    return byte(0) | byte(1) << 8 | byte(2) << 16 | byte(3) << 24;  // one load where bytes lie in this order
  }
  // Multiplicative hashing (Knuth, TAOCP 6.4);
  // the factor's low byte is zero, so that a word's fourth byte has no say.
  static uint32_t HashOf(uint32_t word, uint32_t factor) { return word * factor >> (32 - kHashBits); }
  // One of eight classes that the byte behind the anchor falls into.
  static unsigned ClassBehind(uint32_t word) { return word >> 24 & 7; }

  // An anchor that is to be entered, with any byte behind it or with this one.
  struct Anchor {
    uint32_t word;
    bool byte_behind;
    Entry entry;
  };
  static std::vector<Anchor> AnchorsOf(const std::vector<std::string>& literals);
  static uint32_t BestFactor(const std::vector<Anchor>& anchors);
  static std::vector<uint8_t> ClassesOf(const std::vector<Anchor>& anchors, uint32_t factor);

  template <typename Visit>
  void Compare(std::string_view text, std::size_t at, Visit& visit) const noexcept;

  uint32_t factor_ = 0;

  std::vector<uint8_t> classes_;  // by hash: which classes of bytes may follow an anchor; 0 = there is none
  std::vector<uint32_t> first_;   // by hash: index of its first entry; valid where classes_ is not 0
  std::vector<Entry> entries_;
  std::vector<std::string> literals_;
};

template <typename Visit>
void LiteralMatcher::Compare(std::string_view text, std::size_t at, Visit& visit) const noexcept {
  const Entry* entry = &entries_[first_[HashOf(Word(text.data() + at), factor_)]];
  for (;; ++entry) {
    const std::size_t length = entry->length;
    if (at >= entry->before && at - entry->before + length <= text.size()) {
      const char* const begin = text.data() + at - entry->before;
      uint64_t head;
      std::memcpy(&head, begin, sizeof head);
      if ((head & entry->mask) == entry->head &&
          (length <= sizeof head || std::memcmp(begin, literals_[entry->literal].data(), length) == 0)) {
        visit(entry->literal, at - entry->before + length);
      }
    }
    if (entry->more == 0) return;
  }
}

template <typename Visit>
void LiteralMatcher::Scan(std::string_view text, Visit visit) const noexcept {
  if (entries_.empty() || text.size() < kMinBytes) return;
  const uint8_t* const classes = classes_.data();
  const uint32_t factor = factor_;
  const std::size_t end = text.size() - (kMinBytes - 1);
  std::array<uint16_t, kChunk> offsets;
  for (std::size_t begin = 0; begin < end; begin += kChunk) {
    const char* const chunk = text.data() + begin;
    const auto size = static_cast<uint32_t>(end - begin < kChunk ? end - begin : kChunk);
    uint32_t count = 0;
    const auto look_up = [&](uint32_t i) {
      offsets[count] = static_cast<uint16_t>(i);
      count += classes[HashOf(Word(chunk + i), factor)] != 0;
    };
    uint32_t i = 0;
    for (; i + 4 <= size; i += 4) {  // four at a time: half of the work would be the loop itself
      look_up(i);
      look_up(i + 1);
      look_up(i + 2);
      look_up(i + 3);
    }
    for (; i < size; ++i) look_up(i);
    uint32_t kept = 0;
    for (uint32_t k = 0; k < count; ++k) {
      const uint32_t word = Word(chunk + offsets[k]);
      const unsigned may_follow = classes[HashOf(word, factor)];
      offsets[kept] = offsets[k];
      kept += may_follow >> ClassBehind(word) & 1U;
    }
    for (uint32_t k = 0; k < kept; ++k) Compare(text, begin + offsets[k], visit);
  }
}

}  // namespace errwatch
