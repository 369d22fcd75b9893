#include "store/unusual_told.h"

#include "store/hourly_count.h"

namespace errwatch::store {
namespace {

// What the place of a client in the table says of it, beside the tick.
uint64_t PrintBitsOf(Fingerprint client) { return client << kTickBits; }

}  // namespace

bool UnusualTold::Take(Fingerprint client, Tick now) noexcept {
  SharedWord& place = table_.told[(client >> 27U) % kUnusualPlaces];
  // relaxed, all: the word is whole by itself. Two at once are told twice at most.
  const uint64_t word = place.load(std::memory_order_relaxed);
  const Tick told{word & kMaxTick};
  const bool is_own = word != 0 && (word & ~kMaxTick) == PrintBitsOf(client);
  if (is_own && !IsBeyondSkew(told, now) && TicksSince(told, now) < kHourTicks) return false;
  if (FirstIn(AddTo(table_.told_this_hour, Pair(true, false), now)) > kMostUnusualAnHour) return false;
  place.store(PrintBitsOf(client) | (now.value & kMaxTick), std::memory_order_relaxed);
  return true;
}

}  // namespace errwatch::store
