// How often which kind of entry comes, by virtual host: the error_log hook counts, the watchdog learns and
// judges (anomaly/baseline.h). Lock-free, bounded, async-signal-safe but for what says otherwise.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "anomaly/baseline.h"
#include "anomaly/message_template.h"
#include "base/ticks.h"
#include "store/baseline_layout.h"
#include "store/counters.h"

namespace errwatch::store {

// Nothing is told of a kind of entry, nor are new kinds told, before so long was learned.
inline constexpr Milliseconds kLearnTime{7LL * 24 * 3600 * 1000};
// One entry of a new kind may be anything.
inline constexpr uint64_t kLeastOfNewKind = 3;

struct KnownBaseline {
  TemplateId kind = 0;
  std::string vhost;  // visible (base/visible_text.h)
  uint64_t count = 0;
  Tick first, last;
  double usual_an_hour = 0;  // at this hour
  bool learned = false;
};

struct BaselineNews {
  AnomalyKind what = AnomalyKind::kBurst;
  TemplateId kind = 0;
  std::string vhost;
  uint32_t seen = 0, expected = 0, clients = 0;
  Tick begun;
  Tick judged;  // up to which `expected` is; empty where nothing is
};

class BaselinesReader {
 public:
  explicit BaselinesReader(const BaselineTable* table) : table_(table) {}
  std::vector<KnownBaseline> List(Tick now) const;  // most entries first
  Tick begun() const noexcept;                      // empty: nothing was learned yet

 private:
  const BaselineTable* table_;
};

class Baselines : public BaselinesReader {
 public:
  Baselines(BaselineTable* table, Counters counters)
      : BaselinesReader(table), table_(table), counters_(counters) {}

  // In the hook. `client`: its fingerprint, 0 = nobody's.
  void Note(TemplateId kind, std::string_view vhost, uint64_t client, Tick now) noexcept;

  // Judges and learns each slot that is over, once. For one process at a time: the watchdog, a replay.
  // Allocates.
  std::vector<BaselineNews> Judge(Tick now);

  // Whatever is seen now is normal from now on: Judge does it the next time.
  void Accept(Tick now) noexcept;

 private:
  void PassGap(Tick now) noexcept;
  BaselineRow* RowOf(TemplateId kind, std::string_view vhost, Tick now) noexcept;

  BaselineTable* table_;
  Counters counters_;
};

}  // namespace errwatch::store
