// Which targets a client has shown lately, as pure arithmetic on one 64-bit word: two sets of classes that
// begin anew every ten minutes.
//
//   bits  0-47  one bit for each class of what the client asked for itself
//   bits 48-55  ... of what a page can have laid for it (model/provenance.h): no page fills the client's own
//   bits 56-63  window: ticks / kTargetWindow, modulo 2^8
//
// A target is put into a class by a keyed hash, so that nobody can choose names that share one. Two targets
// in one class count as one: of n different targets about 48 * (1 - (1 - 1/48)^n) are told apart, 20 of 25
// and 30 of 46, which is more than limits need. From `crowded` classes on every target counts as new: whoever
// has shown so many in ten minutes asks for something else each time.
//
// A client of which nothing was heard for 42 hours 40 minutes is taken for one of the window before. What is
// known then is ten minutes' worth, once.
#pragma once

#include <bit>
#include <cstdint>

#include "base/ticks.h"

namespace errwatch {

inline constexpr uint64_t kTargetWindow = 10 * 60 * 100;  // ticks: ten minutes

struct TargetClasses {
  uint32_t first = 0;
  uint32_t count = 0;
  int crowded = 0;
  constexpr uint64_t map() const { return ((uint64_t{1} << count) - 1) << first; }
};
inline constexpr TargetClasses kOwnShapes{0, 48, 40};
// Of names alone, whatever their shapes: a crawl in haste must not hide in the classes.
inline constexpr TargetClasses kOwnTargets{0, 48, 24};
// Few, and soon crowded: what forges the headers of a browser is charged in full from about the seventh shape
// on.
inline constexpr TargetClasses kLaidShapes{48, 8, 5};
inline constexpr TargetClasses kLaidTargets{48, 8, 4};

// How a word stands to the window of `now`.
struct TargetWindow {
  static constexpr int kShift = 56;
  static constexpr uint64_t kMaps = (uint64_t{1} << kShift) - 1;

  constexpr TargetWindow(uint64_t word, Tick now)
      : window(now.value / kTargetWindow & 0xFF),
        since((window - (word >> kShift)) & 0xFF),
        maps(since <= 1 || OutOfOrder() ? word & kMaps : 0) {}
  constexpr bool OutOfOrder() const { return since == 0xFF; }  // its window is the one after

  uint64_t window;
  uint64_t since;  // windows, modulo 2^8
  uint64_t maps;   // what is known: of this window, and of the one before
};

struct TargetNoted {
  uint64_t word = 0;   // what to store
  uint64_t taken = 0;  // the bit of its class, when it was not taken before
  bool is_new = false;
};

// `hash`: of the target, keyed. `own`: classes that the same request has taken, which makes nothing known.
// What was known in the window before is still known when it comes first in a new one, so that whoever asks
// for one thing all day has shown one thing.
constexpr TargetNoted NoteTarget(uint64_t word, uint64_t hash, Tick now, const TargetClasses& classes,
                                 uint64_t own = 0) {
  const TargetWindow at(word, now);
  const uint64_t bit = uint64_t{1} << (classes.first + (hash >> 32) % classes.count);
  const bool is_new =
      (at.maps & ~own & bit) == 0 || std::popcount(at.maps & classes.map()) >= classes.crowded;
  const uint64_t kept = at.since == 1 ? 0 : at.maps;
  const uint64_t window = at.OutOfOrder() ? word & ~TargetWindow::kMaps : at.window << TargetWindow::kShift;
  return {kept | bit | window, bit & ~at.maps, is_new};
}

// How many classes are known at `now`.
constexpr int TargetCount(uint64_t word, Tick now, const TargetClasses& classes) {
  return std::popcount(TargetWindow(word, now).maps & classes.map());
}

}  // namespace errwatch
