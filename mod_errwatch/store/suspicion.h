// Who is looked at more closely than others: ErrWatchVerbosity.
#pragma once

#include "base/ticks.h"
#include "model/policy.h"
#include "store/client_table.h"

namespace errwatch::store {

// A part of a limit that one mistyped address does not reach, and an attacker does with the first requests.
inline constexpr uint32_t kSuspectShare = 4;  // the fourth part

// Whether one of the client's scores is at least that part of its limit. Blocked or not.
bool IsSuspect(const ClientView& client, const Limits& limits, Tick now) noexcept;

// Quanta in the bucket of this tag; 0 where the client has none.
uint32_t LevelOf(const ClientView& client, uint8_t tag, const BucketShape& shape, Tick now) noexcept;
// Whether an entry of the last hour filled the bucket of this tag, whatever has leaked since: who joins an
// attack takes his time. What it was blocked for, or an administrator took back, is no more.
bool WasChargedLately(const ClientView& client, uint8_t tag, Tick now) noexcept;

}  // namespace errwatch::store
