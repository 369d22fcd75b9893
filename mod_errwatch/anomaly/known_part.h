// A place of a model's table: one part of requests that a site knows. One word, so that it may lie in memory
// that many processes change.
//
//   bits 63-40  of the part's print; all 0: free
//   bits 39-25  of the print of the first client that sent it
//   bit  24     another client sent it, too: what one alone sends is not known
//   bits 23-0   how often
#pragma once

#include <cstddef>
#include <cstdint>

namespace errwatch {

// The places that a part may stand in, from its print: so many behind each other.
inline constexpr std::size_t kProbes = 8;
// The first of them. REQUIRES: places is a power of two, at least kProbes.
constexpr std::size_t FirstPlace(uint64_t print, std::size_t places) {
  return static_cast<std::size_t>(print & (places - 1) & ~uint64_t{kProbes - 1});
}

constexpr uint64_t kPartCount = (uint64_t{1} << 24U) - 1;
constexpr uint64_t kSeveralClients = uint64_t{1} << 24U;

constexpr uint64_t TagOf(uint64_t print) { return (print >> 40U) == 0 ? 1 : print >> 40U; }
constexpr uint64_t ClientTag(uint64_t client) { return client & 0x7fffU; }

constexpr bool IsOf(uint64_t word, uint64_t print) { return word >> 40U == TagOf(print); }
constexpr bool IsKnown(uint64_t word, uint64_t print) {
  return IsOf(word, print) && (word & kSeveralClients) != 0;
}
constexpr uint64_t TimesSent(uint64_t word) { return word & kPartCount; }

constexpr uint64_t FirstSeen(uint64_t print, uint64_t client) {
  return TagOf(print) << 40U | ClientTag(client) << 25U | 1U;
}
// The part was sent once more.
constexpr uint64_t SeenAgain(uint64_t word, uint64_t client) {
  if (((word >> 25U) & 0x7fffU) != ClientTag(client)) word |= kSeveralClients;
  return TimesSent(word) == kPartCount ? word : word + 1;
}
// Which of two parts is to give way where there is no room: the one that only one client sent, then the
// seldomer.
constexpr bool IsWorthLess(uint64_t a, uint64_t b) {
  const bool several_a = (a & kSeveralClients) != 0;
  const bool several_b = (b & kSeveralClients) != 0;
  return several_a != several_b ? several_b : TimesSent(a) < TimesSent(b);
}

// Of a place that `word` holds, which is the one to give way, when another part comes. What several clients
// sent is not displaced by what one sends; but it ages with each that finds no room, until it is as seldom as
// such a part can be. Else the first to come would fill the table for good.
constexpr uint64_t MakingWay(uint64_t word, uint64_t entering) {
  constexpr uint64_t kFewest = 2;
  return (word & kSeveralClients) != 0 && TimesSent(word) > kFewest ? word - 1 : entering;
}

}  // namespace errwatch
