// SipHash-2-4 (Aumasson and Bernstein, 2012) as the store uses it, from libsodium.
#pragma once

#include <sodium/crypto_shorthash_siphash24.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "store/segment_layout.h"

namespace errwatch::store {

static_assert(sizeof(HashKey) == crypto_shorthash_siphash24_KEYBYTES);

// For hashes that are to be the same in every file. No secret: not against crafted collisions.
inline constexpr HashKey kPublicKey = {'e', 'r', 'r', 'w', 'a', 't', 'c', 'h',
                                       ' ', 's', 't', 'o', 'r', 'e', ' ', '1'};

// Needs no sodium_init, allocates nothing.
inline uint64_t SipHash(const HashKey& key, const void* data, std::size_t bytes) noexcept {
  unsigned char digest[crypto_shorthash_siphash24_BYTES];
  crypto_shorthash_siphash24(digest, static_cast<const unsigned char*>(data), bytes, key.data());
  uint64_t hash;
  std::memcpy(&hash, digest, sizeof hash);
  return hash;
}

// Never 0, which is nobody's where hashes name the owners of rows (probed_rows.h).
constexpr uint64_t PrintOfHash(uint64_t hash) { return hash == 0 ? 1 : hash; }
inline uint64_t SipPrint(const HashKey& key, const void* data, std::size_t bytes) noexcept {
  return PrintOfHash(SipHash(key, data, bytes));
}

}  // namespace errwatch::store
