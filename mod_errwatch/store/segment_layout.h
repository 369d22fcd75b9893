// How the shared memory is laid out, byte for byte.
// docs/shm-format.md draws it; change kLayoutVersion with anything here.
//
//   +--------+----------+-------+-----------+-------------+--------+------------+-------------+
//   | Header | counters | rules | templates | proxy peers | claims | near peers | good ranges | ...
//   +--------+----------+-------+-----------+-------------+--------+------------+-------------+
//        +----------+-------------------+-----------+-------------+-----+--------------+-----+
//    ... | timeline | message templates | incidents | story set 0 | ... | listed set 0 | ... | ...
//        +----------+-------------------+-----------+-------------+-----+--------------+-----+
//        +-------------+-----+-------+-----+
//    ... | range set 0 | ... | set 0 | ... |
//        +-------------+-----+-------+-----+
//
//   A set holds eight clients in 1024 bytes, 128 a client:
//   +----------------+----------------+-------------------+-----+-------------------+
//   | 8 fingerprints | 8 block words  | client 0, 14 words| ... | client 7, 14 words|
//   +----------------+----------------+-------------------+-----+-------------------+
//   The gate reads the first cache line, and the second only for a client that it knows.
//
// Sets of stories: story_layout.h; of listed ranges: listed_layout.h; message templates: template_layout.h.
// Crowds, baselines, models that are being learnt, the journal for other hosts and what is known of those lie
// behind the message templates: crowd_layout.h, baseline_layout.h, model_layout.h, journal_layout.h,
// share_layout.h.
// Incidents, sets of ranges of both kinds and of clients begin on a page, so that none of them lies on two:
// the state file is written by the page.
//
// Offsets, never pointers. Every word that changes is a SharedWord, changed by lock-free 64-bit atomic
// operations and valid after each of them: a process may be killed at any instruction. Everything here is
// plain numbers (asserted below), so that a mapping of the file, whoever filled it, holds these structs
// without a constructor having run. Geometry and hash key are copied to private memory when a process
// attaches, because the mapping is written by processes with fewer rights than some of its readers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "model/client_address.h"
#include "model/event_filter.h"
#include "model/policy.h"
#include "store/listed_layout.h"
#include "store/shared_word.h"

