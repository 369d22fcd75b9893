// What clients did, one after the other: of each that has a score or was blocked the last records, in shared
// memory. A bounded table beside that of the clients, which holds a story for one place in thirty-two there.
//
// A newcomer takes the place of the story that is missed least: never that of a client that is blocked while
// there is another, and never by one that is not blocked itself. Then the lesser score counts (halved for
// each minute since), then who was not seen for longest.
//
// Writers claim a ticket of the story, mark the record as being written, store its words, then publish it
// with a checksum over the client, the ticket and the words. A reader takes a record only when the checksum
// holds: what a writer left that was killed, what two of them mixed, what another client's story left, and
// pages of a copy from two moments do not fit.
//
// All functions but ForEach are async-signal-safe, allocate nothing (but for Find) and look at one set.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/ticks.h"
#include "store/client_key.h"
#include "store/story_layout.h"
#include "store/story_record.h"

namespace errwatch::store {

struct Story {
  uint64_t told = 0;                 // records so far; 0 = not known
  std::vector<StoryRecord> records;  // that are left, the oldest first
  uint32_t denials = 0;              // since the last record of a block
  Tick denied_first, denied_last;
};

class ClientStoriesReader {
 public:
  explicit ClientStoriesReader(std::span<const StorySet> sets) : sets_(sets) {}

  // Empty where there is none.
  std::optional<Story> Find(Fingerprint client) const;
  // Has the processor fetch where a story is looked for, while other work is done.
  void Prefetch(Fingerprint client) const noexcept { __builtin_prefetch(&sets_[SetIndexOf(client)]); }
  // told(Fingerprint, const Story&) of each, in no order.
  template <typename F>
  void ForEach(F&& told) const {
    for (const StorySet& set : sets_) {
      for (const SharedWord& print : set.prints) {
        // relaxed: what lies there says itself whose it is
        const Fingerprint client = print.load(std::memory_order_relaxed);
        if (client == 0) continue;
        if (const std::optional<Story> story = Find(client)) told(client, *story);
      }
    }
  }
  uint32_t capacity() const { return static_cast<uint32_t>(sets_.size()) * kStoryWays; }

 protected:
  std::size_t SetIndexOf(Fingerprint client) const noexcept;
  static int FindWay(const StorySet& set, Fingerprint client) noexcept;

 private:
  std::span<const StorySet> sets_;
};

// Names a record of a client's for Answer; 0 = none.
using StoryTicket = uint64_t;

class ClientStories : public ClientStoriesReader {
 public:
  explicit ClientStories(std::span<StorySet> sets) : ClientStoriesReader(sets), sets_(sets) {}

  // Adds a record, beginning a story if need be. 0 when there is no place for it. What begins or ends a block
  // takes the denials since the last such record along: `count` and its times are the story's own then.
  StoryTicket Tell(Fingerprint client, const StoryEvent& event) noexcept;
  // ... only where there is a story already.
  void TellMore(Fingerprint client, const StoryEvent& event) noexcept;
  // The request of that record was answered so.
  void Answer(Fingerprint client, StoryTicket ticket, uint16_t status) noexcept;
  // A request was denied; for who has no story nothing.
  void CountDenial(Fingerprint client, Tick now) noexcept;

 private:
  // Where a story lies.
  struct Place {
    StoryWords* words = nullptr;
    std::array<StoryRecordWords, kStoryRecords>* records = nullptr;
  };
  Place PlaceOf(Fingerprint client) noexcept;
  Place Claim(Fingerprint client, bool blocked, Tick now) noexcept;
  StoryTicket Append(Place place, Fingerprint client, const StoryEvent& event) noexcept;

  std::span<StorySet> sets_;
};

}  // namespace errwatch::store
