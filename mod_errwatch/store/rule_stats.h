// Two small tables beside the clients: how often each rule hit, and which messages many clients cause at
// once. Lock-free, bounded, async-signal-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/ticks.h"
#include "store/counters.h"
#include "store/segment_layout.h"

namespace errwatch::store {

struct RuleHits {
  uint32_t rule = 0;
  uint64_t hits = 0;
  Tick last_hit;
};

class RuleStatsReader {
 public:
  RuleStatsReader(const RuleWords* rows, uint32_t capacity) : rows_(rows), capacity_(capacity) {}
  std::vector<RuleHits> List() const;  // most hits first

 private:
  const RuleWords* rows_;
  uint32_t capacity_;
};

class RuleStats : public RuleStatsReader {
 public:
  RuleStats(RuleWords* rows, uint32_t capacity, Counters counters)
      : RuleStatsReader(rows, capacity), rows_(rows), capacity_(capacity), counters_(counters) {}
  void Hit(uint32_t rule, Tick now) noexcept;  // rule 0 (none) is not listed
  // True for one caller in each `quiet` ticks: incidents about the server are not repeated with every entry.
  // False when the table is full.
  bool ClaimIncident(uint32_t rule, uint64_t quiet, Tick now) noexcept;

 private:
  RuleWords* RowOf(uint32_t rule) noexcept;

  RuleWords* rows_;
  uint32_t capacity_;
  Counters counters_;
};

// Which messages come from many clients at once: the fault of the server, or a distributed attack.
class Templates {
 public:
  static constexpr uint64_t kWindow = 60 * 100;  // ticks: one minute
  static constexpr int kManyClients = 24;        // bits of 63: about 30 different clients
  // Of clients that also get what they ask for, so few within ten minutes mean that something of the site is
  // broken: visitors do not scan, and a small site has four a minute.
  static constexpr int kManyVisitors = 5;
  // A row unused for so long gives way; a spread that goes on is reported as often.
  static constexpr uint64_t kStale = 10 * kWindow;
  Templates(TemplateWords* rows, uint32_t capacity, Counters counters)
      : rows_(rows), capacity_(capacity), counters_(counters) {}

  // Many clients in this window or in the one before, or some visitors.
  // kManyFirst: for one caller in kStale ticks, which reports it.
  enum class Spread : uint8_t { kFew, kManyFirst, kMany };
  // `key` identifies the template (not 0), `client` its fingerprint. `visitor`: the client also gets what it
  // asks for.
  Spread Note(uint64_t key, uint64_t client, bool visitor, Tick now) noexcept;

 private:
  TemplateWords* RowOf(uint64_t key, Tick now) noexcept;

  TemplateWords* rows_;
  uint32_t capacity_;
  Counters counters_;
};

}  // namespace errwatch::store
