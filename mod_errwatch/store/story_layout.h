// How the stories of clients lie in shared memory (client_story.h). Part of segment_layout.h's layout:
// change kLayoutVersion with anything here.
//
//   A set holds eight stories in 17,024 bytes:
//   +----------+---------------------+---------+-------------------------+-----+
//   | 8 prints | story 0 ... story 7 | nothing | 16 records of story 0   | ... |
//   +----------+---------------------+---------+-------------------------+-----+
//      64 B        64 B each            64 B       128 B each
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "store/segment_layout.h"
#include "store/shared_word.h"

namespace errwatch::store {

inline constexpr uint32_t kStoryWays = 8;      // stories a set
inline constexpr uint32_t kStoryRecords = 16;  // a story
inline constexpr std::size_t kStoryRecordWords = 16;
inline constexpr uint32_t kClientsAStory = 32;  // places in the client table for one

// A word that bears the highest bits of another client's fingerprint is void: so a story changes hands by one
// swap of its print.
struct alignas(64) StoryWords {
  SharedWord head;          // ticket of the next record; goes on where a story changes hands
  SharedWord begun;         // ticket of the story's first record (37 bits) | print (27 bits)
  SharedWord block;         // end of the last block: tick (37 bits) | print (27 bits)
  SharedWord seen;          // last record: tick (37 bits) | its score in units (16 bits) | print (11 bits)
  SharedWord denials;       // not in a record yet: count (32 bits) | print (32 bits)
  SharedWord denied_first;  // ... the first: tick (37 bits) | print (27 bits)
  SharedWord denied_last;   // ... the last: likewise
};
static_assert(sizeof(StoryWords) == 64);

using StoryRecordWords = std::array<SharedWord, kStoryRecordWords>;  // client_story.h

struct alignas(128) StorySet {
  std::array<SharedWord, kStoryWays> prints;  // fingerprint of the client; 0 = free
  std::array<StoryWords, kStoryWays> stories;
  std::array<SharedWord, 8> unused;
  std::array<std::array<StoryRecordWords, kStoryRecords>, kStoryWays> records;
};
static_assert(sizeof(StorySet) == 17'024 && kIsPlain<StorySet>);

constexpr uint32_t StorySets(const Geometry& geometry) {
  return std::max(geometry.sets * kWays / kClientsAStory / kStoryWays, 4U);
}

}  // namespace errwatch::store
