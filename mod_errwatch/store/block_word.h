// Whether and until when a client is blocked, in one word:
// one compare-and-swap decides who opens an incident.
//
//   bits  0-36  until (tick; 0 = never blocked)
//   bits 37-41  strikes
//   bits 42-46  reason (model/bucket_tag.h; 0 = by hand)
//   bit     47  by hand
//   bit     48  detection only (counts as blocked for nobody's request)
//   bit     49  its end was announced
//   bit     50  foreign only: denies requests that a page can have laid for the client (model/provenance.h)
//   bit     51  its strikes come from blocks that only detected
//   bit     52  foreign only, but links too
//   bit     53  foreign only, but pictures of this site too
//   bit     54  at the peer: rests on what httpd logged before it knew whom the peer speaks for
//   bits 55-63  generation: changes when the way is taken over, so that a late writer for the former client
//               fails
#pragma once

#include <cstdint>

#include "base/ticks.h"
#include "model/provenance.h"

namespace errwatch::store {

inline constexpr uint16_t kMaxGeneration = 0x1FF;

struct BlockWord {
  Tick until;
  uint8_t strikes = 0;
  uint8_t reason = 0;
  bool by_hand = false;
  bool detection_only = false;
  bool end_announced = false;
  bool foreign_only = false;
  bool strikes_detected = false;
  bool links_too = false;
  bool pictures_too = false;
  bool at_peer = false;
  uint16_t generation = 0;
  constexpr bool operator==(const BlockWord&) const = default;
  constexpr bool Active(Tick now) const { return until > now; }
};

// Whether a sweep announces the end of a block. That of one among thousands of a list nobody wants to read.
enum class Ending : uint8_t { kTold, kSilent };

// What a gate does with a request of a client that the table knows: httpd's gates, and the replay of a log.
enum class Passage : uint8_t { kFree, kWouldBeDenied, kDenied };

// A visitor who was led to something hostile by a page goes on reading, here and by links from elsewhere:
// what is denied is of the kind that brought the evidence.
constexpr bool Concerns(const BlockWord& block, Provenance provenance) {
  if (!block.foreign_only) return true;
  if (provenance == Provenance::kForeignLink) return block.links_too;
  if (provenance == Provenance::kOwnPicture) return block.pictures_too;
  return provenance == Provenance::kForeignPage;
}

// `detection_only`: ErrWatchEngine at the gate. `provenance`: of the request; asked for where foreign_only
// alone.
constexpr Passage PassageOf(const BlockWord& block, bool detection_only, Provenance provenance, Tick now) {
  if (!block.Active(now) || !Concerns(block, provenance)) return Passage::kFree;
  return block.detection_only || detection_only ? Passage::kWouldBeDenied : Passage::kDenied;
}

constexpr uint64_t Pack(const BlockWord& w) {
  return (w.until.value & kMaxTick) | uint64_t{w.strikes & 31U} << 37 | uint64_t{w.reason & 31U} << 42 |
         uint64_t{w.by_hand} << 47 | uint64_t{w.detection_only} << 48 | uint64_t{w.end_announced} << 49 |
         uint64_t{w.foreign_only} << 50 | uint64_t{w.strikes_detected} << 51 | uint64_t{w.links_too} << 52 |
         uint64_t{w.pictures_too} << 53 | uint64_t{w.at_peer} << 54 |
         static_cast<uint64_t>(w.generation & kMaxGeneration) << 55;
}

constexpr BlockWord UnpackBlock(uint64_t word) {
  return {{word & kMaxTick},
          static_cast<uint8_t>(word >> 37 & 31U),
          static_cast<uint8_t>(word >> 42 & 31U),
          (word >> 47 & 1U) != 0,
          (word >> 48 & 1U) != 0,
          (word >> 49 & 1U) != 0,
          (word >> 50 & 1U) != 0,
          (word >> 51 & 1U) != 0,
          (word >> 52 & 1U) != 0,
          (word >> 53 & 1U) != 0,
          (word >> 54 & 1U) != 0,
          static_cast<uint16_t>(word >> 55)};
}

}  // namespace errwatch::store
