// One record of a client's story (client_story.h), and how it lies in sixteen words.
//
//   word 0       ticket x 2 + 1 while it is written, + 2 once it is whole (32 bits) | checksum (32 bits)
//   word 1       time (37) kind (4) flags (6) attack that it joined (2) status (10) strikes (5)
//   word 2       rule (32) log id (24) category's number (8)
//   word 3       of an entry: level (22) of `any` (22) poured (16); of others: count (32) level (22)
//   word 4       capacity (20) cost (16) limit (8) lengths of method (4), virtual host (5) and URI (7)
//   words 5-15   of an entry, a log-in and an unusual request: the texts; of others: until, first denial, last denial
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/ticks.h"
#include "model/category.h"
#include "model/joined_attack.h"
#include "model/story_kind.h"
#include "store/client_key.h"
#include "store/story_layout.h"

namespace errwatch::store {

inline constexpr std::size_t kStoryTextBytes = 88;
inline constexpr std::size_t kStoryMethodBytes = 12;
inline constexpr std::size_t kStoryVhostBytes = 28;

// How an entry was counted, as bits.
enum StoryFlag : uint8_t {
  kStoryForeign = 1,       // as what a page of another site can have caused
  kStoryCrawl = 2,         // at crawl speed
  kStoryWidespread = 4,    // among what many clients cause at once
  kStoryAnswered = 8,      // `status` is what the client got in the end
  kStoryForeignOnly = 16,  // of a block: store/block_word.h
};

// Texts have no secrets any more (store/incident_text.h); of those that are too long both ends are kept, of
// the URI what the others leave of kStoryTextBytes.
struct StoryEvent {
  StoryKind kind = StoryKind::kEntry;  // at most kLastStoredKind
  Category category = Category::kBenign;
  uint8_t limit = 0;  // tag of the bucket that `level` and `capacity` are of
  uint8_t flags = 0;
  std::optional<AnomalyKind> joined;  // an attack that many share: it is part of that
  uint8_t strikes = 0;
  uint16_t status = 0;
  uint16_t cost = 0;  // units, of the rule
  uint32_t rule = 0;
  uint32_t log_id = 0;
  uint32_t level = 0;      // quanta, after it
  uint32_t any_level = 0;  // ... in `any`; of an entry
  uint32_t poured = 0;     // quanta; of an entry
  uint32_t capacity = 0;   // units
  uint32_t count = 0;      // denials before it, failures forgiven, points of an unusual request
  Tick time;
  Tick until;                      // of a block
  Tick denied_first, denied_last;  // of `count` denials
  std::string_view method, vhost, uri;
};

// A record read back: owns its texts. Every field is in range, whatever stands in the memory.
struct StoryRecord {
  uint64_t ticket = 0;
  StoryEvent event;  // its views point into `text`
  std::array<char, kStoryTextBytes> text{};
  StoryRecord() = default;
  StoryRecord(const StoryRecord& other) { *this = other; }
  StoryRecord& operator=(const StoryRecord& other);
};

using StoryNumbers = std::array<uint64_t, kStoryRecordWords>;

// Words 1 to 15.
StoryNumbers EncodeStory(const StoryEvent& event) noexcept;
// Empty where no writer of this version can have written that.
std::optional<StoryRecord> DecodeStory(const StoryNumbers& words, uint64_t ticket) noexcept;
// ... with another status, which is what the client got.
void SetAnswer(StoryNumbers& words, uint16_t status) noexcept;

// Word 0 while the record is being written, and when it is whole.
uint64_t BeingWritten(uint64_t ticket) noexcept;
uint64_t WholeWord(const StoryNumbers& words, Fingerprint client, uint64_t ticket) noexcept;
// Whether the word is of a record that is later than `ticket`, but not than `head`, as wild numbers are.
bool IsOfLater(uint64_t word, uint64_t ticket, uint64_t head) noexcept;

// Loads what was published; false where it is another's, another record or torn.
bool LoadWhole(const StoryRecordWords& record, Fingerprint client, uint64_t ticket,
               StoryNumbers& words) noexcept;

}  // namespace errwatch::store
