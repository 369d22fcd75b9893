// What the watchdog does with baselines: it judges each slot once, puts together what belongs together, and
// tells. A replay of a log does the same on the log's clock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/ticks.h"
#include "model/level.h"
#include "model/log_id.h"
#include "store/baseline_rows.h"
#include "store/segment.h"

namespace errwatch::store {

// So many kinds that are new or have changed within kTogether are one deployment, not so many anomalies.
inline constexpr std::size_t kLeastOfDeployment = 4;
inline constexpr Milliseconds kTogether{20 * 60 * 1000};
// After one was told, further changes are its own.
inline constexpr Milliseconds kSettling{2LL * 3600 * 1000};

// In the error_log hook: the entry is one more of its kind. `client`: its fingerprint, 0 = nobody's.
void NoteKindOfEntry(Segment& segment, LogId log_id, std::string_view message, Level level,
                     std::string_view vhost, uint64_t client, Tick now) noexcept;

class BaselineWatch {
 public:
  // Judges what is over, each slot once, and appends an incident for each anomaly. How many. A change is told
  // kTogether after it was found, or after the first of those that it is one deployment with.
  std::size_t Watch(Segment& segment, Tick now);

  // A log ends at `now`, and nothing more is known: what was found is told, and what its last slot, which is
  // not over, has too much of. That something came no more in that slot is none of it.
  std::size_t End(Segment& segment, Tick now);

 private:
  std::size_t Take(Segment& segment, std::vector<BaselineNews> found, Tick now);
  std::size_t Flush(Segment& segment, Tick now);

  uint64_t judged_ = 0;                // slot
  std::vector<BaselineNews> waiting_;  // changes that may be a deployment's
  Tick waiting_since_;
  Tick settling_until_;
};

}  // namespace errwatch::store
