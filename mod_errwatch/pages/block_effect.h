// What becomes of whoever has a block: that depends on the block, and on the mode and the allow list of the
// server as it is now, which may have changed since.
#pragma once

#include "model/policy.h"
#include "pages/snapshot.h"
#include "store/block_word.h"

namespace errwatch::store {

struct BlockEffect {
  bool denied = false;  // somewhere in the scope
  bool would_be_denied = false;
  NotDenied not_denied = NotDenied::kDoesNotApply;
  constexpr bool lasts() const { return denied || would_be_denied || not_denied != NotDenied::kDoesNotApply; }
};

// `engines`: of the block's scope. `allowed`: the client is on the allow list of all of its virtual hosts.
constexpr BlockEffect EffectOf(const BlockWord& block, EnginesInUse engines, bool allowed, Tick now) {
  BlockEffect effect;
  if (!block.Active(now)) return effect;
  if (engines.AllOff()) {
    effect.not_denied = NotDenied::kEngineOff;
  } else if (allowed) {
    effect.not_denied = NotDenied::kAllowed;
  } else if (block.detection_only || engines.DetectAtMost()) {
    effect.would_be_denied = true;
  } else {
    effect.denied = true;
  }
  return effect;
}

inline void SetEffect(const BlockEffect& effect, ClientRow& row) {
  row.blocked = effect.denied;
  row.detection_only = effect.would_be_denied;
  row.not_denied = effect.not_denied;
}

}  // namespace errwatch::store
