// What happened to clients on this host, for other hosts to know: a ring in shared memory. Processes
// of httpd and the command line note, one program (`errwatch exchange`) reads, and marks what it gave
// away. While nobody wants it, noting is one load.
//
//   word 0      sequence: 2 * ticket + 1 while the entry is written, 2 * ticket + 2 once it is whole
//   word 1      checksum of the ticket and of words 2 to 6
//   word 2      kind (4 bits) scope (8) bucket's tag (8) bits of a range (7; 0 = a client) at the peer (1)
//               quanta (32)
//   word 3      time: tick (37), and by how many ticks later it counts (27), of the reader
//   word 4      end of a block: tick (37)
//   words 5-6   client, or the first address of the range
//   word 7      the reader's mark: low half of the ticket (32) number of the batch that it was given in (32)
//
// Writers and the reader as in incident_ring.h; here a writer that died is waited for by the reader's
// own clock.
#pragma once

#include <cstdint>
#include <optional>

#include "base/ticks.h"
#include "model/client_address.h"
#include "store/journal_layout.h"

namespace errwatch::store {

// Numbers are stored: add at the end, with a new layout version.
enum class JournalKind : uint8_t {
  kPour,     // into the client's bucket
  kForgive,  // taken out of it again
  kBlock,
  kUnblock,
  kAllow,     // at run time
  kDisallow,  // the end of that
  kUnblockAll,
};
inline constexpr uint8_t kJournalKindCount = 7;
// Else it is a decision.
constexpr bool IsOfBucket(JournalKind kind) {
  return kind == JournalKind::kPour || kind == JournalKind::kForgive;
}
constexpr bool HasEnd(JournalKind kind) { return kind == JournalKind::kBlock || kind == JournalKind::kAllow; }
// What is decided in every scope at once.
constexpr bool IsOfEveryScope(JournalKind kind) {
  return kind == JournalKind::kUnblock || kind == JournalKind::kUnblockAll || kind == JournalKind::kAllow ||
         kind == JournalKind::kDisallow;
}

// While nobody comes for it, what happens is noted for so long.
inline constexpr Milliseconds kJournalWanted{3'600'000};

struct JournalEntry {
  JournalKind kind = JournalKind::kPour;
  uint8_t scope = 0;       // index into the header's scope names
  uint8_t tag = 0;         // of the bucket; of a block its reason, 0 = by an administrator
  uint8_t range_bits = 0;  // not 0: `client` is the first address of so wide a range (model/client_range.h)
  uint32_t quanta = 0;
  Tick time;   // once Settle was told: at which it counts
  Tick until;  // of a block, and of who is allowed
  ClientAddress client;
  bool at_peer = false;  // rests on what was logged before it was known whom the peer speaks for
  bool operator==(const JournalEntry&) const = default;
};

class JournalReader {
 public:
  explicit JournalReader(const JournalWords* words) : words_(words) {}

  uint64_t head() const noexcept;  // ticket of the next entry
  // The oldest ticket that may be left.
  uint64_t oldest() const noexcept;
  // Empty: it is being written, was never finished, or was overwritten.
  std::optional<JournalEntry> Read(uint64_t ticket) const noexcept;
  // Whether the slot holds a newer entry, or this one whole: waiting is of no use.
  bool IsSettled(uint64_t ticket) const noexcept;
  // The batch that it was given in, by its low half; 0 = none.
  uint32_t GivenIn(uint64_t ticket) const noexcept;

  // What Resume found: pours before this ticket are not given, and what others poured before this moment is
  // not taken in.
  uint64_t discarded() const noexcept;
  Tick sure_from() const noexcept;

  uint64_t claimed() const noexcept;
  uint64_t acknowledged() const noexcept;

 private:
  const JournalWords* words_;
};

class Journal : public JournalReader {
 public:
  explicit Journal(JournalWords* words) : JournalReader(words), words_(words) {}

  // In the hook: one load where nobody wants it. Async-signal-safe, bounded.
  void Note(const JournalEntry& entry) noexcept;

  // By the server's parent: before it writes its last copy, and after it has read one. One that was not
  // closed is older than what was given and taken in: to count less is better than to count twice.
  void Close() noexcept;
  void Resume(Tick now) noexcept;
  // ... and where another group is to be told from now on: of what was before it hears nothing.
  void Forget() noexcept;

  // The server ends: what was marked is, before this, in the last copy of the memory, or is not to be given.
  bool IsClosed() noexcept;

  // For the one program that gives it away. Until then entries are noted.
  void WantUntil(Tick until) noexcept;
  // Batches are numbered in one row, from the time in milliseconds at which the first was given: so in
  // a new memory they go on behind those of a former one. Before all of a batch are marked it is not
  // claimed; one that was begun and not claimed was never given.
  void Mark(uint64_t ticket, uint32_t batch) noexcept;
  void Claim(uint64_t batch) noexcept;
  // What was decided counts from a later time on than the clock of who decided says, 15 days at most.
  void Settle(uint64_t ticket, Tick time) noexcept;
  void Acknowledge(uint64_t batch) noexcept;

 private:
  JournalWords* words_;
};

}  // namespace errwatch::store
