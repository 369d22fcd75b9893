// The terms on which an entry is charged, and what comes of it (store/accounting.h).
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "model/anomaly.h"
#include "model/category.h"
#include "model/crawler.h"
#include "model/policy.h"
#include "model/track_record.h"
#include "rules/rule_set.h"
#include "store/client_story.h"
#include "store/client_table.h"

namespace errwatch::store {

// What one request has shown and been charged with so far: of each category the costliest entry counts, once,
// and the sum is that of the costliest of all. Several entries tell of one request, and so does its response.
struct RequestLedger {
  std::array<uint16_t, kCategoryCount> quanta{};  // already poured, by category
  uint32_t any_quanta = 0;                        // ... into `any`
  CategorySet noted, new_shape, new_target;       // categories whose novelty is known, and what it was
  OwnClasses own;                                 // what it was the first to show
  TrackRecord record;                             // of the client, before this request
  std::optional<CrawlerClaim> claim;              // of its agent, once somebody asked
  uint32_t untold_quanta = 0;                     // poured early, of which no event has told
  bool early = false;                             // nobody knows yet how it will be answered
  bool failed = false;                            // the client's record says so already
  bool widespread = false;                        // measured already
  bool login_failed = false;                      // whoever sent it has not proved to be anybody
  uint16_t answer = 0;                            // how it was answered; 0 = not yet, or not known
  std::array<StoryTicket, 4> told{};              // what the client's story has of it; 0 = nothing more
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
  bool anomalies = false;                 // ErrWatchAnomalies
  UnderAttack under_attack{};
  bool verify_crawlers = false;  // somebody answers the questions of CrawlerClaims
  // What the entry was classified with, and nobody needs any more: then incidents say where the evidence is.
  const RuleSet* rules = nullptr;
  MatchScratch* scratch = nullptr;
};

struct Outcome {
  bool poured = false;
  bool incident = false;
  bool blocked = false;  // this entry blocked the client (or would have, under DetectionOnly)
  bool widespread = false;
  // What it is a part of as what a stranger did: prints of the account and its form, or of the site
  // (crowd_rows.h); 0 = nothing.
  std::array<uint64_t, 2> targets{};
  std::optional<AnomalyKind> joins;  // the attack that many share at a target of these
  uint64_t joined_target = 0;
  uint8_t limit = 0;   // tag of the bucket that overflowed
  uint32_t level = 0;  // quanta in the category's bucket after the pour
  Tick until;
};

// Incidents without a charge (cost 0, or no client) are opened at most once in this many ticks a rule.
inline constexpr uint64_t kQuietTicks = 10 * 60 * 100;

inline constexpr uint32_t kWidespreadFactor = 8;

}  // namespace errwatch::store
