// How much a client gets of what it asks for, as pure arithmetic on 32 bits: people mostly get an answer,
// scanners seldom.
//
//   bits  0-4   succeeded: responses below 400, up to 31
//   bits  5-15  failed: other responses, and entries without one, up to 2047
//   bits 16-31  window: ticks / kRecordWindow, modulo 2^16
//
// Both halve with each window that passes; that something succeeded at all is known for a day. The small
// upper bound of what succeeded is on purpose: nobody can save up credit for a scan.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/ticks.h"

namespace errwatch {

inline constexpr uint64_t kRecordWindow = 5 * 60 * 100;  // ticks: five minutes
inline constexpr uint32_t kSuccessWindows = 24 * 60 / 5;

struct TrackRecord {
  uint32_t succeeded = 0;
  uint32_t failed = 0;

  static constexpr uint32_t kMostSucceeded = 31;
  static constexpr uint32_t kMostFailed = 2047;
  constexpr bool operator==(const TrackRecord&) const = default;

  // What the client is known to get weighs for it only from here on: one page, or a page and its parts.
  constexpr bool Known() const { return succeeded >= 4; }
  // Most of what it asked for it got.
  constexpr bool Good() const { return Known() && succeeded >= failed; }
  // So much of it failed that nobody goes on by hand.
  constexpr bool Vain() const { return failed >= 4 && !Fair(); }
  // ... at least a fifth.
  constexpr bool Fair() const { return Known() && succeeded * 4 >= failed; }
};

// `now` is of the window that the record is of, or of the one before: who reads its clock a moment earlier
// than another that has begun a window goes on with that.
struct RecordWindow {
  constexpr RecordWindow(uint32_t bits, Tick now)
      : number(static_cast<uint32_t>(now.value / kRecordWindow) & 0xFFFF),
        passed((number - (bits >> 16)) & 0xFFFF) {
    if (passed != 0xFFFF) return;
    number = bits >> 16;
    passed = 0;
  }
  uint32_t number;
  uint32_t passed;  // since that of the record
};

constexpr TrackRecord UnpackRecord(uint32_t bits, Tick now) {
  const uint32_t passed = RecordWindow(bits, now).passed;
  const uint32_t halvings = std::min(passed, 11U);
  const uint32_t succeeded = bits & 31;
  const uint32_t least = succeeded != 0 && passed < kSuccessWindows ? 1 : 0;
  return {std::max(succeeded >> halvings, least), (bits >> 5 & 2047) >> halvings};
}

constexpr uint32_t NoteOutcome(uint32_t bits, bool succeeded, Tick now) {
  TrackRecord record = UnpackRecord(bits, now);
  succeeded ? ++record.succeeded : ++record.failed;
  return std::min(record.succeeded, TrackRecord::kMostSucceeded) |
         std::min(record.failed, TrackRecord::kMostFailed) << 5 | RecordWindow(bits, now).number << 16;
}

// Nothing would change: most responses of a busy visitor need not be written.
constexpr bool IsFullOfSuccess(uint32_t bits, Tick now) {
  return UnpackRecord(bits, now).succeeded == TrackRecord::kMostSucceeded &&
         RecordWindow(bits, now).passed == 0;
}

}  // namespace errwatch
