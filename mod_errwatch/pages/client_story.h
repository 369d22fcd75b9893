// The story of a client: what it did that counted, how its blocks began and ended. Plain values, as in
// snapshot.h: texts may hold any bytes that a client sent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ticks.h"
#include "model/anomaly.h"
#include "model/story_kind.h"
#include "pages/shown_client.h"

namespace errwatch {

struct StoryRow {
  Tick time;
  StoryKind kind = StoryKind::kEntry;
  ShownClient client;    // or a range that it is in
  uint64_t number = 0;   // of the incident (IncidentRow), 0 = not known
  std::string category;  // of an entry, or of the last one before a block
  uint32_t rule = 0;
  std::string rule_name;
  std::string ah;                     // "AH00128" or empty
  uint32_t cost = 0;                  // units of its rule
  double poured = 0;                  // ... that it weighed
  std::string limit;                  // category name or "any"; of the score, or why a block began
  double score = 0;                   // units after it
  uint32_t capacity = 0;              // 0 = no limit known
  double any_score = 0;               // in "any" after it; 0 = not known
  uint16_t status = 0;                // 0 = not known
  bool answered = false;              // `status` is what the client got
  bool foreign = false;               // as what a page of another site can have caused
  bool crawl = false;                 // at crawl speed
  bool widespread = false;            // among what many clients cause at once
  bool foreign_only = false;          // of a block
  std::optional<AnomalyKind> joined;  // an attack that many share: it is part of that
  std::string method, vhost, uri;
  std::string message;   // of the entry, or why; from incidents and the event log alone
  Tick until;            // end of a block, 0 = none
  std::string incident;  // its number (store/incident_code.h), where it is known
  uint32_t strikes = 0;
  uint32_t count = 0;  // requests denied, failed log-ins forgiven, points of an unusual request
  Tick last;           // ... the last of them

  // Evidence of any category that weighed.
  bool IsAttack() const { return kind == StoryKind::kEntry; }
  // ... of its own.
  bool LoggedInAfterFailures() const {
    return count != 0 && (kind == StoryKind::kTakeover || kind == StoryKind::kForgiven);
  }
  // It may have: the answer was no refusal, and what it held nobody knows here.
  bool Succeeded() const;
  bool operator==(const StoryRow&) const = default;
};

// Of one client in one scope.
struct StoryRows {
  ShownClient client;
  std::string scope;
  std::vector<StoryRow> rows;  // the oldest first
  uint64_t forgotten = 0;      // records of which shared memory has no more

  uint32_t Attacks() const;
  uint32_t Successes() const;  // attacks of which an answer with 2xx may mean that
};

}  // namespace errwatch
