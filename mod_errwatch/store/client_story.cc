#include "store/client_story.h"

#include <algorithm>
#include <compare>

#include "model/leaky_bucket.h"

namespace errwatch::store {
namespace {

constexpr int kPrintBits = 56;  // of a fingerprint
// Compare-and-swap loops end after so many failures in a row; each failure is another's success.
constexpr int kMostSwaps = 64;

constexpr uint64_t HighBits(Fingerprint client, int bits) { return client >> (kPrintBits - bits); }

// A word's lower `bits`, where the rest of it is the client's; 0 where it is void.
uint64_t LoadOwn(const SharedWord& word, Fingerprint client, int bits) noexcept {
  // relaxed: it says itself whose it is
  const uint64_t found = word.load(std::memory_order_relaxed);
  return found >> bits == HighBits(client, 64 - bits) ? found & ((uint64_t{1} << bits) - 1) : 0;
}
constexpr uint64_t OwnWord(uint64_t value, Fingerprint client, int bits) {
  return (value & ((uint64_t{1} << bits) - 1)) | HighBits(client, 64 - bits) << bits;
}

constexpr int kTicketBits = 37;   // of `begun`
constexpr int kCountedBits = 32;  // of `denials`
constexpr int kSeenBits = 53;     // of `seen`: tick and score
constexpr uint64_t kMostScore = 0xFFFF;

// How much a story would be missed: tier, then end of the block or score, then when it was last told.
struct Worth {
  int tier = 0;  // 2: blocked, 1: was within a day
  uint64_t value = 0;
  uint64_t seen = 0;
  auto operator<=>(const Worth&) const = default;
};

Worth WorthOf(const StoryWords& words, Fingerprint client, Tick now) noexcept {
  constexpr uint64_t kDay = 24 * 3600 * 100;    // ticks
  constexpr uint64_t kScoreHalving = 60 * 100;  // ... as that of a score: client_set.cc
  const Tick until{LoadOwn(words.block, client, kTickBits)};
  const uint64_t about = LoadOwn(words.seen, client, kSeenBits);
  const Tick seen{about & kMaxTick};
  if (until > now) return {2, until.value, seen.value};
  if (until != Tick() && TicksSince(until, now) < kDay) return {1, until.value, seen.value};
  const uint64_t halvings = TicksSince(seen, now) / kScoreHalving;
  return {0, halvings >= 16 ? 0 : (about >> kTickBits) >> halvings, seen.value};
}

struct Denials {
  uint32_t count = 0;
  Tick first, last;
};

Denials DenialsOf(const StoryWords& words, Fingerprint client) noexcept {
  const auto count = static_cast<uint32_t>(LoadOwn(words.denials, client, kCountedBits));
  if (count == 0) return {};
  return {count,
          {LoadOwn(words.denied_first, client, kTickBits)},
          {LoadOwn(words.denied_last, client, kTickBits)}};
}

// Those that a record tells of are not told again.
void TakeDenials(StoryWords& words, Fingerprint client, uint32_t told) noexcept {
  for (int i = 0; i < kMostSwaps && told != 0; ++i) {
    // relaxed, both: counts order nothing
    uint64_t seen = words.denials.load(std::memory_order_relaxed);
    const uint64_t count = LoadOwn(words.denials, client, kCountedBits);
    const uint64_t left = OwnWord(count - std::min<uint64_t>(told, count), client, kCountedBits);
    if (words.denials.compare_exchange_strong(seen, left, std::memory_order_relaxed,
                                              std::memory_order_relaxed))
      return;
  }
}

}  // namespace

std::size_t ClientStoriesReader::SetIndexOf(Fingerprint client) const noexcept {
  return static_cast<std::size_t>(client % sets_.size());
}

int ClientStoriesReader::FindWay(const StorySet& set, Fingerprint client) noexcept {
  for (uint32_t way = 0; way < kStoryWays; ++way) {
    // relaxed: whatever else lies there says itself whose it is
    if (set.prints[way].load(std::memory_order_relaxed) == client) return static_cast<int>(way);
  }
  return -1;
}

std::optional<Story> ClientStoriesReader::Find(Fingerprint client) const {
  const StorySet& set = sets_[SetIndexOf(client)];
  const int way = FindWay(set, client);
  if (way < 0) return std::nullopt;
  const StoryWords& words = set.stories[static_cast<uint32_t>(way)];
  const auto& records = set.records[static_cast<uint32_t>(way)];
  Story story;
  // acquire: the records are at least as new
  const uint64_t head = words.head.load(std::memory_order_acquire);
  for (uint64_t ticket = head - std::min<uint64_t>(head, kStoryRecords); ticket != head; ++ticket) {
    StoryNumbers found{};
    if (!LoadWhole(records[ticket % kStoryRecords], client, ticket, found)) continue;
    if (const auto record = DecodeStory(found, ticket)) story.records.push_back(*record);
  }
  const Denials denials = DenialsOf(words, client);
  story.denials = denials.count;
  story.denied_first = denials.first;
  story.denied_last = denials.last;
  const uint64_t begun = LoadOwn(words.begun, client, kTicketBits);
  story.told = begun == 0 ? 0 : (head + 1 - begun) & ((uint64_t{1} << kTicketBits) - 1);
  return story;
}

ClientStories::Place ClientStories::PlaceOf(Fingerprint client) noexcept {
  StorySet& set = sets_[SetIndexOf(client)];
  const int way = FindWay(set, client);
  if (way < 0) return {};
  return {&set.stories[static_cast<uint32_t>(way)], &set.records[static_cast<uint32_t>(way)]};
}

ClientStories::Place ClientStories::Claim(Fingerprint client, bool blocked, Tick now) noexcept {
  StorySet& set = sets_[SetIndexOf(client)];
  for (uint32_t round = 0; round < kStoryWays; ++round) {
    uint32_t chosen = kStoryWays;
    uint64_t owner = 0;
    Worth least;
    for (uint32_t way = 0; way < kStoryWays; ++way) {
      // relaxed: the compare-and-swap decides
      const uint64_t print = set.prints[way].load(std::memory_order_relaxed);
      if (print == client) return {&set.stories[way], &set.records[way]};
      const Worth worth = print == 0 ? Worth{-1, 0, 0} : WorthOf(set.stories[way], print, now);
      if (chosen != kStoryWays && worth >= least) continue;
      chosen = way;
      owner = print;
      least = worth;
    }
    if (least.tier == 2 && !blocked) return {};
    // acq_rel: who finds the new owner finds what its former one left, which is void for it
    if (!set.prints[chosen].compare_exchange_strong(owner, client, std::memory_order_acq_rel,
                                                    std::memory_order_relaxed))
      continue;
    StoryWords& words = set.stories[chosen];
    // relaxed, both: display only. One more than the ticket: 0 is not known.
    words.begun.store(OwnWord(words.head.load(std::memory_order_relaxed) + 1, client, kTicketBits),
                      std::memory_order_relaxed);
    return {&words, &set.records[chosen]};
  }
  return {};
}

StoryTicket ClientStories::Append(Place place, Fingerprint client, const StoryEvent& event) noexcept {
  StoryEvent told = event;
  const bool of_block = Info(event.kind).block != StoryOfBlock::kNothing;
  if (of_block) {
    const Denials denials = DenialsOf(*place.words, client);
    told.count = denials.count;
    told.denied_first = denials.first;
    told.denied_last = denials.last;
    const Tick until = Info(event.kind).block == StoryOfBlock::kBegin ? event.until : event.time;
    // relaxed, here and for `seen`: a hint for who has to go
    if (until != Tick())
      place.words->block.store(OwnWord(until.value, client, kTickBits), std::memory_order_relaxed);
  }
  const uint64_t score =
      std::min<uint64_t>(std::max(event.level, event.any_level) / kQuantaPerUnit, kMostScore);
  place.words->seen.store(OwnWord((event.time.value & kMaxTick) | score << kTickBits, client, kSeenBits),
                          std::memory_order_relaxed);
  // relaxed: the ticket only has to be unique; the record's first word publishes it
  const uint64_t ticket = place.words->head.fetch_add(1, std::memory_order_relaxed);
  StoryRecordWords& record = (*place.records)[ticket % kStoryRecords];
  const StoryNumbers words = EncodeStory(told);
  // relaxed: a hint. A writer that slept for a whole lap leaves its place to the newer record; the bound by
  // the head keeps a wild number in the place from closing it.
  const uint64_t found = record[0].load(std::memory_order_relaxed);
  if (IsOfLater(found, ticket, place.words->head.load(std::memory_order_relaxed))) return 0;
  const uint64_t being_written = BeingWritten(ticket);
  record[0].store(being_written, std::memory_order_relaxed);
  // release, each: a reader that sees one of the new words (with acquire) also sees that the first has
  // changed (incident_ring.cc)
  for (std::size_t i = 1; i < words.size(); ++i) record[i].store(words[i], std::memory_order_release);
  uint64_t mine = being_written;
  // release: whoever sees the record as whole sees all of it. Not if another writer has begun in its place.
  record[0].compare_exchange_strong(mine, WholeWord(words, client, ticket), std::memory_order_release,
                                    std::memory_order_relaxed);
  if (of_block) TakeDenials(*place.words, client, told.count);
  return ticket + 1;
}

StoryTicket ClientStories::Tell(Fingerprint client, const StoryEvent& event) noexcept {
  Place place = PlaceOf(client);
  const bool blocked = Info(event.kind).block == StoryOfBlock::kBegin && event.until > event.time;
  if (place.words == nullptr) place = Claim(client, blocked, event.time);
  return place.words == nullptr ? 0 : Append(place, client, event);
}

void ClientStories::TellMore(Fingerprint client, const StoryEvent& event) noexcept {
  if (const Place place = PlaceOf(client); place.words != nullptr) Append(place, client, event);
}

void ClientStories::Answer(Fingerprint client, StoryTicket ticket, uint16_t status) noexcept {
  const Place place = PlaceOf(client);
  if (ticket == 0 || place.words == nullptr) return;
  const uint64_t number = ticket - 1;
  StoryRecordWords& record = (*place.records)[number % kStoryRecords];
  StoryNumbers words{};
  if (!LoadWhole(record, client, number, words)) return;
  uint64_t whole = words[0];
  SetAnswer(words, status);
  const uint64_t being_written = BeingWritten(number);
  // acquire: of two that answer one is first; the other, and who writes a newer record, fails or wins below
  if (!record[0].compare_exchange_strong(whole, being_written, std::memory_order_acquire,
                                         std::memory_order_relaxed))
    return;
  // release, both: as in Append
  record[1].store(words[1], std::memory_order_release);
  uint64_t mine = being_written;
  record[0].compare_exchange_strong(mine, WholeWord(words, client, number), std::memory_order_release,
                                    std::memory_order_relaxed);
}

void ClientStories::CountDenial(Fingerprint client, Tick now) noexcept {
  const Place place = PlaceOf(client);
  if (place.words == nullptr) return;
  StoryWords& words = *place.words;
  bool first = false;
  for (int i = 0; i < kMostSwaps; ++i) {
    // relaxed, all: counts and times order nothing
    uint64_t seen = words.denials.load(std::memory_order_relaxed);
    const uint64_t count = LoadOwn(words.denials, client, kCountedBits);
    first = count == 0;
    if (count >= UINT32_MAX) break;
    if (words.denials.compare_exchange_weak(seen, OwnWord(count + 1, client, kCountedBits),
                                            std::memory_order_relaxed, std::memory_order_relaxed))
      break;
  }
  const uint64_t time = OwnWord(now.value, client, kTickBits);
  if (first) words.denied_first.store(time, std::memory_order_relaxed);
  words.denied_last.store(time, std::memory_order_relaxed);
}

}  // namespace errwatch::store
