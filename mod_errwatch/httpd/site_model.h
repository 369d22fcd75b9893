// The model that a virtual host's requests are compared with (ErrWatchModel).
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "anomaly/request_model.h"
#include "config/settings.h"
#include "store/learning_models.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {

// Of a model that was learnt in place, and no longer changes: worked out once a process, by whoever needs it
// first, without a lock.
class LearntScorer {
 public:
  // Null: another thread is at it.
  const RequestScorer* Of(const store::LearningModelReader& learning) noexcept {
    // acquire: what the thread that was at it wrote is seen.
    State state = state_.load(std::memory_order_acquire);
    // relaxed: who wins it reads nothing of another's, who loses it leaves.
    if (state == State::kNone &&
        state_.compare_exchange_strong(state, State::kBusy, std::memory_order_relaxed,
                                       std::memory_order_relaxed)) {
      scorer_.emplace(learning.counts());
      state_.store(State::kReady, std::memory_order_release);  // for the load above
      return &*scorer_;
    }
    return state == State::kReady ? &*scorer_ : nullptr;
  }

 private:
  enum class State : uint8_t { kNone, kBusy, kReady };
  std::atomic<State> state_{State::kNone};
  std::optional<RequestScorer> scorer_;
};

// The model of one file, whichever virtual hosts name it.
struct SiteModel {
  ModelSetting setting;
  // Either is there. What the file holds, and what judges by it:
  std::unique_ptr<const RequestModel> known;
  std::optional<RequestScorer> scorer;
  Tick written;                      // ... when that was changed last
  bool learns = false;               // there was no file that can be used, and learn= is said
  std::string problem;               // why it is not used, or will not be written
  std::vector<std::string> vhosts;   // that name it
  std::vector<std::string> looking;  // those of them where ErrWatchEngine is not Off everywhere
  // What is learnt in place, where there was no file when the server was (re)started.
  std::optional<store::LearningModel> learning;
  LearntScorer learnt_scorer;
  Tick tried;  // when the parent last tried to write the file; none: it has not
};

using SiteModels = std::vector<std::unique_ptr<SiteModel>>;

}  // namespace errwatch::httpd
