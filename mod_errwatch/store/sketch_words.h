// How many different clients or things were seen, as a HyperLogLog sketch in shared memory
// (anomaly/hyperloglog.h). Lock-free, bounded, async-signal-safe. Part of the layout: change kLayoutVersion
// with SketchWords.
#pragma once

#include <array>
#include <cstdint>

#include "anomaly/hyperloglog.h"
#include "store/shared_word.h"

namespace errwatch::store {

using SketchWords = std::array<SharedWord, kSketchWords>;

// `hash`: of the thing, all its bits as good as random. `age`: of the time that is counted.
void NoteHash(SketchWords& words, uint64_t hash, uint32_t age) noexcept;
void NoteClient(SketchWords& words, uint64_t fingerprint, uint32_t age) noexcept;

// How many different ones, about.
uint32_t CountOf(const SketchWords& words, uint32_t age) noexcept;

}  // namespace errwatch::store
