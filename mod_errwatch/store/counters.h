// Global counters of everything that is seen, dropped, refused or hit. Striped, so that processes do not
// fight for one cache line.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "model/category.h"
#include "store/segment_layout.h"

namespace errwatch::store {

// id, name, what it counts.
#define ERRWATCH_COUNTERS(X)                                                                                \
  X(kEntries, "entries", "error-log entries seen")                                                          \
  X(kResponses, "responses", "responses judged without an entry")                                           \
  X(kBodies, "bodies", "bodies of requests looked at")                                                      \
  X(kBodiesCut, "bodies_cut", "bodies of requests looked at up to the size of ErrWatchBody")                \
  X(kBodiesCompressed, "bodies_compressed", "bodies of requests not looked at because they are compressed") \
  X(kRequests, "requests", "requests answered to clients that could be blocked")                            \
  X(kForwarded, "forwarded", "requests of near addresses that say for whom they are forwarded")             \
  X(kBenign, "benign", "entries and responses that are evidence of nothing")                                \
  X(kPoured, "poured", "entries and responses counted against a client")                                    \
  X(kSameRequest, "same_request", "entries of a category already counted for their request")                \
  X(kAllowed, "allowed", "entries of clients on the allow list")                                            \
  X(kOwnAddress, "own_address", "entries of addresses of this machine itself")                              \
  X(kNoClient, "no_client", "entries that name no client")                                                  \
  X(kProxyPeer, "proxy_peer", "entries not counted because the peer speaks for others")                     \
  X(kBackend, "backend", "entries of connections to backends")                                              \
  X(kOwnDenial, "own_denial", "entries caused by a denial of this module")                                  \
  X(kReentry, "reentry", "entries logged while one was being handled")                                      \
  X(kNoScratch, "no_scratch", "entries not classified because every scratch was in use")                    \
  X(kMatchLimit, "match_limit", "patterns stopped at the match limit")                                      \
  X(kSteps, "steps", "steps taken to look at entries and responses, of which a request has a fixed number") \
  X(kUnread, "unread", "entries not looked at in full because their request took too much work")            \
  X(kOverlong, "overlong", "entries with a field longer than what is looked at")                            \
  X(kFault, "fault", "internal faults that let a request pass")                                             \
  X(kWidespread, "widespread", "entries not charged because many clients cause the same one")               \
  X(kIncidents, "incidents", "incidents opened")                                                            \
  X(kBlocks, "blocks", "blocks")                                                                            \
  X(kDetections, "detections", "blocks that DetectionOnly held back")                                       \
  X(kBlockedByHand, "blocked_by_hand", "blocks by an administrator")                                        \
  X(kUnblocked, "unblocked", "blocks ended by an administrator")                                            \
  X(kExpired, "expired", "blocks that ran out")                                                             \
  X(kDenials, "denials", "requests denied")                                                                 \
  X(kWouldDeny, "would_deny", "requests that would have been denied")                                       \
  X(kForgiven, "forgiven", "scores taken back after a successful log-in")                                   \
  X(kTakeovers, "takeovers", "log-ins after many failed attempts at the same name")                         \
  X(kEvictions, "evictions", "clients forgotten to make room")                                              \
  X(kEvictionsRefused, "evictions_refused",                                                                 \
    "clients not counted because their set is full of blocks by hand")                                      \
  X(kBlocksEvicted, "blocks_evicted", "blocks ended early to make room for another client")                 \
  X(kRangeBlocks, "range_blocks", "ranges of addresses blocked as a whole")                                 \
  X(kRangesSpared, "ranges_spared", "ranges not blocked because somebody there did well")                   \
  X(kRangesUnwatched, "ranges_unwatched", "blocks not counted for their range because its place was taken") \
  X(kRangeEntries, "range_entries", "entries of clients in a blocked range, counted against nobody")        \
  X(kListedFull, "listed_full", "ranges not allowed or blocked by hand because their place was taken")      \
  X(kBucketEvictions, "bucket_evictions", "lowest category scores forgotten to make room")                  \
  X(kLostRaces, "lost_races", "counts lost because a client was evicted at that moment")                    \
  X(kRulesUncounted, "rules_uncounted", "rule hits not listed because the table is full")                   \
  X(kJoinersBlocked, "joiners_blocked", "clients blocked because they joined an attack that many share")    \
  X(kBaselinesUncounted, "baselines_uncounted",                                                             \
    "entries whose kind has no baseline because its place was taken")                                       \
  X(kTargetsUncounted, "targets_uncounted", "targets of crowds not watched because their place was taken")  \
  X(kUnusual, "unusual", "requests unlike those of their site, by ErrWatchModel")                           \
  X(kUnusualUntold, "unusual_untold",                                                                       \
    "unusual requests without an incident: their client had one, or too many were told in this hour")       \
  X(kTemplatesUncounted, "templates_uncounted", "templates not watched because their place was taken")      \
  X(kProxyPeersFull, "proxy_peers_full", "proxies not remembered because the table is full")                \
  X(kCrawlersVerified, "crawlers_verified", "crawlers whose address is their operator's, by the DNS")       \
  X(kCrawlersFalse, "crawlers_false", "claims to be a crawler that the DNS gave the lie to")                \
  X(kCrawlersUndecided, "crawlers_undecided", "claims to be a crawler of which the DNS gave no answer")     \
  X(kCrawlerQuestionsDropped, "crawler_questions_dropped",                                                  \
    "claims to be a crawler not looked up for lack of room")                                                \
  X(kIncidentsLost, "incidents_lost", "incidents overwritten before they were reported in the error log")   \
  X(kEventsWritten, "events_written", "events written")                                                     \
  X(kEventsDropped, "events_dropped",                                                                       \
    "events dropped because the reader was too slow or gone, or the file could not be written")

enum class Counter : uint8_t {
#define ERRWATCH_COUNTER_ENUM(id, ...) id,
  ERRWATCH_COUNTERS(ERRWATCH_COUNTER_ENUM)
#undef ERRWATCH_COUNTER_ENUM
      kCount
};
inline constexpr std::size_t kCounterCount = static_cast<std::size_t>(Counter::kCount);

struct CounterInfo {
  std::string_view name;
  std::string_view text;
};
const CounterInfo& Info(Counter counter);

inline constexpr uint32_t kStripes = 8;
// Counters, then one word a category (by its number), filled up to whole cache lines.
inline constexpr std::size_t kStripeWords = (kCounterCount + kNumberedPlaces + 7) / 8 * 8;

struct alignas(64) CounterStripe {
  std::array<SharedWord, kStripeWords> words;
};
static_assert(kIsPlain<CounterStripe>);

// Views of the counters; copying one copies the view. Any thread, any process, async-signal-safe.
class CountersReader {
 public:
  explicit CountersReader(const CounterStripe* stripes) : stripes_(stripes) {}
  uint64_t Sum(Counter counter) const noexcept;
  uint64_t SumCategory(Category category) const noexcept;

 private:
  const CounterStripe* stripes_;
};

class Counters : public CountersReader {
 public:
  explicit Counters(CounterStripe* stripes) : CountersReader(stripes), stripes_(stripes) {}
  void Add(Counter counter, uint64_t amount = 1) noexcept;
  void AddCategory(Category category) noexcept;  // entries of a category, benign excepted

 private:
  CounterStripe* stripes_;
};

}  // namespace errwatch::store
