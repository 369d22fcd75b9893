// The last incidents, in shared memory: what was found, about whom, and on what evidence. Also the queues
// from which messages and events are written, outside the error_log hook.
//
// Writers claim a ticket, mark the slot as being written, store the words, then publish the ticket. A reader
// takes a record only when the ticket was there before and after and the checksum holds; a writer killed in
// between leaves a slot that nobody takes for a record.
//
//   word 0      sequence: 2 * ticket + 1 while the record is written, 2 * ticket + 2 once it is whole
//   word 1      checksum of the ticket and of all the words that follow
//   word 2      kind (8 bits) category's number (8) limit (8) scope (8) strikes (8) status (16)
//               foreign only (1) bits of a range (7; 0 = of a client)
//   word 3      rule (32) score (32)                    word 4      capacity (32) log id (32)
//   word 5      time (37) attack that it joined (2) and how many times it weighs for that (9; 0 = it was
//               blocked for it, 1 = that is only told), poured (16)
//   word 6      until; of the end of a block what it was
//               An anomaly has its kind in place of the strikes, what was seen and expected in place of score and
//               capacity, and in word 6 when it began (37) and how many clients took part (27).
//   words 7-8   client
//   word 9      lengths of the first six texts (8 bits each), one more than where it was found (4), lengths of
//               the last two (6 bits each; 63: the second is the first)
//   words 10-63 texts, one behind the other: virtual host (64 bytes at most), method (16), field (32),
//               excerpt (72), URI (192), message (128), name of the request in httpd's logs (36) and by
//               mod_unique_id (36)
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/ticks.h"
#include "model/anomaly.h"
#include "model/category.h"
#include "model/client_address.h"
#include "model/incident_kind.h"
#include "model/joined_attack.h"
#include "model/target.h"
#include "store/segment_layout.h"

namespace errwatch::store {

// Of texts that are longer than what a record holds both ends are kept (base/both_ends.h): vhost 64, method
// 16, field 32, excerpt 72, uri 192 and message 128 bytes, and of the last two together what the others leave
// of 432. Of the message only what is no secret (model/secret_text.h); the others come without any.
struct Incident {
  IncidentKind kind = IncidentKind::kBlock;
  Category category = Category::kBenign;  // of the entry that was the last straw
  uint8_t limit = 0;                      // tag of the bucket that overflowed (TagOf or kAnyTag); 0 = none
  uint8_t scope = 0;                      // index into the header's scope names
  uint8_t strikes = 0;
  bool foreign_only = false;  // of the block (store/block_word.h)
  uint8_t range_bits = 0;     // `client` is the first address of so wide a range; 0 = it is a client
  uint32_t rule = 0;
  uint32_t score = 0;     // units reached
  uint32_t capacity = 0;  // units of the limit
  uint16_t status = 0;    // response status, where known
  uint32_t log_id = 0;    // AH number
  Tick time;
  Tick until;                      // end of the block, 0 = none
  std::optional<Anomaly> anomaly;  // kAnomaly, and no other, has one; then score, capacity, strikes are 0
  Tick ended;  // kExpired, kUnblocked: the end that the block had, where it is known; they have no other
  ClientAddress client;
  uint16_t poured = 0;  // kEntry: quanta of 1/64 unit
  // kBlock, kDetection: charged more as one of many. kEntry: one of many. kTakeover: the account was attacked
  // by many.
  std::optional<JoinedAttack> joined;
  std::optional<Target> found;  // where the evidence is, as far as a rule looks for it in a text
  std::string_view vhost, method, field, excerpt, uri, message;  // field: of `found`; excerpt: of its value
  // The names that the request has in httpd's logs (%L) and by mod_unique_id.
  std::string_view request_log_id, unique_id;
};

// A record read back: owns its texts.
struct IncidentRecord {
  uint64_t ticket = 0;
  Incident incident;  // its views point into `text`
  std::array<char, 432> text{};
  IncidentRecord() = default;
  IncidentRecord(const IncidentRecord& other);
  IncidentRecord& operator=(const IncidentRecord& other);
};

// The messages, or one of the event logs. Each has a place of its own in the ring: who waits with the one
// does not hold up the others.
class IncidentQueue {
 public:
  constexpr IncidentQueue() = default;  // the messages
  // REQUIRES: log < kMaxEventLogs.
  static constexpr IncidentQueue OfEventLog(uint32_t log) { return IncidentQueue(log); }
  constexpr auto& CursorIn(auto& ring) const {
    return log_ == kNone ? ring.messages : ring.event_logs[log_].cursor;
  }

