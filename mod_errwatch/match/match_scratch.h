// Memory that one thread needs while it classifies one entry, allocated beforehand. Most of it is there for
// long texts, and its pages come when they are first written to (match/zeroed_memory.h).
//
// A ScratchPool belongs to one process.
// Lease() takes a free scratch by one atomic exchange; it never waits and never allocates.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "match/normalize.h"
#include "match/prefilter.h"
#include "match/seen_entries.h"
#include "match/seen_texts.h"
#include "match/work.h"
#include "match/zeroed_memory.h"
#include "model/entry.h"

struct pcre2_real_match_data_8;
struct pcre2_real_match_context_8;

namespace errwatch {

// Bounds what a pattern may cost at one place of a text, and keeps the interpreter from growing its heap.
// What all places cost is bounded by `work`.
inline constexpr unsigned kMatchLimit = 20'000;
inline constexpr unsigned kHeapLimitKib = 20;

// One value of a field: a parameter, a cookie, a header line, or all of it. Views as in EntryText.
struct FieldValue {
  std::string_view sent;
  std::string_view text;  // decoded, as all normalised text
  bool hidden = false;    // it hides in what was sent: there is another value with the same `sent`
  bool plain = false;     // the two differ in letter case alone, and there is no line end
  bool rest = false;      // parts for which there was no room: looked at one by one (match/parts_left.h)
  bool member = false;    // it stands in another one, in JSON or the like: of use for SQL alone
};

// What a scratch has room for. All of it is 0 at first: nothing was seen.
struct ScratchRoom {
  // Everything the text pipeline needs: the fields as sent, their decoded forms, and what hides in those.
  // Those of a body stand last.
  static constexpr std::size_t kFieldTextBytes = 20 * kMaxFieldBytes;
  static constexpr std::size_t kHiddenBytes = 4 * (kFieldTextBytes / 2 + kMaxBodyBytes);
  static constexpr std::size_t kTextBytes = kFieldTextBytes + 2 * (kMaxBodyBytes + 1) + kHiddenBytes;

  std::array<char, kTextBytes> text;
  std::array<FieldValue, 1152> values;  // of all fields
  std::array<TextPart, 128> parts;      // of one field: what is more is one part together with the last
  SeenValues seen_values;
  SeenFields seen_fields;
  SeenEntries seen_entries;
  std::array<char, kMaxFieldBytes> message;  // without the document root
  std::array<char, 1024> user;               // of credentials
  // Without the rest of long runs.
  std::array<char, kMaxFieldBytes + 1> short_cookie;
  std::array<char, kMaxHeadersBytes + 1> short_headers;
  std::array<char, kMaxBodyBytes> part;  // one of those for which there is no TextPart, decoded
  // For the caller: where Entry::headers is put together. One byte more tells that there were more.
  std::array<char, kMaxHeadersBytes + 1> headers;
};

class MatchScratch {
  ZeroedArray<ScratchRoom> room_;

 public:
  static constexpr std::size_t kHiddenBytes = ScratchRoom::kHiddenBytes;
  static constexpr std::size_t kTextBytes = ScratchRoom::kTextBytes;

  MatchScratch();
  ~MatchScratch();
  MatchScratch(const MatchScratch&) = delete;
  MatchScratch& operator=(const MatchScratch&) = delete;

  // Makes this scratch fit for so many patterns and their prefilter (outside the hook).
  // Grows only: one scratch serves several sets of patterns. The error names the library that refused.
  Status Fit(std::size_t patterns, const Prefilter& filter);

  // As if nothing had been seen before: for whoever measures what a first look takes.
  void ForgetSeen() {
    seen_values = {};
    seen_fields = {};
    seen_entries = {};
  }

  pcre2_real_match_data_8* match_data = nullptr;
  pcre2_real_match_context_8* match_context = nullptr;
  Work work;
  ZeroedArray<uint64_t> candidates;  // one bit a rule of the largest rule set
  ZeroedArray<uint32_t> segments;    // where each candidate may match: Candidates::segments
  PrefilterScratch prefilter;

  // Of the room.
  decltype(ScratchRoom::text)& text;
  decltype(ScratchRoom::values)& values;
  decltype(ScratchRoom::parts)& parts;
  SeenValues& seen_values;
  SeenFields& seen_fields;
  SeenEntries& seen_entries;
  decltype(ScratchRoom::message)& message;
  decltype(ScratchRoom::user)& user;
  decltype(ScratchRoom::short_cookie)& short_cookie;
  decltype(ScratchRoom::short_headers)& short_headers;
  decltype(ScratchRoom::part)& part;
  decltype(ScratchRoom::headers)& headers;
};

class ScratchPool {
 public:
  // `count`: how many threads may classify at once. Allocates.
  explicit ScratchPool(std::size_t count);

  // Calls `make_ready(MatchScratch&)` for each; stops at the first error. Before anybody takes one.
  template <typename F>
  Status MakeReady(F make_ready) {
    for (const auto& slot : slots_) {
      if (Status ready = make_ready(slot->scratch); !ready) return ready;
    }
    return Ok{};
  }

  class Lease {
   public:
    Lease(ScratchPool* pool, std::size_t index) : pool_(pool), index_(index) {}
    Lease(Lease&& other) noexcept : pool_(other.pool_), index_(other.index_) { other.pool_ = nullptr; }
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    explicit operator bool() const { return pool_ != nullptr; }
    MatchScratch& operator*() const;

   private:
    ScratchPool* pool_;
    std::size_t index_;
  };

  // Empty when all are in use: the entry is then counted as unclassified. Async-signal-safe.
  // `hint` says where to begin looking, such as the number of the processor:
  // what it used last is in its cache.
  Lease Take(std::size_t hint) noexcept;

 private:
  struct Slot {
    MatchScratch scratch;
    std::atomic<bool> taken{false};
  };
  std::vector<std::unique_ptr<Slot>> slots_;
};

}  // namespace errwatch
