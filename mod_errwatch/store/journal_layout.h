// How the journal of what happened to clients here (journal.h), and how far others' journals were
// taken in (other_hosts.h), lie in shared memory. Part of segment_layout.h's layout: change
// kLayoutVersion with anything here.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "store/segment_layout.h"
#include "store/shared_word.h"

namespace errwatch::store {

inline constexpr uint32_t kJournalSlots = 16'384;  // a power of two
inline constexpr std::size_t kJournalSlotWords = 8;
inline constexpr uint32_t kOtherHostRows = 4096;

struct alignas(64) JournalSlot {
  std::array<SharedWord, kJournalSlotWords> words;  // journal.h
};

// Of one stream of one host.
struct OtherHostWords {
  SharedWord print;  // SipHash of the host's name, its memory and the number of its stream; 0 = free
  SharedWord
      position;      // number of the last message that was taken in (44 bits) | changes of it that were (20)
  SharedWord seen;   // tick of the last message
  SharedWord owner;  // hashes of the host's name and of the memory that its numbers are of (32 bits each)
};

struct alignas(64) JournalWords {
  // Of the hook's side.
  SharedWord wanted_until;  // tick: nobody wants to know what happens later
  SharedWord head;          // ticket of the next entry
  std::array<SharedWord, 6> unused;
  // Of the one program that gives it away.
  alignas(64) SharedWord claimed;  // number of the last batch of which all entries are marked; 0 = none was
  SharedWord acknowledged;         // ... that has arrived
  // Of the server's beginning and end.
  SharedWord closed;     // not 0: it ends, and nothing is given any more
  SharedWord discarded;  // entries before this ticket may have been given, though no mark says so
  SharedWord begins;     // entries before this ticket are of another group, and given to nobody
  SharedWord sure_from;  // tick: what clients did before elsewhere may have been poured already
  std::array<SharedWord, 2> unused_behind;
  std::array<JournalSlot, kJournalSlots> slots;
  std::array<OtherHostWords, kOtherHostRows> others;
};
static_assert(sizeof(JournalSlot) == 64 && kIsPlain<JournalWords>);

}  // namespace errwatch::store
