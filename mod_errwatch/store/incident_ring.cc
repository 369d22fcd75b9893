#include "store/incident_ring.h"

#include <algorithm>
#include <cstring>

#include "base/both_ends.h"
#include "model/bucket_tag.h"
#include "model/secret_text.h"
#include "store/incident_text.h"
#include "store/siphash.h"

namespace errwatch::store {
namespace {

constexpr std::size_t kFieldsFrom = 2, kTextFrom = 10;
constexpr std::size_t kTextBytes = (kIncidentWords - kTextFrom) * sizeof(uint64_t);
static_assert(kTextBytes == std::tuple_size_v<decltype(IncidentRecord::text)>);

using Words = std::array<uint64_t, kIncidentWords>;

// The texts as they lie: what each may take at most. What the message and the URI have for both goes to the
// message up to the half of it, and to the URI.
struct TextRoom {
  std::string_view Incident::*text;
  std::size_t most;
};
constexpr std::array<TextRoom, 6> kTexts = {{{&Incident::vhost, 64},
                                             {&Incident::method, 16},
                                             {&Incident::field, kFieldNameBytes},
                                             {&Incident::excerpt, kExcerptBytes},
                                             {&Incident::uri, kTargetBytes},
                                             {&Incident::message, 128}}};
constexpr std::size_t kUriAt = 4, kMessageAt = 5;
constexpr std::size_t kMessageRoom = kTexts[kMessageAt].most;

constexpr bool IsEndOfBlock(IncidentKind kind) {
  return kind == IncidentKind::kExpired || kind == IncidentKind::kUnblocked;
}

constexpr int kClientsAt = 37;  // in word 6, of an anomaly
static_assert(kTickBits <= kClientsAt && uint64_t{kMaxAnomalyClients} <= UINT64_MAX >> kClientsAt);
constexpr int kJoinedAt = 37, kFactorAt = kJoinedAt + kSharedAttackBits, kPouredAt = 48;  // in word 5
constexpr uint64_t kJoinedMask = (uint64_t{1} << kSharedAttackBits) - 1;
constexpr uint64_t kFactorMask = (uint64_t{1} << (kPouredAt - kFactorAt)) - 1;
static_assert(kTickBits <= kJoinedAt && kMaxTightenFactor <= kFactorMask);
constexpr int kFoundAt = 48;  // in word 9
constexpr int kLogIdAt = kFoundAt + 4, kUniqueIdAt = kLogIdAt + 6;
constexpr uint64_t kLength = 0x3F;  // six bits
static_assert(8 * kTexts.size() <= kFoundAt && kTargetCount < 15 && kUniqueIdAt + 6 <= 64);

// The names of a request, whole or not at all: half a name names nothing. With mod_unique_id both are mostly
// one, which then stands there once.
constexpr std::size_t kMostNameBytes = 36;
constexpr uint64_t kSameName = kLength;
static_assert(kMostNameBytes < kSameName);
struct Names {
  std::string_view log_id, unique_id;
  bool same = false;
  std::size_t bytes() const { return log_id.size() + unique_id.size(); }
};
Names NamesOf(const Incident& incident) {
  const auto whole = [](std::string_view name) {
    return name.size() <= kMostNameBytes ? name : std::string_view();
  };
  Names names{whole(incident.request_log_id), whole(incident.unique_id)};
  names.same = !names.log_id.empty() && names.log_id == names.unique_id;
  if (names.same) names.unique_id = {};
  return names;
}

constexpr uint64_t kBeingWritten = 1;
constexpr uint64_t kWhole = 2;

// Of everything but the sequence and the checksum itself; the ticket stands in for the sequence.
uint64_t Checksum(const Words& words, uint64_t ticket) {
  std::array<uint64_t, kIncidentWords - 1> input;
  input[0] = ticket;
  std::copy(words.begin() + kFieldsFrom, words.end(), input.begin() + 1);
  return SipHash(kPublicKey, input.data(), sizeof input);
}

// Copies as much as there is room for and returns the lengths.
uint64_t PutTexts(Words& words, const Incident& incident) {
  std::array<char, kMessageRoom> space;
  const std::string_view message(space.data(),
                                 CopyShown(incident.message, TextForm::kMessage, space.data(), space.size()));
  char* const begin = reinterpret_cast<char*>(words.data() + kTextFrom);
  const Names names = NamesOf(incident);
  const std::size_t text_room = kTextBytes - names.bytes();
  std::size_t used = 0;
  uint64_t lengths = 0;
  for (std::size_t i = 0; i < kTexts.size(); ++i) {
    const std::string_view text = i == kMessageAt ? message : incident.*kTexts[i].text;
    std::size_t room = std::min(kTexts[i].most, text_room - used);
    if (i == kUriAt) {
      const std::size_t both = text_room - used;
      room = std::min(room, both - std::min(message.size(), both / 2));
    }
    const std::size_t bytes = CopyBothEnds(text, begin + used, room);
    used += bytes;
    lengths |= uint64_t{bytes} << (8 * i);
  }
  std::copy(names.log_id.begin(), names.log_id.end(), begin + used);
  std::copy(names.unique_id.begin(), names.unique_id.end(), begin + used + names.log_id.size());
  return lengths | uint64_t{names.log_id.size()} << kLogIdAt |
         (names.same ? kSameName : uint64_t{names.unique_id.size()}) << kUniqueIdAt;
}

uint64_t JoinedWord(const JoinedAttack& joined) {
  const uint64_t factor = joined.terms.joiners == Joiners::kBlock ? 0 : joined.terms.factor;
  return uint64_t{AttackNumber(joined.kind)} << kJoinedAt | (factor & kFactorMask) << kFactorAt;
}

void PutAnomaly(const Anomaly& anomaly, Words& words) {
  words[2] |= uint64_t{static_cast<uint8_t>(anomaly.kind)} << 32;
  words[3] |= uint64_t{anomaly.seen} << 32;
  words[4] |= uint64_t{anomaly.expected};
  words[6] = (anomaly.begun.value & kMaxTick) | uint64_t{std::min(anomaly.clients, kMaxAnomalyClients)}
                                                    << kClientsAt;
}

Words Encode(const Incident& incident, uint64_t ticket) {
  Words words{};
  words[2] = uint64_t{static_cast<uint8_t>(incident.kind)} |
             uint64_t{errwatch::Info(incident.category).number} << 8 | uint64_t{incident.limit} << 16 |
             uint64_t{incident.scope} << 24 | uint64_t{incident.strikes} << 32 |
             uint64_t{incident.status} << 40 | uint64_t{incident.foreign_only} << 56 |
             uint64_t{incident.range_bits & 0x7FU} << 57;
  words[3] = uint64_t{incident.rule} | uint64_t{incident.score} << 32;
  words[4] = uint64_t{incident.capacity} | uint64_t{incident.log_id} << 32;
  words[5] = (incident.time.value & kMaxTick) | uint64_t{incident.poured} << kPouredAt;
  if (incident.joined) words[5] |= JoinedWord(*incident.joined);
  words[6] = (IsEndOfBlock(incident.kind) ? incident.ended : incident.until).value & kMaxTick;
  if (incident.anomaly) PutAnomaly(*incident.anomaly, words);
  words[7] = incident.client.high();
  words[8] = incident.client.low();
  const uint64_t found = incident.found ? static_cast<uint64_t>(*incident.found) + 1 : 0;
  words[9] = PutTexts(words, incident) | found << kFoundAt;
  words[1] = Checksum(words, ticket);
  return words;
}

void SetTexts(uint64_t lengths, IncidentRecord& record) {
  std::size_t used = 0;
  for (std::size_t i = 0; i < kTexts.size(); ++i) {
    const std::size_t bytes =
        std::min({std::size_t{lengths >> (8 * i) & 0xFF}, kTexts[i].most, kTextBytes - used});
    record.incident.*kTexts[i].text = {record.text.data() + used, bytes};
    used += bytes;
  }
  const auto take = [&](uint64_t length) {
    const std::size_t bytes = std::min({std::size_t{length}, kMostNameBytes, kTextBytes - used});
    const std::string_view name(record.text.data() + used, bytes);
    used += bytes;
    return name;
  };
  Incident& incident = record.incident;
  incident.request_log_id = take(lengths >> kLogIdAt & kLength);
  const uint64_t unique = lengths >> kUniqueIdAt & kLength;
  incident.unique_id = unique == kSameName ? incident.request_log_id : take(unique);
}

// False: there is no such anomaly.
bool TakeAnomaly(const Words& words, Incident& incident) {
  const uint64_t kind = words[2] >> 32 & 0xFF;
  if (kind >= kAnomalyKindCount) return false;
  incident.anomaly = Anomaly{static_cast<AnomalyKind>(kind), static_cast<uint32_t>(words[3] >> 32),
                             static_cast<uint32_t>(words[4]), static_cast<uint32_t>(words[6] >> kClientsAt),
                             Tick{words[6] & kMaxTick}};
  return true;
}

std::optional<JoinedAttack> JoinedIn(uint64_t word) {
  const std::optional<AnomalyKind> kind = AttackOfNumber(word >> kJoinedAt & kJoinedMask);
  if (!kind) return std::nullopt;
  const uint64_t factor = word >> kFactorAt & kFactorMask;
  if (factor == 0) return JoinedAttack{*kind, {Joiners::kBlock, 1}};
  if (factor == UnderAttack{}.factor) return JoinedAttack{*kind, UnderAttack{}};
  return JoinedAttack{
      *kind, {Joiners::kTighten, static_cast<uint32_t>(std::min<uint64_t>(factor, kMaxTightenFactor))}};
}

// What only the others have.
void TakeScore(const Words& words, Incident& incident) {
  incident.strikes = static_cast<uint8_t>(std::min<uint64_t>(words[2] >> 32 & 0xFF, 31));
  incident.score = static_cast<uint32_t>(words[3] >> 32);
  incident.capacity = static_cast<uint32_t>(words[4]);
  (IsEndOfBlock(incident.kind) ? incident.ended : incident.until) = {words[6] & kMaxTick};
}

// Believes no number: a right checksum does not mean that the words came from Append.
std::optional<IncidentRecord> Decode(const Words& words, uint64_t ticket) {
  if (words[1] != Checksum(words, ticket) || (words[2] & 0xFF) >= kIncidentKindCount) return std::nullopt;
  IncidentRecord record;
  record.ticket = ticket;
  Incident& incident = record.incident;
  incident.kind = static_cast<IncidentKind>(words[2] & 0xFF);
  incident.category = kCategoryByNumber[words[2] >> 8 & 0xFF];
  const auto limit = static_cast<uint8_t>(words[2] >> 16);
  incident.limit = TagName(limit).empty() ? 0 : limit;
  incident.scope = static_cast<uint8_t>(std::min<uint64_t>(words[2] >> 24 & 0xFF, kScopeNames - 1));
  incident.status = static_cast<uint16_t>(words[2] >> 40);
  incident.foreign_only = (words[2] >> 56 & 1U) != 0;
  incident.range_bits = static_cast<uint8_t>(words[2] >> 57);
  incident.rule = static_cast<uint32_t>(words[3]);
  incident.log_id = static_cast<uint32_t>(words[4] >> 32);
  incident.time = {words[5] & kMaxTick};
  incident.joined = JoinedIn(words[5]);
  incident.poured = static_cast<uint16_t>(words[5] >> kPouredAt);
  const uint64_t found = words[9] >> kFoundAt & 0xF;
  if (found != 0 && found <= uint64_t{kTargetCount}) incident.found = static_cast<Target>(found - 1);
  if (incident.kind != IncidentKind::kAnomaly) {
    TakeScore(words, incident);
  } else if (!TakeAnomaly(words, incident)) {
    return std::nullopt;
  }
  incident.client = ClientAddress::FromWords(words[7], words[8]);
  std::memcpy(record.text.data(), words.data() + kTextFrom, kTextBytes);
  SetTexts(words[9], record);
  return record;
}

}  // namespace

IncidentRecord::IncidentRecord(const IncidentRecord& other) { *this = other; }

IncidentRecord& IncidentRecord::operator=(const IncidentRecord& other) {
  if (this == &other) return *this;
  ticket = other.ticket;
  incident = other.incident;
  text = other.text;
  const auto move = [&](std::string_view& view) {
    if (view.data() != nullptr) view = {text.data() + (view.data() - other.text.data()), view.size()};
  };
  for (const TextRoom& room : kTexts) move(incident.*room.text);
  move(incident.request_log_id);
  move(incident.unique_id);
  return *this;
}

uint64_t IncidentRingReader::head() const noexcept {
  // acquire: what is known to the caller later is at least as new
  return ring_->head.load(std::memory_order_acquire);
}

uint64_t IncidentRing::Append(const Incident& incident) noexcept {
  // relaxed: the ticket only has to be unique; the sequence publishes the record
  const uint64_t ticket = ring_->head.fetch_add(1, std::memory_order_relaxed);
  std::array<SharedWord, kIncidentWords>& slot = slots_[ticket & (capacity() - 1)].words;
  const Words words = Encode(incident, ticket);

  // relaxed: a hint. A writer that slept for a whole lap leaves the slot to the newer record; the bound by
  // `head` keeps a wild number in the slot from closing it.
  const uint64_t found = slot[0].load(std::memory_order_relaxed);
  if (found > 2 * ticket + kWhole && found <= 2 * head() + kWhole) return ticket;
  slot[0].store(2 * ticket + kBeingWritten, std::memory_order_relaxed);
  // release, each: a reader that sees one of the new words (with acquire) also sees that the sequence has
  // changed. This is the seqlock of Boehm (2012) without fences, which thread sanitizers do not understand.
  for (std::size_t i = 1; i < kIncidentWords; ++i) slot[i].store(words[i], std::memory_order_release);
  // release: whoever sees the record as whole sees all of it. Not if another writer has begun in the same
  // slot: then its record counts.
  uint64_t mine = 2 * ticket + kBeingWritten;
  slot[0].compare_exchange_strong(mine, 2 * ticket + kWhole, std::memory_order_release,
                                  std::memory_order_relaxed);
  return ticket;
}

std::optional<IncidentRecord> IncidentRingReader::Read(uint64_t ticket) const noexcept {
  const std::array<SharedWord, kIncidentWords>& slot = slots_[ticket & (capacity_ - 1)].words;
  // acquire: sees the words of the writer who stored this sequence
  if (slot[0].load(std::memory_order_acquire) != 2 * ticket + kWhole) return std::nullopt;
  Words words{};
  // acquire, each: keeps the second look at the sequence behind them, and pairs with the writer's stores
  for (std::size_t i = 1; i < kIncidentWords; ++i) words[i] = slot[i].load(std::memory_order_acquire);
  // relaxed: ordered by the loads above
  if (slot[0].load(std::memory_order_relaxed) != 2 * ticket + kWhole) return std::nullopt;
  return Decode(words, ticket);
}

uint64_t IncidentRingReader::Untaken(IncidentQueue queue) const noexcept {
  const RingCursor& cursor = queue.CursorIn(*ring_);
  // relaxed, both: a hint; TakeNext looks properly
  return ring_->head.load(std::memory_order_relaxed) - cursor.taken.load(std::memory_order_relaxed);
}

bool IncidentRingReader::HasUntaken(IncidentQueue queue) const noexcept { return Untaken(queue) != 0; }

bool IncidentRingReader::IsCrowded(IncidentQueue queue) const noexcept {
  return Untaken(queue) > capacity_ / 4 * 3;
}

bool IncidentRing::GaveUpWaiting(RingCursor& cursor, uint64_t ticket, uint64_t ring_head, Tick now) noexcept {
  if (ring_head - ticket >= capacity() / 2) return true;
  constexpr uint64_t kTicketMask = (uint64_t{1} << (64 - kTickBits)) - 1;
  // relaxed, both: a note about time; the compare-and-swap on `taken` decides
  const uint64_t note = cursor.stalled.load(std::memory_order_relaxed);
  const Tick since{note & kMaxTick};
  if (note != 0 && note >> kTickBits == (ticket & kTicketMask) && since <= now)
    return TicksSince(since, now) >= kWriterGrace;
  cursor.stalled.store((now.value & kMaxTick) | (ticket & kTicketMask) << kTickBits,
                       std::memory_order_relaxed);
  return false;
}

uint64_t IncidentRing::SkipOverwritten(IncidentQueue queue) noexcept {
  RingCursor& cursor = CursorOf(queue);
  // acquire, both: `head` is at least as new as what moved `taken` so far
  uint64_t next = cursor.taken.load(std::memory_order_acquire);
  const uint64_t end = head();
  if (end - next <= capacity()) return 0;
  // Overwritten; or, with a wild number in the memory, nonsense: begin at the oldest that can still be there.
  const uint64_t oldest = end > capacity() ? end - capacity() : 0;
  const uint64_t gone = next < oldest ? oldest - next : 0;
  // acq_rel: hands the position over from taker to taker; only who moves it counts the loss
  return cursor.taken.compare_exchange_strong(next, oldest, std::memory_order_acq_rel,
                                              std::memory_order_relaxed)
             ? gone
             : 0;
}

std::optional<IncidentRecord> IncidentRing::TakeNext(Tick now, uint64_t* lost, IncidentQueue queue) noexcept {
  RingCursor& cursor = CursorOf(queue);
  for (uint32_t i = 0; i <= 2 * capacity(); ++i) {
    // acquire, both: `head` is at least as new as what moved `taken` so far
    uint64_t next = cursor.taken.load(std::memory_order_acquire);
    const uint64_t end = head();
    if (next == end) return std::nullopt;
    if (end - next > capacity()) {
      *lost += SkipOverwritten(queue);
      continue;
    }
    std::optional<IncidentRecord> record = Read(next);
    if (!record) {
      // relaxed: compared with the ticket only
      const uint64_t sequence = slots_[next & (capacity() - 1)].words[0].load(std::memory_order_relaxed);
      const bool whole_now = sequence == 2 * next + kWhole && Read(next);
      if (whole_now) continue;
      if (sequence < 2 * next + kWhole && !GaveUpWaiting(cursor, next, end, now)) return std::nullopt;
    }
    // acq_rel: as above; one taker moves past a record and has it
    if (cursor.taken.compare_exchange_strong(next, next + 1, std::memory_order_acq_rel,
                                             std::memory_order_relaxed)) {
      if (record) return record;
      ++*lost;
    }
  }
  return std::nullopt;
}

}  // namespace errwatch::store
