// What happened to clients on this host, for other hosts to know: a ring in shared memory. Processes
// of httpd and the command line note, one program (`errwatch exchange`) reads, and marks what it gave
// away. While nobody wants it, noting is one load.
//
//   word 0      sequence: 2 * ticket + 1 while the entry is written, 2 * ticket + 2 once it is whole
//   word 1      checksum of the ticket and of words 2 to 6
//   word 2      kind (4 bits) scope (8) bucket's tag (8) bits of a range (8; 0 = a client) quanta (32)
//   word 3      time: tick (37)                          word 4      end of a block: tick (37)
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
};
inline constexpr uint8_t kJournalKindCount = 4;

struct JournalEntry {
  JournalKind kind = JournalKind::kPour;
  uint8_t scope = 0;       // index into the header's scope names
  uint8_t tag = 0;         // of the bucket; of a block its reason, 0 = by an administrator
  uint8_t range_bits = 0;  // not 0: `client` is the first address of so wide a range (model/client_range.h)
  uint32_t quanta = 0;
  Tick time;
  Tick until;  // of a block
  ClientAddress client;
  bool operator==(const JournalEntry&) const = default;
};

class JournalReader {
 public:
  explicit JournalReader(const JournalWords* words) : words_(words) {}

  uint64_t head() const noexcept;  // ticket of the next entry
  // The oldest ticket that may be left.
  uint64_t oldest() const noexcept { return head() > kJournalSlots ? head() - kJournalSlots : 0; }
  // Empty: it is being written, was never finished, or was overwritten.
  std::optional<JournalEntry> Read(uint64_t ticket) const noexcept;
  // Whether the slot holds a newer entry, or this one whole: waiting is of no use.
  bool IsSettled(uint64_t ticket) const noexcept;
  // The batch that it was given in, by its low half; 0 = none.
  uint32_t GivenIn(uint64_t ticket) const noexcept;

  uint64_t claimed() const noexcept;
  uint64_t acknowledged() const noexcept;
  // Whether httpd is about to end: what changes here now may be in no copy.
  bool ended() const noexcept;

 private:
  const JournalWords* words_;
};

class Journal : public JournalReader {
 public:
  explicit Journal(JournalWords* words) : JournalReader(words), words_(words) {}

  // In the hook: one load where nobody wants it. Async-signal-safe, bounded.
  void Note(const JournalEntry& entry) noexcept;

  // For the one program that gives it away. Until then entries are noted.
  void WantUntil(Tick until) noexcept;
  // Batches are numbered in one row, from the time in milliseconds at which the first was given: so in
  // a new memory they go on behind those of a former one. Before all of a batch are marked it is not
  // claimed; one that was begun and not claimed was never given.
  void Mark(uint64_t ticket, uint32_t batch) noexcept;
  void Claim(uint64_t batch) noexcept;
  void Acknowledge(uint64_t batch) noexcept;

  // For httpd's parent. Before the last copy is written.
  void End() noexcept;
  // Of a copy that was read. One that is not the last is of a server that was killed: of what it holds
  // nobody knows what was given meanwhile. So no pour of it is given any more, since nothing may count
  // twice; decisions are, which may. Numbers go on behind all that can have been given.
  void Resume(Tick now) noexcept;

 private:
  JournalWords* words_;
};

}  // namespace errwatch::store
