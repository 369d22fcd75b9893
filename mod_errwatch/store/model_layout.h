// How models that are being learnt lie in shared memory (learning_models.h), and of whom unusual requests
// were told (unusual_told.h). Part of segment_layout.h's layout: change kLayoutVersion with anything
// here.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "anomaly/request_model.h"
#include "store/segment_layout.h"
#include "store/shared_word.h"
#include "store/sketch_words.h"

namespace errwatch::store {

inline constexpr uint32_t kLearningModels = 2;   // that are learnt in place at the same time
inline constexpr uint32_t kUnusualPlaces = 512;  // clients of which it is known that they were told

struct alignas(64) LearningWords {
  SharedWord print;     // SipHash of the path of the file; 0 = free
  SharedWord begun;     // tick at which learning began
  SharedWord saved;     // tick at which the file was written; 0 = not yet
  SharedWord requests;  // learnt
  std::array<SharedWord, 4> unused;
  std::array<SharedWord, kPartKinds> seen, novel;  // KindCount
  std::array<SharedWord, kScoreBars> scores;
  std::array<SketchWords, kHighBars> clients;               // of age 0
  std::array<SharedWord, kClientClasses> of_class;          // requests that were counted
  alignas(64) std::array<SharedWord, kModelPlaces> places;  // anomaly/known_part.h
};
static_assert(kIsPlain<LearningWords>);

struct alignas(64) ModelTable {
  std::array<LearningWords, kLearningModels> models;
  std::array<SharedWord, kUnusualPlaces> told;  // tick (37 bits) | client's print (27 bits)
  alignas(64) SharedWord told_this_hour;        // hourly_count.h
};
static_assert(kIsPlain<ModelTable>);

}  // namespace errwatch::store
