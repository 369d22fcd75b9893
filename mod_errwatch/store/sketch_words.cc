#include "store/sketch_words.h"

namespace errwatch::store {

void NoteHash(SketchWords& words, uint64_t hash, uint32_t age) noexcept {
  const SketchPlace place = PlaceInSketch(hash);
  SharedWord& word = words[place.word];
  // relaxed, all: each word is valid by itself and says nothing about other memory
  uint64_t before = word.load(std::memory_order_relaxed);
  // Who loses so often leaves it to the others: one thing less in an estimate.
  for (int i = 0; i < 8; ++i) {
    const uint64_t after = Noted(before, age, place);
    if (after == before ||
        word.compare_exchange_weak(before, after, std::memory_order_relaxed, std::memory_order_relaxed))
      return;
  }
}

void NoteClient(SketchWords& words, uint64_t fingerprint, uint32_t age) noexcept {
  NoteHash(words, SpreadFingerprint(fingerprint), age);
}

uint32_t CountOf(const SketchWords& words, uint32_t age) noexcept {
  SketchValues values;
  // relaxed: see NoteHash
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = words[i].load(std::memory_order_relaxed);
  return errwatch::CountOf(values, age);
}

}  // namespace errwatch::store
