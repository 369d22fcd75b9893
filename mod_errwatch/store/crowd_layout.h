// How the crowds at targets lie in shared memory (crowd_rows.h). Part of segment_layout.h's layout: change
// kLayoutVersion with anything here.
#pragma once

#include <array>
#include <cstdint>

#include "anomaly/networks.h"
#include "store/segment_layout.h"
#include "store/shared_word.h"
#include "store/shown_text.h"
#include "store/sketch_words.h"

namespace errwatch::store {

inline constexpr uint32_t kCrowdRows = 512;

// One target and who came to it. Counts bear the age of the time that they are of: those of another count
// nothing.
struct alignas(64) CrowdWords {
  SharedWord print;  // SipHash of the target; 0 = free
  // Kind (8 bits) category's number (8) scope (8) whether `text` is a path (1) | high half of the print that
  // all of the row was last made ready for (32; 0 = of an older version).
  SharedWord about;
  SharedWord window;   // began: tick (37 bits) | age (9 bits, from bit 37)
  SharedWord entries;  // that weigh (55 bits) | age (9 bits)
  // Since when it is an attack or a fault: tick (37 bits) | AnomalyKind + 1 (8 bits, from bit 37) | part of
  // what is told of another row (bit 45); 0 = none.
  SharedWord verdict;
  SharedWord last;    // tick of the last entry
  SharedWord joined;  // ... of one that is part of what `verdict` says
  SharedWord held;    // tick of the last `joined` at which it still went on
  SharedWord total;   // entries since `verdict`
  SharedWord comers;  // entries that weigh or not (55 bits) | age (9 bits)
  SketchWords strangers, visitors, different;
  std::array<SharedWord, kNetworks> networks;
  SharedWord most;  // clients within one time, since `verdict`
  // Of an account the log-in form, of a form the account that most of the entries that weigh are of: a
  // majority vote. Count (24 bits) | low bits of its print (40).
  SharedWord partner;
  // Who logged in as the account since `verdict`: how many visitors and strangers were told (4 bits each) |
  // who was last: its fingerprint (56 bits).
  SharedWord let_in;
  TextWords vhost, text;  // for display; filled up with NUL
};
static_assert(sizeof(CrowdWords) == 704 && kIsPlain<CrowdWords>);

}  // namespace errwatch::store
