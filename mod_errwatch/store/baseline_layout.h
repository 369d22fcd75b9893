// How baselines lie in shared memory (baseline_rows.h). Part of segment_layout.h's layout: change
// kLayoutVersion with anything here.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "anomaly/baseline.h"
#include "store/segment_layout.h"
#include "store/shared_word.h"
#include "store/shown_text.h"
#include "store/sketch_words.h"

namespace errwatch::store {

inline constexpr uint32_t kBaselineRows = 1024;  // kinds of entries by virtual host
// What hooks count before the watchdog has judged it: more than half an hour.
inline constexpr uint32_t kOpenSlots = 8;
inline constexpr std::size_t kBaselineWords = (kBaselineNumbers + 1) / 2;

struct alignas(64) BaselineRow {
  SharedWord print;     // of template and virtual host; 0 = free
  SharedWord kind;      // TemplateId
  SharedWord first;     // tick
  SharedWord last;      // tick
  SharedWord count;     // entries in all
  SharedWord judged;    // slot up to which it was judged
  SharedWord told_new;  // tick at which it was told, or found to be nothing new; 0 = neither
  SharedWord made_for;  // print that all of the row was last made ready for; 0 = of an older version
  std::array<SharedWord, kOpenSlots> slots;  // number (32 bits) | count (32 bits)
  SketchWords clients;                       // of the hour; while `told_new` is 0 all since `first`
  TextWords vhost;                           // for display
  // What was learned, two floats a word: written by who judges alone.
  std::array<SharedWord, kBaselineWords> learned;
};
static_assert(kIsPlain<BaselineRow> && sizeof(BaselineRow) % 64 == 0);

struct alignas(64) BaselineHead {
  SharedWord begun;     // tick at which learning began; 0 = not yet
  SharedWord accepted;  // tick up to which all was taken for normal
  SharedWord judged;    // tick of the last judgement
};

struct BaselineTable {
  BaselineHead head;
  std::array<BaselineRow, kBaselineRows> rows;
};
static_assert(kIsPlain<BaselineTable>);

}  // namespace errwatch::store
