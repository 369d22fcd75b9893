// Keyed hashes of what this thread asked for last. Within a request the same one or two addresses are looked
// up again and again, in five tables, and a keyed hash takes longer than the look at a table.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>

#include "store/siphash.h"

namespace errwatch::store {

// kBytes: of what is hashed. Async-signal-safe: a handler that interrupts an update hashes anew.
template <std::size_t kBytes>
class LastHashes {
 public:
  using Input = std::array<uint8_t, kBytes>;

  // SipHash(key, input).
  [[gnu::hot]] static uint64_t Of(const HashKey& key, const Input& input) noexcept {
    State& state = t_state;
    if (state.changing) return SipHash(key, input.data(), kBytes);
    for (const Hashed& last : state.last)
      if (last.hashed && AreEqual(last.input, input) && AreEqual(last.key, key)) return last.hash;
    const uint64_t hash = SipHash(key, input.data(), kBytes);
    state.changing = true;
    // The compiler may not move the update out: no other thread sees it, but a signal handler may.
    std::atomic_signal_fence(std::memory_order_seq_cst);
    state.last[state.next] = {key, input, hash, true};
    state.next = (state.next + 1) % state.last.size();
    std::atomic_signal_fence(std::memory_order_seq_cst);
    state.changing = false;
    return hash;
  }

 private:
  // By words: for arrays the library makes a call.
  template <std::size_t kSize>
  static bool AreEqual(const std::array<uint8_t, kSize>& a, const std::array<uint8_t, kSize>& b) noexcept {
    for (std::size_t at = 0; at < kSize; at += 8) {
      uint64_t in_a = 0;
      uint64_t in_b = 0;
      std::memcpy(&in_a, &a[at], std::min<std::size_t>(8, kSize - at));
      std::memcpy(&in_b, &b[at], std::min<std::size_t>(8, kSize - at));
      if (in_a != in_b) return false;
    }
    return true;
  }

  struct Hashed {
    HashKey key;
    Input input;
    uint64_t hash;
    bool hashed;
  };
  // A client, and the proxy that brings it.
  struct State {
    std::array<Hashed, 2> last;
    std::size_t next;
    bool changing;
  };
  // Constant and without a destructor: the first touch allocates nothing and nothing pins the DSO.
  static constinit inline thread_local State t_state = {};
};

}  // namespace errwatch::store
