#include "store/story_record.h"

#include <algorithm>
#include <cstring>

#include "base/both_ends.h"
#include "model/leaky_bucket.h"
#include "store/siphash.h"

namespace errwatch::store {
namespace {

constexpr std::size_t kStoryTextFrom = 5;
static_assert((kStoryRecordWords - kStoryTextFrom) * sizeof(uint64_t) == kStoryTextBytes);

constexpr uint32_t WholeSequence(uint64_t ticket) { return static_cast<uint32_t>(2 * ticket + 2); }
constexpr uint32_t SequenceOf(uint64_t word) { return static_cast<uint32_t>(word); }
constexpr bool IsLater(uint32_t a, uint32_t b) { return static_cast<int32_t>(a - b) > 0; }

constexpr bool HasTexts(StoryKind kind) {
  return kind == StoryKind::kEntry || kind == StoryKind::kForgiven || kind == StoryKind::kUnusual;
}

// How the numbers lie in words 1 to 4.
constexpr int kStoryKindAt = kTickBits, kStoryFlagsAt = 41, kStoryJoinedAt = 47, kStoryStatusAt = 49,
              kStoryStatusBits = 10, kStoryStrikesAt = 59;
constexpr int kStoryLogIdAt = 32, kStoryCategoryAt = 56;
constexpr int kStoryAnyAt = kLevelBits, kStoryPouredAt = 2 * kLevelBits;  // of an entry
constexpr int kStoryLevelAt = 32;                                         // of others
constexpr int kStoryCostAt = 20, kStoryLimitAt = 36, kStoryMethodAt = 44, kStoryVhostAt = 48,
              kStoryUriAt = 53;

constexpr uint64_t AtMost(uint64_t number, int bits) { return std::min(number, (uint64_t{1} << bits) - 1); }
constexpr uint64_t BitsOf(uint64_t word, int from, int bits) {
  return word >> from & ((uint64_t{1} << bits) - 1);
}

uint64_t PutStoryTexts(StoryNumbers& words, const StoryEvent& event) {
  char* const begin = reinterpret_cast<char*>(words.data() + kStoryTextFrom);
  const std::size_t method = std::min(event.method.size(), kStoryMethodBytes);
  std::copy_n(event.method.data(), method, begin);
  const std::size_t vhost = CopyBothEnds(event.vhost, begin + method, kStoryVhostBytes);
  const std::size_t used = method + vhost;
  const std::size_t uri = CopyBothEnds(event.uri, begin + used, kStoryTextBytes - used);
  return uint64_t{method} << kStoryMethodAt | uint64_t{vhost} << kStoryVhostAt | uint64_t{uri} << kStoryUriAt;
}

// False where they reach beyond their room.
bool TakeStoryTexts(const StoryNumbers& words, StoryRecord& record) {
  std::memcpy(record.text.data(), words.data() + kStoryTextFrom, kStoryTextBytes);
  std::string_view rest(record.text.data(), record.text.size());
  const auto take = [&](std::string_view& text, uint64_t bytes) {
    if (bytes > rest.size()) return false;
    text = rest.substr(0, bytes);
    rest.remove_prefix(bytes);
    return true;
  };
  return take(record.event.method, BitsOf(words[4], kStoryMethodAt, 4)) &&
         take(record.event.vhost, BitsOf(words[4], kStoryVhostAt, 5)) &&
         take(record.event.uri, BitsOf(words[4], kStoryUriAt, 7));
}

}  // namespace

StoryRecord& StoryRecord::operator=(const StoryRecord& other) {
  if (this == &other) return *this;
  ticket = other.ticket;
  event = other.event;
  text = other.text;
  for (std::string_view StoryEvent::*member : {&StoryEvent::method, &StoryEvent::vhost, &StoryEvent::uri}) {
    std::string_view& view = event.*member;
    if (view.data() != nullptr) view = {text.data() + (view.data() - other.text.data()), view.size()};
  }
  return *this;
}

StoryNumbers EncodeStory(const StoryEvent& event) noexcept {
  StoryNumbers words{};
  words[1] = (event.time.value & kMaxTick) | uint64_t{static_cast<uint8_t>(event.kind)} << kStoryKindAt |
             AtMost(event.flags, kStoryJoinedAt - kStoryFlagsAt) << kStoryFlagsAt |
             uint64_t{AttackNumber(event.joined)} << kStoryJoinedAt |
             AtMost(event.status, kStoryStatusBits) << kStoryStatusAt |
             AtMost(event.strikes, 5) << kStoryStrikesAt;
  words[2] = event.rule | AtMost(event.log_id, 24) << kStoryLogIdAt |
             uint64_t{errwatch::Info(event.category).number} << kStoryCategoryAt;
  words[4] = AtMost(event.capacity, 20) | uint64_t{event.cost} << kStoryCostAt |
             uint64_t{event.limit} << kStoryLimitAt;
  if (event.kind == StoryKind::kEntry) {
    words[3] = AtMost(event.level, kLevelBits) | AtMost(event.any_level, kLevelBits) << kStoryAnyAt |
               AtMost(event.poured, 16) << kStoryPouredAt;
  } else {
    words[3] = event.count | AtMost(event.level, kLevelBits) << kStoryLevelAt;
  }
  if (HasTexts(event.kind)) {
    words[4] |= PutStoryTexts(words, event);
  } else {
    words[kStoryTextFrom] = event.until.value & kMaxTick;
    words[kStoryTextFrom + 1] = event.denied_first.value & kMaxTick;
    words[kStoryTextFrom + 2] = event.denied_last.value & kMaxTick;
  }
  return words;
}

std::optional<StoryRecord> DecodeStory(const StoryNumbers& words, uint64_t ticket) noexcept {
  StoryRecord record;
  record.ticket = ticket;
  StoryEvent& event = record.event;
  const uint64_t kind = BitsOf(words[1], kStoryKindAt, 4);
  if (kind > static_cast<uint64_t>(kLastStoredKind)) return std::nullopt;
  event.kind = static_cast<StoryKind>(kind);
  event.category = kCategoryByNumber[words[2] >> kStoryCategoryAt];
  event.time = {words[1] & kMaxTick};
  event.flags = static_cast<uint8_t>(BitsOf(words[1], kStoryFlagsAt, kStoryJoinedAt - kStoryFlagsAt));
  event.joined = AttackOfNumber(BitsOf(words[1], kStoryJoinedAt, kSharedAttackBits));
  event.status = static_cast<uint16_t>(BitsOf(words[1], kStoryStatusAt, kStoryStatusBits));
  event.strikes = static_cast<uint8_t>(words[1] >> kStoryStrikesAt);
  event.rule = static_cast<uint32_t>(words[2]);
  event.log_id = static_cast<uint32_t>(BitsOf(words[2], kStoryLogIdAt, 24));
  event.capacity = static_cast<uint32_t>(BitsOf(words[4], 0, 20));
  event.cost = static_cast<uint16_t>(words[4] >> kStoryCostAt);
  event.limit = static_cast<uint8_t>(words[4] >> kStoryLimitAt);
  if (event.kind == StoryKind::kEntry) {
    event.level = static_cast<uint32_t>(BitsOf(words[3], 0, kLevelBits));
    event.any_level = static_cast<uint32_t>(BitsOf(words[3], kStoryAnyAt, kLevelBits));
    event.poured = static_cast<uint32_t>(BitsOf(words[3], kStoryPouredAt, 16));
  } else {
    event.count = static_cast<uint32_t>(words[3]);
    event.level = static_cast<uint32_t>(BitsOf(words[3], kStoryLevelAt, kLevelBits));
  }
  if (HasTexts(event.kind)) return TakeStoryTexts(words, record) ? std::optional(record) : std::nullopt;
  event.until = {words[kStoryTextFrom] & kMaxTick};
  event.denied_first = {words[kStoryTextFrom + 1] & kMaxTick};
  event.denied_last = {words[kStoryTextFrom + 2] & kMaxTick};
  return record;
}

void SetAnswer(StoryNumbers& words, uint16_t status) noexcept {
  words[1] &= ~(((uint64_t{1} << kStoryStatusBits) - 1) << kStoryStatusAt);
  words[1] |= AtMost(status, kStoryStatusBits) << kStoryStatusAt | uint64_t{kStoryAnswered} << kStoryFlagsAt;
}

uint64_t BeingWritten(uint64_t ticket) noexcept { return static_cast<uint32_t>(2 * ticket + 1); }

uint64_t WholeWord(const StoryNumbers& words, Fingerprint client, uint64_t ticket) noexcept {
  std::array<uint64_t, kStoryRecordWords + 1> input;
  input[0] = client;
  input[1] = ticket;
  std::copy(words.begin() + 1, words.end(), input.begin() + 2);
  return WholeSequence(ticket) | SipHash(kPublicKey, input.data(), sizeof input) << 32;
}

bool IsOfLater(uint64_t word, uint64_t ticket, uint64_t head) noexcept {
  const uint32_t sequence = SequenceOf(word);
  return IsLater(sequence, WholeSequence(ticket)) && !IsLater(sequence, WholeSequence(head));
}

bool LoadWhole(const StoryRecordWords& record, Fingerprint client, uint64_t ticket,
               StoryNumbers& words) noexcept {
  // acquire: sees the words of the writer who stored this
  words[0] = record[0].load(std::memory_order_acquire);
  if (SequenceOf(words[0]) != WholeSequence(ticket)) return false;
  // acquire, each: keeps the second look at the first word behind them, and pairs with the writer's stores
  for (std::size_t i = 1; i < kStoryRecordWords; ++i) words[i] = record[i].load(std::memory_order_acquire);
  // relaxed: ordered by the loads above
  return record[0].load(std::memory_order_relaxed) == words[0] &&
         words[0] == WholeWord(words, client, ticket);
}

}  // namespace errwatch::store
