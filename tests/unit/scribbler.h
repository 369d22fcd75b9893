// Threads that write whatever they like over shared memory, as a child of httpd that was taken over can, while
// others use it: every value may be another one between two looks at it.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <span>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "store/shared_word.h"

namespace errwatch::store {

// How often a test looks while they write; ERRWATCH_SCRIBBLE_ROUNDS for more.
inline int ScribbleRounds(int usual) {
  const char* named = std::getenv("ERRWATCH_SCRIBBLE_ROUNDS");
  return named == nullptr ? usual : std::max(std::atoi(named), 1);
}

class Scribbler {
 public:
  // Begins to write. What stands there now is put back in places now and then, so that checksums and prints
  // fit again. `except`: words at the beginning that are left alone.
  explicit Scribbler(std::span<std::byte> region, std::size_t except = 0, int threads = 2)
      : words_(reinterpret_cast<SharedWord*>(region.data()) + except,
               region.size() / sizeof(SharedWord) - except) {
    for (const SharedWord& word : words_) before_.push_back(word.load(std::memory_order_relaxed));
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this, i] { Run(static_cast<uint32_t>(i)); });
  }
  Scribbler(const Scribbler&) = delete;
  Scribbler& operator=(const Scribbler&) = delete;
  ~Scribbler() {
    over_ = true;
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  static constexpr std::string_view kText = "\x1b]0;x\x07\x9b<script>\"'\\\r\n%n";

  // One of what is likely to be believed wrongly: bounds, lengths, indexes, times, texts.
  uint64_t Wild(std::mt19937_64& random, std::size_t at) const {
    switch (random() % 8) {
      case 0:
        return 0;
      case 1:
        return ~uint64_t{0};
      case 2:
        return uint64_t{1} << random() % 64;
      case 3:
        return (uint64_t{1} << random() % 64) - 1;
      case 4:
        return before_[random() % before_.size()];
      case 5:
        return before_[at] + random() % 5 - 2;
      case 6: {
        uint64_t text = 0;
        for (std::size_t i = 0; i < sizeof text; ++i)
          text = text << 8 | static_cast<unsigned char>(kText[random() % kText.size()]);
        return text;
      }
      default:
        return random();
    }
  }

  void Run(uint32_t seed) {
    std::mt19937_64 random(seed);
    while (!over_) {
      const std::size_t begin = random() % words_.size();
      const std::size_t most = random() % 8 == 0 ? 65'536 : 64;
      const std::size_t end = std::min(words_.size(), begin + 1 + random() % most);
      const bool same = random() % 2 == 0;
      const bool back = random() % 3 == 0;
      uint64_t value = Wild(random, begin);
      // relaxed: nothing is to be seen in any order
      for (std::size_t i = begin; i < end; ++i) {
        if (!same) value = Wild(random, i);
        words_[i].store(back ? before_[i] : value, std::memory_order_relaxed);
      }
    }
  }

  std::span<SharedWord> words_;
  std::vector<uint64_t> before_;
  std::atomic<bool> over_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace errwatch::store
