#include "store/journal.h"

#include <algorithm>
#include <array>

#include "store/siphash.h"

namespace errwatch::store {
namespace {

constexpr uint64_t kEntryBegun = 1, kEntryWhole = 2;
constexpr int kEntryScopeAt = 4, kEntryTagAt = 12, kEntryRangeAt = 20, kEntryPeerAt = 27, kEntryQuantaAt = 32;
constexpr std::size_t kEntryFrom = 2, kEntryTimeAt = 3, kMarkAt = 7;
// Damage is to be found, and no attack: who can write here can do worse.
constexpr HashKey kEntryKey{};

using EntryWords = std::array<uint64_t, kJournalSlotWords>;

uint64_t EntryChecksum(const EntryWords& words, uint64_t ticket) {
  std::array<uint64_t, kMarkAt - kEntryFrom + 1> input{ticket};
  std::copy(words.begin() + kEntryFrom, words.begin() + kMarkAt, input.begin() + 1);
  input[1 + kEntryTimeAt - kEntryFrom] &= kMaxTick;  // the rest is the reader's
  return SipHash(kEntryKey, input.data(), sizeof input);
}

EntryWords EncodeEntry(const JournalEntry& entry, uint64_t ticket) {
  EntryWords words{};
  words[2] = uint64_t{static_cast<uint8_t>(entry.kind)} | uint64_t{entry.scope} << kEntryScopeAt |
             uint64_t{entry.tag} << kEntryTagAt | uint64_t{entry.range_bits & 127U} << kEntryRangeAt |
             uint64_t{entry.at_peer} << kEntryPeerAt | uint64_t{entry.quanta} << kEntryQuantaAt;
  words[kEntryTimeAt] = entry.time.value & kMaxTick;
  words[4] = entry.until.value & kMaxTick;
  words[5] = entry.client.high();
  words[6] = entry.client.low();
  words[1] = EntryChecksum(words, ticket);
  return words;
}

std::optional<JournalEntry> DecodeEntry(const EntryWords& words, uint64_t ticket) {
  const uint64_t kind = words[2] & 0xF;
  if (words[1] != EntryChecksum(words, ticket) || kind >= kJournalKindCount) return std::nullopt;
  JournalEntry entry;
  entry.kind = static_cast<JournalKind>(kind);
  entry.scope = static_cast<uint8_t>(std::min<uint64_t>(words[2] >> kEntryScopeAt & 0xFF, kScopeNames - 1));
  entry.tag = static_cast<uint8_t>(words[2] >> kEntryTagAt);
  entry.range_bits = static_cast<uint8_t>(words[2] >> kEntryRangeAt & 127);
  entry.at_peer = (words[2] >> kEntryPeerAt & 1) != 0;
  entry.quanta = static_cast<uint32_t>(words[2] >> kEntryQuantaAt);
  const Tick clock{words[kEntryTimeAt] & kMaxTick};
  entry.time = {std::min(clock.value + (words[kEntryTimeAt] >> kTickBits), kMaxTick)};
  entry.until = {words[4] & kMaxTick};
  entry.client = ClientAddress::FromWords(words[5], words[6]);
  return entry;
}

}  // namespace

uint64_t JournalReader::head() const noexcept {
  // acquire: what is known to the caller later is at least as new
  return words_->head.load(std::memory_order_acquire);
}

std::optional<JournalEntry> JournalReader::Read(uint64_t ticket) const noexcept {
  const std::array<SharedWord, kJournalSlotWords>& slot = words_->slots[ticket % kJournalSlots].words;
  // acquire: sees the words of the writer who stored this sequence
  if (slot[0].load(std::memory_order_acquire) != 2 * ticket + kEntryWhole) return std::nullopt;
  EntryWords words{};
  // acquire, each: keeps the second look at the sequence behind them, and pairs with the writer's
  // stores
  for (std::size_t i = 1; i < kMarkAt; ++i) words[i] = slot[i].load(std::memory_order_acquire);
  // relaxed: ordered by the loads above
  if (slot[0].load(std::memory_order_relaxed) != 2 * ticket + kEntryWhole) return std::nullopt;
  return DecodeEntry(words, ticket);
}

uint64_t JournalReader::oldest() const noexcept {
  const uint64_t end = head();
  const uint64_t in_ring = end > kJournalSlots ? end - kJournalSlots : 0;
  // relaxed: told once and for all, before there is anybody else. A wild number is nobody's.
  const uint64_t begins = words_->begins.load(std::memory_order_relaxed);
  return begins <= end ? std::max(in_ring, begins) : in_ring;
}

bool JournalReader::IsSettled(uint64_t ticket) const noexcept {
  // relaxed: compared with the ticket only
  const uint64_t sequence = words_->slots[ticket % kJournalSlots].words[0].load(std::memory_order_relaxed);
  return sequence >= 2 * ticket + kEntryWhole;
}

uint32_t JournalReader::GivenIn(uint64_t ticket) const noexcept {
  // relaxed: one program marks, and it is the one that asks
  const uint64_t mark = words_->slots[ticket % kJournalSlots].words[kMarkAt].load(std::memory_order_relaxed);
  return mark >> 32 == (ticket & UINT32_MAX) ? static_cast<uint32_t>(mark) : 0;
}

// relaxed, all that follow: one program changes them, and they are for its next start. It dies, if it
// does, between two stores; and what another process of the same kind sees, it sees after that one has
// ended.
uint64_t JournalReader::claimed() const noexcept { return words_->claimed.load(std::memory_order_relaxed); }
uint64_t JournalReader::acknowledged() const noexcept {
  return words_->acknowledged.load(std::memory_order_relaxed);
}
void Journal::WantUntil(Tick until) noexcept {
  words_->wanted_until.store(until.value & kMaxTick, std::memory_order_relaxed);
}
void Journal::Mark(uint64_t ticket, uint32_t batch) noexcept {
  words_->slots[ticket % kJournalSlots].words[kMarkAt].store((ticket & UINT32_MAX) << 32 | batch,
                                                             std::memory_order_relaxed);
}
void Journal::Settle(uint64_t ticket, Tick time) noexcept {
  std::array<SharedWord, kJournalSlotWords>& slot = words_->slots[ticket % kJournalSlots].words;
  if (slot[0].load(std::memory_order_relaxed) != 2 * ticket + kEntryWhole) return;
  uint64_t word = slot[kEntryTimeAt].load(std::memory_order_relaxed);
  const uint64_t clock = word & kMaxTick;
  constexpr uint64_t kMostLater = (uint64_t{1} << (64 - kTickBits)) - 1;
  const uint64_t later = time.value > clock ? std::min(time.value - clock, kMostLater) : 0;
  // A writer who has begun in the slot meanwhile keeps what he stored.
  slot[kEntryTimeAt].compare_exchange_strong(word, clock | later << kTickBits, std::memory_order_relaxed,
                                             std::memory_order_relaxed);
}
void Journal::Claim(uint64_t batch) noexcept { words_->claimed.store(batch, std::memory_order_relaxed); }
void Journal::Acknowledge(uint64_t batch) noexcept {
  words_->acknowledged.store(batch, std::memory_order_relaxed);
}

// acq_rel, both: of two that change one word the later one sees what the earlier one did before. So either
// IsClosed sees the end, or whoever copies the memory next sees the marks before it.
void Journal::Close() noexcept { words_->closed.fetch_or(1, std::memory_order_acq_rel); }
bool Journal::IsClosed() noexcept { return words_->closed.fetch_or(0, std::memory_order_acq_rel) != 0; }

// relaxed, all that follow: before there is anybody else, or told once and for all
void Journal::Resume(Tick now) noexcept {
  // Clocks of other hosts may be ahead.
  constexpr Milliseconds kClocksApart{5000};
  if (head() != 0 && words_->closed.load(std::memory_order_relaxed) == 0) {
    words_->discarded.store(head(), std::memory_order_relaxed);
    words_->sure_from.store(After(now, kClocksApart).value & kMaxTick, std::memory_order_relaxed);
    Acknowledge(claimed());
  }
  words_->closed.store(0, std::memory_order_relaxed);
}

void Journal::Forget() noexcept {
  words_->begins.store(head(), std::memory_order_relaxed);
  Acknowledge(claimed());
}

uint64_t JournalReader::discarded() const noexcept {
  const uint64_t before = words_->discarded.load(std::memory_order_relaxed);
  return before <= head() ? before : 0;  // else nobody of this project wrote it
}
Tick JournalReader::sure_from() const noexcept {
  return {words_->sure_from.load(std::memory_order_relaxed) & kMaxTick};
}

void Journal::Note(const JournalEntry& entry) noexcept {
  // relaxed: whether an entry more or less is noted when somebody begins to want them is of no weight
  if (words_->wanted_until.load(std::memory_order_relaxed) <= entry.time.value) return;
  // relaxed: the ticket only has to be unique; the sequence publishes the entry
  const uint64_t ticket = words_->head.fetch_add(1, std::memory_order_relaxed);
  std::array<SharedWord, kJournalSlotWords>& slot = words_->slots[ticket % kJournalSlots].words;
  const EntryWords words = EncodeEntry(entry, ticket);
  // relaxed: a hint. A writer that slept for a whole lap leaves the slot to the newer entry; the bound
  // by `head` keeps a wild number in the slot from closing it.
  const uint64_t found = slot[0].load(std::memory_order_relaxed);
  if (found > 2 * ticket + kEntryWhole && found <= 2 * head() + kEntryWhole) return;
  slot[0].store(2 * ticket + kEntryBegun, std::memory_order_relaxed);
  // release, each: a reader that sees one of the new words (with acquire) also sees that the sequence
  // has changed (incident_ring.cc).
  // The mark as well: in a copy of the memory that is torn it may be of another entry with this ticket.
  for (std::size_t i = 1; i < kJournalSlotWords; ++i) slot[i].store(words[i], std::memory_order_release);
  // release: whoever sees the entry as whole sees all of it. Not if another writer has begun in the
  // same slot.
  uint64_t mine = 2 * ticket + kEntryBegun;
  slot[0].compare_exchange_strong(mine, 2 * ticket + kEntryWhole, std::memory_order_release,
                                  std::memory_order_relaxed);
}

}  // namespace errwatch::store