 private:
  static constexpr uint32_t kNone = kMaxEventLogs;
  constexpr explicit IncidentQueue(uint32_t log) : log_(log) {}
  uint32_t log_ = kNone;
};

class IncidentRingReader {
 public:
  // `ring` belongs to the segment; capacity is a power of two and comes from private memory.
  IncidentRingReader(const IncidentSlot* slots, uint32_t capacity, const RingWords* ring)
      : slots_(slots), capacity_(capacity), ring_(ring) {}

  // The record of a ticket; empty when it was overwritten, is being written, or is not to be believed.
  std::optional<IncidentRecord> Read(uint64_t ticket) const noexcept;
  uint64_t head() const noexcept;  // ticket of the next record

  // Two loads; for callers that ask on every request.
  bool HasUntaken(IncidentQueue queue = {}) const noexcept;
  // So many wait that the oldest are soon overwritten.
  bool IsCrowded(IncidentQueue queue) const noexcept;
  // Whether nobody has taken this record yet; and whether it is soon overwritten as well.
  bool IsUntaken(uint64_t ticket, IncidentQueue queue = {}) const noexcept {
    // relaxed: a hint; TakeNext looks properly
    return queue.CursorIn(*ring_).taken.load(std::memory_order_relaxed) <= ticket;
  }
  bool IsAtRisk(uint64_t ticket, IncidentQueue queue = {}) const noexcept {
    return IsUntaken(ticket, queue) && head() - ticket >= capacity_ / 2;
  }

 protected:
  uint32_t capacity() const { return capacity_; }

 private:
  uint64_t Untaken(IncidentQueue queue) const noexcept;

  const IncidentSlot* slots_;
  uint32_t capacity_;
  const RingWords* ring_;
};

class IncidentRing : public IncidentRingReader {
 public:
  IncidentRing(IncidentSlot* slots, uint32_t capacity, RingWords* ring)
      : IncidentRingReader(slots, capacity, ring), slots_(slots), ring_(ring) {}

  // Async-signal-safe, no allocation, bounded.
  uint64_t Append(const Incident& incident) noexcept;

  // Hands out each record once over all processes: the oldest that nobody has taken. Empty when there is none
  // (yet). `lost` is increased by records that were overwritten, or left unfinished by a dead writer, before
  // anybody took them. A record that is still being written is waited for (by returning empty) until half the
  // ring has been written after it, or kWriterGrace ticks have passed since a taker first met it: then its
  // writer is dead and it is lost.
  std::optional<IncidentRecord> TakeNext(Tick now, uint64_t* lost, IncidentQueue queue = {}) noexcept;
  // Moves past what was overwritten before anybody took it, and returns how much of it this call counted.
  uint64_t SkipOverwritten(IncidentQueue queue) noexcept;

  static constexpr uint64_t kWriterGrace = 200;  // ticks: two seconds

 private:
  RingCursor& CursorOf(IncidentQueue queue) const noexcept { return queue.CursorIn(*ring_); }
  bool GaveUpWaiting(RingCursor& cursor, uint64_t ticket, uint64_t head, Tick now) noexcept;

  IncidentSlot* slots_;
  RingWords* ring_;
};

}  // namespace errwatch::store
