// How the table of listed ranges (listed_ranges.h) lies in shared memory; docs/shm-format.md draws it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "store/shared_word.h"

namespace errwatch::store {

// The number is stored in shared memory.
enum class ListKind : uint8_t { kBlocked = 0, kAllowed = 1 };
inline constexpr std::size_t kListKinds = 2;

inline constexpr uint32_t kListedWays = 32;
// A set holds what its hash brings: of 4,096 ranges, which is half of the places, none finds its set full but
// in one table of 40.
inline constexpr uint32_t kListedSets = 256;
inline constexpr uint32_t kListedPlaces = kListedSets * kListedWays;
inline constexpr std::size_t kListedReasonBytes = 80;

// What a gate looks at first, of either kind; in the header.
struct ListedWatch {
  SharedWord until;  // tick: nothing of the kind holds longer
  // One bit for each length of prefix that was ever in use: bit n - 1 of IPv4's /n; of IPv6's /1 to /64, and
  // /65 to /127.
  SharedWord ipv4;
  std::array<SharedWord, 2> ipv6;
};

struct ListedRow {
  SharedWord address_high, address_low;  // first address
  // Since: tick (37 bits) | scope index (8 bits) | mark of print and address (19 bits).
  SharedWord about;
  SharedWord denied;  // last denial: tick (37 bits) | denials (27 bits)
  std::array<SharedWord, kListedReasonBytes / sizeof(SharedWord)> reason;  // filled up with NUL
};
static_assert(sizeof(ListedRow) == 14 * 8);

// As long as a page, and begins on one.
struct alignas(64) ListedSet {
  std::array<SharedWord, kListedWays> prints;  // SipHash of kind, bits, scope and address; 0 = never used
  // until: tick (37 bits) | kind (1) | its end was announced (1) | bits - 1 (7) | print's highest bits (18)
  std::array<SharedWord, kListedWays> states;
  std::array<ListedRow, kListedWays> rows;
};
static_assert(sizeof(ListedSet) == 4096);

}  // namespace errwatch::store