namespace errwatch::store {

inline constexpr std::array<char, 8> kMagic = {'E', 'R', 'R', 'W', 'A', 'T', 'C', 'H'};
inline constexpr uint32_t kLayoutVersion = 19;

inline constexpr std::size_t kPageBytes = 4096;
inline constexpr uint32_t kWays = 8;             // clients a set
inline constexpr uint32_t kCategoryBuckets = 5;  // a client's buckets beside `any`
inline constexpr uint32_t kScopeNames = 64;
// "server" or a name of at most 32 characters, filled up with NUL.
inline constexpr std::size_t kScopeNameBytes = 32;
inline constexpr uint32_t kMaxSets = 1U << 21;
inline constexpr uint32_t kMaxRows = 1U << 16;  // of incidents, rules and templates each
inline constexpr uint32_t kMinRows = 16;

struct Geometry {
  uint32_t sets = 0;       // power of two
  uint32_t incidents = 0;  // power of two
  uint32_t rules = 0;      // power of two
  uint32_t templates = 0;  // power of two
  constexpr bool operator==(const Geometry&) const = default;
};

// `clients` rounded up to whole sets and to a power of two, at most kMaxSets; the other sizes are fixed.
Geometry GeometryFor(uint32_t clients);

using HashKey = std::array<uint8_t, 16>;

// How far those who take records for one purpose have come.
struct RingCursor {
  SharedWord taken;  // ticket of the first record that nobody has taken
  SharedWord
      stalled;  // the unfinished record at which the takers wait: tick (37 bits) | low 27 bits of its ticket
};

// A line of ErrWatchEventLog, of httpd's configuration that runs or ran last: event_logs.h.
inline constexpr std::size_t kEventLogNameBytes = 144;
struct alignas(64) EventLogWords {
  SharedWord print;  // of its place; 0 = free
  RingCursor cursor;
  SharedWord written, dropped;
  SharedWord last_drop;                                                  // event_logs.cc
  std::array<SharedWord, kEventLogNameBytes / sizeof(SharedWord)> name;  // for display; filled up with NUL
};
static_assert(sizeof(EventLogWords) == 192);

// Where the incident ring stands. Not part of the ring, so that a reader asks for news without touching a
// slot.
struct alignas(64) RingWords {
  SharedWord head;  // ticket of the next record
  RingCursor messages;
  SharedWord event_generation;  // of httpd's configuration, whose processes write the events; 0 = nobody does
  std::array<EventLogWords, kMaxEventLogs> event_logs;
};

// What the parent tells everybody about the state file; see file_condition.h.
struct alignas(64) FileWords {
  SharedWord condition;
  // Of the configuration that runs, or ran last: a bit a scope, by its index. In which of them ErrWatchEngine
  // has the value of this index (model/policy.h); not known = all are 0.
  std::array<SharedWord, kEngineCount> engines;
  SharedWord models_read;  // tick: when its models (ErrWatchModel) were read; 0 = not known
};

// What a gate looks at before it looks for a range; see client_ranges.h.
struct alignas(64) RangeWatch {
  SharedWord blocked_until;  // tick: no range is blocked longer
  SharedWord watched_until;  // tick: of no range blocks are counted longer
};

using ScopeNameWords = std::array<SharedWord, kScopeNameBytes / sizeof(SharedWord)>;

// Up to `created` written once, before anybody else sees the region.
struct alignas(64) Header {
  std::array<char, 8> magic;
  uint32_t layout_version;
  uint32_t header_bytes;
  Geometry geometry;
  HashKey hash_key;  // per file and secret: crafted addresses must not collide
  ClientPrefix prefix;
  std::array<uint8_t, 6> reserved;
  uint64_t created;  // tick
  RingWords ring;
  FileWords file;
  RangeWatch ranges;
  alignas(64) std::array<ListedWatch, kListKinds> listed;
  std::array<ScopeNameWords, kScopeNames> scope_names;
};

struct ClientWords {
  SharedWord address_high, address_low;  // masked address; for display
  SharedWord seen;                       // last seen: tick (37 bits) | scope index (8 bits)
  SharedWord origin;                     // last rule id (low 32 bits) | model/track_record.h (high 32 bits)
  SharedWord counts;                     // entries (low 32 bits) | denials (high 32 bits)
  SharedWord any;                        // model/leaky_bucket.h, tag kAnyTag
  SharedWord shapes, targets;  // model/known_targets.h: shapes of what it asked for in vain, and that itself
  SharedWord names;            // model/failed_names.h
  std::array<SharedWord, kCategoryBuckets> buckets;
};
static_assert(sizeof(ClientWords) == 14 * 8);

struct alignas(64) Set {
  // Fingerprint (56 bits) | epoch (8 bits); 0 = never used. A way that was used once is only ever taken over,
  // never emptied. The epoch equals the low bits of the block word's generation, except while the way is
  // being taken over: then the block word is nobody's. See client_set.h.
  std::array<SharedWord, kWays> fingerprints;
  std::array<SharedWord, kWays> blocks;  // BlockWord
  std::array<ClientWords, kWays> clients;
};
static_assert(sizeof(Set) == 1024);

// A range of addresses whose blocked clients are counted (model/client_range.h), or that is blocked itself.
// window and RangeSet::blocks bear part of the print: what a row's former range left in them is void.
struct RangeWords {
  SharedWord address_high, address_low;  // first address; for display
  SharedWord about;   // last denial: tick (37 bits) | scope index (8 bits) | bits of the range (7 bits)
  SharedWord counts;  // blocked parts when it was blocked (low 32 bits) | denials since (high 32 bits)
  SharedWord window;  // first block that counts: tick (37 bits) | detections only (bit 37) | print (20 bits)
  std::array<SharedWord, 4> blocked;  // one bit a part in which a client was blocked
  std::array<SharedWord, 4> seen;     // ... in which a client was seen
  SharedWord unused;
};
static_assert(sizeof(RangeWords) == sizeof(ClientWords));

struct alignas(64) RangeSet {
  std::array<SharedWord, kWays> prints;  // SipHash of scope, address and bits; 0 = free
  std::array<SharedWord, kWays> blocks;  // client_ranges.cc
  std::array<RangeWords, kWays> ranges;
};
static_assert(sizeof(RangeSet) == sizeof(Set));

// One for 32 sets of clients, but never less than one attacker's network needs.
constexpr uint32_t RangeSets(const Geometry& geometry) {
  return geometry.sets < 2048 ? 64 : geometry.sets / 32;
}
// Words of either half: good_ranges.h.
constexpr uint32_t GoodRangeWords(const Geometry& geometry) {
  return geometry.sets < 64 ? 128 : geometry.sets * 2;
}

// Rule hits, and when a rule last opened an incident without a client.
struct RuleWords {
  SharedWord id;  // 0 = free
  SharedWord hits;
  SharedWord last_hit;       // tick
  SharedWord last_incident;  // tick
};

// One message template (rule, virtual host, path): how many different clients caused it lately.
struct TemplateWords {
  SharedWord key;     // 0 = free
  SharedWord window;  // tick at which the current window began
  // One bit for each of 63 classes of clients seen in this window; bit 63: the window before was widespread.
  SharedWord clients;
  SharedWord visitors;  // model/known_targets.h over clients that also get what they ask for
  SharedWord reported;  // tick at which it was last reported as widespread
};

// A peer that mod_remoteip takes others' word from: proxy_peers.h.
inline constexpr uint32_t kProxyPeers = 256;
struct ProxyPeerWords {
  SharedWord print;  // SipHash of the address; 0 = free
  SharedWord address_high, address_low;
  SharedWord counts;          // of this hour: requests, forwarded; the hour
  SharedWord begun;           // tick of the first request of this hour
  SharedWord clients;         // one bit for each of 64 classes of clients
  SharedWord shielded;        // of this hour: entries not held against it; the hour
  SharedWord forwarded_last;  // tick
  SharedWord proxy_until;     // tick until which it is held for a proxy
};

// What an address near this server brings: near_peers.h.
inline constexpr uint32_t kNearPeers = 64;
struct NearPeerWords {
  SharedWord print;  // SipHash of the address; 0 = free
  SharedWord address_high, address_low;
  SharedWord counts;                        // of this hour: requests, forwarded; the hour
  SharedWord answers;                       // of this hour: failed, denied; the hour
  SharedWord begun;                         // tick of the first request of this hour
  SharedWord voices;                        // one bit for each of 64 classes of programs or clients
  SharedWord all_before, forwarded_before;  // counters of all at that first request
  SharedWord passes;                        // of this hour: requests let pass a block; the hour
  SharedWord proxy_until;                   // tick until which it is held for a proxy
  SharedWord told;                          // start of the server that told the operator so
};

// A client's claim to be a crawler: crawler_claims.h.
inline constexpr uint32_t kCrawlerClaims = 1024;
struct ClaimWords {
  SharedWord print;                      // SipHash of the client; 0 = free
  SharedWord address_high, address_low;  // that asked; not masked
  SharedWord state;
};
inline constexpr std::size_t kIncidentWords = 64;

struct alignas(64) IncidentSlot {
  std::array<SharedWord, kIncidentWords> words;  // incident_ring.h
};
static_assert(sizeof(IncidentSlot) == 512);

// What may be found in a mapping without having been made there: an implicit-lifetime class, as SharedWord.
template <typename T>
inline constexpr bool kIsPlain =
    std::is_aggregate_v<T>&& std::is_trivially_copyable_v<T>&& std::is_standard_layout_v<T>;
static_assert(kIsPlain<Header> && kIsPlain<Set> && kIsPlain<RuleWords> && kIsPlain<TemplateWords> &&
              kIsPlain<IncidentSlot> && kIsPlain<RangeSet> && kIsPlain<ClaimWords> &&
              kIsPlain<NearPeerWords> && kIsPlain<ProxyPeerWords> && kIsPlain<ListedSet>);

}  // namespace errwatch::store
