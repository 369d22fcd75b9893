#include "store/client_table.h"

#include <cstring>

#include "model/bucket_tag.h"
#include "store/client_set.h"
#include "store/last_hashes.h"
#include "store/siphash.h"

namespace errwatch::store {
namespace {

// Ticks in which a score counts half for whether it may be displaced: the window of most limits.
constexpr uint64_t kHalfStaleBucket = 10 * 60 * 100;

PourResult PourAny(SharedWord& word, uint32_t quanta, const BucketShape& shape, Tick now) {
  // relaxed, here and below: a score orders nothing but itself
  uint64_t seen = word.load(std::memory_order_relaxed);
  for (int i = 0; i < kMaxTries; ++i) {
    const Poured poured = Pour(Unpack(seen), kAnyTag, quanta, shape, now);
    if (word.compare_exchange_weak(seen, Pack(poured.bucket), std::memory_order_relaxed,
                                   std::memory_order_relaxed)) {
      return {true, poured.overflow, poured.level};
    }
  }
  return {};
}

// Which of a client's words a category goes into:
// its own, else the first unused, else the one that is missed least.
struct BucketChoice {
  uint32_t index = 0;
  uint64_t seen = 0;
  bool evicts = false;
};

BucketChoice ChooseBucket(const ClientWords& client, uint8_t tag, Tick now) {
  BucketChoice least;
  uint64_t least_level = UINT64_MAX;
  Tick least_stamp;
  for (uint32_t i = 0; i < kCategoryBuckets; ++i) {
    // relaxed: the compare-and-swap decides
    const uint64_t word = client.buckets[i].load(std::memory_order_relaxed);
    const Bucket bucket = Unpack(word);
    if (bucket.tag == tag || bucket.tag == 0) return {i, word, false};
    // What lies there for long has leaked meanwhile, at a rate that only its category's limit tells.
    const uint64_t age = TicksSince(bucket.stamp, now) / kHalfStaleBucket;
    const uint64_t level = age >= kLevelBits ? 0 : bucket.level >> age;
    if (level < least_level || (level == least_level && bucket.stamp < least_stamp)) {
      least = {i, word, level != 0};
      least_level = level;
      least_stamp = bucket.stamp;
    }
  }
  return least;
}

PourResult PourCategory(ClientWords& client, uint8_t tag, uint32_t quanta, const BucketShape& shape, Tick now,
                        Counters& counters) {
  for (int i = 0; i < kMaxTries; ++i) {
    BucketChoice choice = ChooseBucket(client, tag, now);
    const Poured poured = Pour(Unpack(choice.seen), tag, quanta, shape, now);
    // relaxed: a score orders nothing but itself.
    // After a failure the word may belong to another category: choose again.
    if (client.buckets[choice.index].compare_exchange_strong(
            choice.seen, Pack(poured.bucket), std::memory_order_relaxed, std::memory_order_relaxed)) {
      if (choice.evicts) counters.Add(Counter::kBucketEvictions);
      return {true, poured.overflow, poured.level};
    }
  }
  return {};
}

// Adds 1 to one half of the word; the low half must never carry into the high one, so both stop well before
// their end.
void CountUp(SharedWord& counts, int shift) {
  constexpr uint64_t kFull = 0xFFFF0000;
  // relaxed: display only
  if ((counts.load(std::memory_order_relaxed) >> shift & 0xFFFFFFFF) < kFull) {
    counts.fetch_add(uint64_t{1} << shift, std::memory_order_relaxed);
  }
}

// The other half, what the client gets of what it asks for, stays.
void SetLastRule(SharedWord& origin, uint32_t rule) {
  // relaxed, both: display only
  uint64_t seen = origin.load(std::memory_order_relaxed);
  for (int i = 0; i < kMaxTries; ++i) {
    const uint64_t next = (seen & ~uint64_t{0xFFFFFFFF}) | rule;
    if (origin.compare_exchange_weak(seen, next, std::memory_order_relaxed, std::memory_order_relaxed))
      return;
  }
}

// As found; none when the tag is impossible, or not for others' eyes.
Bucket BelievedAny(uint64_t word) {
  const Bucket bucket = Unpack(word);
  return bucket.tag == kAnyTag ? bucket : Bucket{};
}
Bucket BelievedCategory(uint64_t word) {
  const Bucket bucket = Unpack(word);
  return CategoryOfTag(bucket.tag) ? bucket : Bucket{};
}

}  // namespace

uint64_t ScopeHash(std::string_view name) { return SipHash(kPublicKey, name.data(), name.size()); }

ClientKey ClientTableReader::KeyOf(const ClientAddress& address, uint64_t scope) const noexcept {
  ClientKey key;
  key.address = address.Masked(prefix_);
  key.scope = scope;
  LastHashes<sizeof scope + 16>::Input input;
  std::memcpy(input.data(), &scope, sizeof scope);
  std::memcpy(input.data() + sizeof scope, key.address.bytes().data(), 16);
  key.fingerprint = PrintOfHash(LastHashes<input.size()>::Of(key_, input) & kFingerprintMask);
  return key;
}

std::optional<BlockWord> ClientTableReader::FindBlock(const ClientKey& key) const noexcept {
  return StrongestBlock(sets_[SetIndexOf(key)], key.fingerprint);
}

std::optional<ClientView> ClientTableReader::Find(const ClientKey& key) const noexcept {
  const Set& set = sets_[SetIndexOf(key)];
  const int way = FindWay(set, key.fingerprint);
  if (way < 0) return std::nullopt;
  ClientView view = View(set, static_cast<uint32_t>(way));
  if (view.fingerprint != key.fingerprint) return std::nullopt;  // evicted in between
  return view;
}

PourResult ClientTable::Pour(const ClientKey& key, uint8_t tag, uint32_t quanta, const BucketShape& shape,
                             Tick now) noexcept {
  Set& set = SetOf(key);
  const int way = ClaimWay(set, key, Newcomer::kEvidence, now, counters_);
  if (way < 0) return {};
  const auto index = static_cast<uint32_t>(way);
  ClientWords& client = set.clients[index];
  const PourResult result = tag == kAnyTag ? PourAny(client.any, quanta, shape, now)
                                           : PourCategory(client, tag, quanta, shape, now, counters_);
  // acquire: a hint for the count of lost races only;
  // an eviction after this line is not noticed, and harms as little.
  if (!result.tracked || !Names(set.fingerprints[index].load(std::memory_order_acquire), key.fingerprint)) {
    counters_.Add(Counter::kLostRaces);
    return {};
  }
  return result;
}

void ClientTable::Touch(const ClientKey& key, uint32_t rule, uint8_t scope_index, Tick now) noexcept {
  Set& set = SetOf(key);
  const int way = FindWay(set, key.fingerprint);
  if (way < 0) return;
  ClientWords& client = set.clients[static_cast<uint32_t>(way)];
  // relaxed, all: display, and a hint for evictions.
  // The address is missing when its inserter died at that moment.
  if (client.address_low.load(std::memory_order_relaxed) != key.address.low() ||
      client.address_high.load(std::memory_order_relaxed) != key.address.high()) {
    client.address_high.store(key.address.high(), std::memory_order_relaxed);
    client.address_low.store(key.address.low(), std::memory_order_relaxed);
  }
  client.seen.store((now.value & kMaxTick) | uint64_t{scope_index} << kTickBits, std::memory_order_relaxed);
  SetLastRule(client.origin, rule);
  CountUp(client.counts, 0);
}

void ClientTable::CountDenial(const ClientKey& key, Tick now) noexcept {
  Set& set = SetOf(key);
  const int way = FindWay(set, key.fingerprint);
  if (way < 0) return;
  ClientWords& client = set.clients[static_cast<uint32_t>(way)];
  // relaxed, both: display, and a hint for evictions
  const uint64_t scope = client.seen.load(std::memory_order_relaxed) & ~kMaxTick;
  client.seen.store((now.value & kMaxTick) | scope, std::memory_order_relaxed);
  CountUp(client.counts, 32);
}

bool ClientTableReader::Occupied(uint32_t set, uint32_t way) const noexcept {
  // acquire: the client's words are at least as new as its owner
  const uint64_t owner = sets_[set].fingerprints[way].load(std::memory_order_acquire) & kFingerprintMask;
  return owner != 0 && FindWay(sets_[set], owner) == static_cast<int>(way);  // shadowed ways are not shown
}

ClientView ClientTableReader::View(const Set& set, uint32_t way) noexcept {
  const ClientWords& words = set.clients[way];
  ClientView view;
  // acquire: the client's words are at least as new as its owner.
  // relaxed, the rest: a view may mix two moments.
  view.fingerprint = set.fingerprints[way].load(std::memory_order_acquire) & kFingerprintMask;
  view.block = StrongestBlock(set, view.fingerprint).value_or(BlockWord{});
  view.address = ClientAddress::FromWords(words.address_high.load(std::memory_order_relaxed),
                                          words.address_low.load(std::memory_order_relaxed));
  const uint64_t seen = words.seen.load(std::memory_order_relaxed);
  view.scope = static_cast<uint8_t>(std::min<uint64_t>(seen >> kTickBits & 0xFF, kScopeNames - 1));
  const uint64_t origin = words.origin.load(std::memory_order_relaxed);
  view.last_rule = static_cast<uint32_t>(origin);
  const uint64_t counts = words.counts.load(std::memory_order_relaxed);
  // Else it is of when somebody who never came was put in: by hand, or because other hosts said so.
  if (counts != 0 || origin != 0) view.last_seen = {seen & kMaxTick};
  view.entries = static_cast<uint32_t>(counts);
  view.denials = static_cast<uint32_t>(counts >> 32);
  view.any = BelievedAny(words.any.load(std::memory_order_relaxed));
  for (uint32_t i = 0; i < kCategoryBuckets; ++i) {
    view.buckets[i] = BelievedCategory(words.buckets[i].load(std::memory_order_relaxed));
  }
  return view;
}

}  // namespace errwatch::store
