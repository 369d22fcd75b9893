// From a classification to its consequences: the one place where entries are poured, incidents opened and
// clients blocked. Used by the error_log hook, by the response hook and by the replay of old logs.
#pragma once

#include <array>
#include <cstdint>

#include "model/crawler.h"
#include "model/entry.h"
#include "model/identity.h"
#include "model/policy.h"
#include "model/track_record.h"
#include "rules/classifier.h"
#include "store/segment.h"

namespace errwatch::store {

// What one request has shown and been charged with so far: of each category the costliest entry counts, once,
// and the sum is that of the costliest of all. Several entries tell of one request, and so does its response.
struct RequestLedger {
  std::array<uint16_t, kCategoryCount> quanta{};  // already poured, by category
  uint32_t any_quanta = 0;                        // ... into `any`
  CategorySet noted, new_shape, new_target;       // categories whose novelty is known, and what it was
  OwnClasses own;                                 // what it was the first to show
  TrackRecord record;                             // of the client, before this request
  bool failed = false;                            // the client's record says so already
  bool widespread = false;                        // measured already
  bool login_failed = false;                      // whoever sent it has not proved to be anybody
};

// The policy of the virtual host where the entry happened.
struct Charge {
  const Limits* limits = nullptr;
  const BlockPolicy* block = nullptr;
  uint64_t scope = 0;  // ScopeHash
  uint8_t scope_index = 0;
  bool detection_only = false;
  bool entry_events = false;              // append a kEntry record for each classified entry
  const CrawlerList* crawlers = nullptr;  // null: nobody is one
  bool verify_crawlers = false;           // somebody answers the questions of CrawlerClaims
};

struct Outcome {
  bool poured = false;
  bool incident = false;
  bool blocked = false;  // this entry blocked the client (or would have, under DetectionOnly)
  bool widespread = false;
  uint8_t limit = 0;   // tag of the bucket that overflowed
  uint32_t level = 0;  // quanta in the category's bucket after the pour
  Tick until;
};

// `client` empty (ClientAddress()): the entry is about the server; it is counted, and may open an incident,
// but charges nobody. `request` may be null: then the entry stands alone.
// No allocation, no lock, bounded time.
//
// Counts the rules that matched, the category, and kBenign, kMatchLimit, kPoured, kSameRequest, kWidespread,
// kIncidents, kBlocks and kDetections; what happened before is counted by Admit and by the caller (kEntries,
// kOwnDenial, ...).
//
// What an entry weighs is decided by model/judgement.h; docs/design.md has the reasons.
//
// Failed log-ins and load count beside the category that names the entry, whatever that is.
//
// An entry that many clients cause at once (rule_stats.h) is the server's fault as likely as theirs: a broken
// link, a wrong permission. It is not charged, but measured apart: a client that causes kWidespreadFactor
// times as much of it as `any` allows is blocked after all. Never so for recognised attacks, nor for
// auth_failure (Fault in model/category.h).
Outcome Account(Segment& segment, const Entry& entry, const Classification& what, const ClientAddress& client,
                const Charge& charge, RequestLedger* request, Tick now) noexcept;

// Of a request that is evidence of nothing: looks into its claim to be a crawler, if it makes one. Asked
// early, the answer of the DNS is there when it is wanted.
void AccountClaim(Segment& segment, const Entry& entry, const ClientAddress& client, const Charge& charge,
                  Tick now) noexcept;

// Counts an entry that is charged to no client (kAllowed, kProxyPeer, kBackend, kNoClient). False when it is
// not to be accounted for at all.
bool Admit(IdentityKind kind, Counters counters) noexcept;

// What is appended when a block runs out.
Incident EndOfBlock(const ClientAddress& client, uint8_t scope_index, const BlockWord& block,
                    Tick now) noexcept;

// Incidents without a charge (cost 0, or no client) are opened at most once in this many ticks a rule.
inline constexpr uint64_t kQuietTicks = 10 * 60 * 100;

inline constexpr uint32_t kWidespreadFactor = 8;

inline constexpr uint32_t kForgivenByForm = 2;

}  // namespace errwatch::store
