// What one client did without a long pause, summed up.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/report/bounded_counts.h"
#include "cli/report/sighting.h"

namespace errwatch::cli {

// Bounds of what is kept of each client: it chooses how much there is.
inline constexpr std::size_t kMostTargetsKept = 40;
inline constexpr std::size_t kMostRulesKept = 32;
inline constexpr std::size_t kMostStatusesKept = 16;
inline constexpr std::size_t kMostSamples = 12;
inline constexpr std::size_t kMostSignsKept = 20;
inline constexpr std::size_t kMostBlocksKept = 20;
inline constexpr std::size_t kKeptBytes = 300;  // of a text

// An entry that is shown as evidence.
struct Sample {
  int64_t time_us = kNoTime;
  ClientAddress client;
  Category category = Category::kBenign;
  uint32_t rule = 0;
  uint16_t status = 0;
  std::string request;  // "GET /x?y"; may be empty
  std::string message;
  std::size_t source = 0;
  uint64_t line = 0;
};

// Why an attack may have succeeded.
enum class SignKind : uint8_t {
  kAnswered,
  kFileServed,
  kShellAnswered,
  kUploadTaken,
  kUploadUsed,
  kLoggedIn,
  kFormPassed
};
inline constexpr int kSignKindCount = static_cast<int>(SignKind::kFormPassed) + 1;
// As JSON has it.
std::string_view SignName(SignKind kind);

// It tells of one client, not of what was asked for.
constexpr bool IsOfClient(SignKind kind) {
  return kind == SignKind::kLoggedIn || kind == SignKind::kFormPassed;
}

struct Sign {
  SignKind kind = SignKind::kAnswered;
  uint64_t count = 1;                                // of attempts before it, for log-ins
  std::string name;                                  // of the file that was sent, or of the user
  Sample request;                                    // that it was seen by
  std::optional<AnomalyKind> attack = std::nullopt;  // that many share at that account
};

// A reader should believe it until he knows better. Who logs in without a mistake as an account that others
// attack is mostly its owner.
inline bool IsLikely(const Sign& sign) {
  if (sign.kind == SignKind::kLoggedIn && sign.attack && sign.count == 0) return false;
  return sign.kind != SignKind::kAnswered && sign.kind != SignKind::kFormPassed;
}

// A block of the client, or of the range that it is in.
struct BlockSpan {
  int64_t from_us = kNoTime;
  int64_t until_us = 0;  // 0 = only reported
  std::string limit;
  uint64_t entries = 0;         // that came in that time; what the server recorded does not say
  bool recorded = false;        // by the server; else it is what limits would have done
  int64_t let_in_us = kNoTime;  // when somebody ended it, before `until_us`
  bool by_hand = false;         // somebody's decision, whatever the client did
  uint8_t range_bits = 0;       // of the range that was blocked; 0 = the client was
  ClientAddress client = {};    // whose it is, by Activity::AddBlock
  std::string scope = {};       // of those that the server recorded
};

struct Activity {
  ClientAddress client;
  int64_t first_us = kNoTime, last_us = kNoTime;
  uint64_t entries = 0;  // that are evidence
  uint64_t charged = 0;
  uint64_t after_block = 0;
  uint64_t cost = 0;
  uint64_t good = 0;      // answered with a success, of those whose answer is known
  uint64_t answered = 0;  // whose answer is known
  std::array<uint64_t, kCategoryCount> categories{};
  BoundedCounts<uint32_t> rules{kMostRulesKept};
  BoundedCounts<std::string> targets{kMostTargetsKept};  // paths
  BoundedCounts<uint16_t> statuses{kMostStatusesKept};
  std::vector<Sample> samples;  // the first of each rule
  // The last entry, where it is none of them. As it came: most are overwritten before anybody looks.
  struct Latest {
    int64_t time_us = kNoTime;
    ClientAddress client;
    Category category = Category::kBenign;
    uint32_t rule = 0;
    uint16_t status = 0;
    std::string method, path, query, message;
    std::size_t source = 0;
    uint64_t line = 0;
    bool kept = false;
  } latest;
  std::vector<Sign> signs;  // different ones
  uint64_t signs_seen = 0;
  std::vector<BlockSpan> blocks;
  uint64_t blocks_seen = 0;
  bool over_limit = false;           // denied, would have been, or only reported
  std::optional<AnomalyKind> joins;  // an attack that many share, of which it is a part
  uint64_t joined_target = 0;        // ... at this; 0 = not known
  bool attacked = false;             // IsAttack, and it was charged
  bool unjudged = false;             // something was charged, and no limit had a say in it

  void Add(const Sighting& sighting);
  // `own`: it tells of something that the client itself did, and when.
  void AddSign(Sign sign, bool own = true);
  void AddBlock(BlockSpan block);
  // Of its blocks by the server, those of that scope and of the range (0 = its own) that last at that time.
  void EndBlocks(std::string_view scope, uint8_t range_bits, int64_t time_us);
  void Join(AnomalyKind attack, uint64_t target) {
    joins = attack;
    joined_target = target;
  }
  // Its times grow to hold this one.
  void Extend(int64_t time_us);
  // Of one client after the other, or of several that belong together.
  void Merge(const Activity& other);
  // What it was most of by its weight; of as much the one that ranks first. Where that is no attack, what the
  // limit is of that it was blocked for.
  Category Main() const;
  std::optional<Sample> LastSample() const;
  CategorySet Categories() const;
  bool WasBlocked() const;  // or would have been
};

Sample SampleOf(const Sighting& sighting);
// "GET /a?b", without what is secret in it.
std::string RequestText(const Sighting& sighting);

}  // namespace errwatch::cli
