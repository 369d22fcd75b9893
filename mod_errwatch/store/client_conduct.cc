// Those functions of the client table that keep what a client does beside its scores.
#include "model/bucket_tag.h"
#include "model/failed_names.h"
#include "model/known_targets.h"
#include "store/client_set.h"
#include "store/client_table.h"

namespace errwatch::store {
namespace {

// Replaces a word by what `next` makes of it. A word that others change too often stays as it is: it decides
// nothing alone.
template <typename F>
void Change(SharedWord& word, F next) noexcept {
  // relaxed, all: each word stands for itself
  uint64_t seen = word.load(std::memory_order_relaxed);
  for (int i = 0; i < kMaxTries; ++i) {
    const uint64_t wanted = next(seen);
    if (wanted == seen) return;
    if (word.compare_exchange_weak(seen, wanted, std::memory_order_relaxed, std::memory_order_relaxed))
      return;
  }
}

bool Note(SharedWord& word, uint64_t hash, const TargetClasses& classes, uint64_t& own, Tick now) noexcept {
  TargetNoted noted{0, 0, true};
  Change(word, [&](uint64_t seen) {
    noted = errwatch::NoteTarget(seen, hash, now, classes, own);
    return noted.word;
  });
  own |= noted.taken;
  return noted.is_new;
}

constexpr uint32_t RecordBits(uint64_t origin) { return static_cast<uint32_t>(origin >> 32); }

void NoteOutcomeIn(SharedWord& origin, bool succeeded, Tick now) noexcept {
  Change(origin, [&](uint64_t seen) {
    return (seen & 0xFFFFFFFF) | uint64_t{NoteOutcome(RecordBits(seen), succeeded, now)} << 32;
  });
}

}  // namespace

Conduct ClientTable::NoteTarget(const ClientKey& key, uint64_t shape, uint64_t target, bool laid,
                                OwnClasses* own, Tick now) noexcept {
  Set& set = SetOf(key);
  const int way = ClaimWay(set, key, Newcomer::kEvidence, now, counters_);
  if (way < 0) return {};
  ClientWords& client = set.clients[static_cast<uint32_t>(way)];
  return {Note(client.shapes, shape, laid ? kLaidShapes : kOwnShapes, own->shapes, now),
          Note(client.targets, target, laid ? kLaidTargets : kOwnTargets, own->targets, now)};
}

TrackRecord ClientTable::RecordOf(const ClientKey& key, Tick now) noexcept {
  const Set& set = SetOf(key);
  const int way = FindWay(set, key.fingerprint);
  if (way < 0) return {};
  // relaxed: a record that is one request old will do
  return UnpackRecord(
      RecordBits(set.clients[static_cast<uint32_t>(way)].origin.load(std::memory_order_relaxed)), now);
}

TrackRecord ClientTable::NoteFailure(const ClientKey& key, Tick now) noexcept {
  Set& set = SetOf(key);
  const int way = ClaimWay(set, key, Newcomer::kEvidence, now, counters_);
  if (way < 0) return {};
  SharedWord& origin = set.clients[static_cast<uint32_t>(way)].origin;
  // relaxed: a record that is one request old will do
  const TrackRecord before = UnpackRecord(RecordBits(origin.load(std::memory_order_relaxed)), now);
  NoteOutcomeIn(origin, false, now);
  return before;
}

std::optional<TrackRecord> ClientTable::NoteSuccess(const ClientKey& key, uint8_t scope_index,
                                                    Tick now) noexcept {
  Set& set = SetOf(key);
  int way = FindWay(set, key.fingerprint);
  if (way >= 0) {
    // relaxed: as above
    const uint64_t seen = set.clients[static_cast<uint32_t>(way)].origin.load(std::memory_order_relaxed);
    if (IsFullOfSuccess(RecordBits(seen), now)) return std::nullopt;
  } else {
    way = ClaimWay(set, key, Newcomer::kVisitor, now, counters_);
    if (way < 0) return std::nullopt;
  }
  ClientWords& client = set.clients[static_cast<uint32_t>(way)];
  NoteOutcomeIn(client.origin, true, now);
  // relaxed: display, and a hint for evictions
  client.seen.store((now.value & kMaxTick) | uint64_t{scope_index} << kTickBits, std::memory_order_relaxed);
  return UnpackRecord(RecordBits(client.origin.load(std::memory_order_relaxed)), now);
}

void ClientTable::NoteFailedName(const ClientKey& key, uint32_t name, Tick now) noexcept {
  Set& set = SetOf(key);
  const int way = ClaimWay(set, key, Newcomer::kEvidence, now, counters_);
  if (way < 0) return;
  Change(set.clients[static_cast<uint32_t>(way)].names,
         [&](uint64_t seen) { return errwatch::NoteFailedName(seen, name); });
}

uint32_t ClientTable::NoteTriedName(const ClientKey& key, uint32_t name, Tick now) noexcept {
  Set& set = SetOf(key);
  const int way = ClaimWay(set, key, Newcomer::kEvidence, now, counters_);
  if (way < 0) return 0;
  uint32_t before = 0;
  Change(set.clients[static_cast<uint32_t>(way)].names, [&](uint64_t seen) {
    before = FailuresOf(seen, name);
    return errwatch::NoteTriedName(seen, name);
  });
  return before;
}

uint32_t ClientTable::ForgiveName(const ClientKey& key, uint32_t name, uint8_t tag, const BucketShape& shape,
                                  Tick now, uint32_t most, const BucketShape& foreign) noexcept {
  Set& set = SetOf(key);
  const int way = FindWay(set, key.fingerprint);
  if (way < 0) return 0;
  ClientWords& client = set.clients[static_cast<uint32_t>(way)];
  uint32_t failures = 0;
  Change(client.names, [&](uint64_t seen) {
    const ForgivenName forgiven = errwatch::ForgiveName(seen, name);
    failures = forgiven.failures;
    return forgiven.word;
  });
  if (failures == 0) return 0;
  uint32_t left = std::min(failures, most) << kQuantaPerUnitLog2;
  for (const uint8_t account : {tag, kForeignTag}) {
    const BucketShape& own = account == kForeignTag && foreign.capacity != 0 ? foreign : shape;
    uint32_t taken = 0;
    const auto forgive = [&](uint64_t seen) {
      taken = 0;
      if (Unpack(seen).tag != account) return seen;
      Bucket bucket = Leaked(Unpack(seen), own, now);
      // A bucket of another capacity counts in parts of it.
      const uint64_t wanted = uint64_t{left} * own.capacity / std::max(shape.capacity, 1U);
      const uint64_t got = std::min<uint64_t>(bucket.level, wanted);
      taken = wanted == 0 ? 0 : static_cast<uint32_t>(left * got / wanted);
      bucket.level -= static_cast<uint32_t>(got);
      return Pack(bucket);
    };
    for (SharedWord& word : client.buckets) {
      Change(word, forgive);
      left -= taken;
    }
  }
  return failures;
}

void ClientTable::TakeBack(const ClientKey& key, uint8_t tag, uint32_t quanta, const BucketShape& shape,
                           Tick now) noexcept {
  Set& set = SetOf(key);
  const int way = FindWay(set, key.fingerprint);
  if (way < 0) return;
  const auto less = [&](uint64_t seen) {
    if (Unpack(seen).tag != tag) return seen;
    Bucket bucket = Leaked(Unpack(seen), shape, now);
    bucket.level -= std::min(bucket.level, quanta);
    return Pack(bucket);
  };
  ClientWords& client = set.clients[static_cast<uint32_t>(way)];
  if (tag == kAnyTag) return Change(client.any, less);
  for (SharedWord& word : client.buckets) Change(word, less);
}

}  // namespace errwatch::store
