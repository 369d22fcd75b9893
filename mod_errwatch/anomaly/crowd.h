// What it means that many clients do the same at one target: an attack that they share, or a fault of the
// server that its visitors meet. Pure arithmetic; docs/anomalies.md has the reasons for the numbers.
#pragma once

#include <cstdint>
#include <optional>

#include "base/ticks.h"
#include "model/anomaly.h"

namespace errwatch {

// What the clients of a crowd have in common.
enum class TargetKind : uint8_t {
  kAccount,  // failed log-ins as one user of one virtual host
  kLogin,    // ... by one log-in form, or at one path, as whomever
  kSite,     // recognised attacks on one virtual host
  kLoad,     // exhausted resources of one virtual host
  kPath,     // what may be the server's own fault, at paths of one shape
};
inline constexpr uint8_t kTargetKindCount = 5;

// Within one time of kCrowdTime. Numbers are estimates.
struct Crowd {
  TargetKind kind = TargetKind::kAccount;
  uint32_t entries = 0;    // that weigh: each client's same try again does not
  uint32_t strangers = 0;  // clients that are not known to get what they ask for
  uint32_t visitors = 0;   // ... that are
  // Passwords that were tried, where requests bear them, else 0; of attacks what was asked for.
  uint32_t different = 0;
};

inline constexpr Milliseconds kCrowdTime{10 * 60 * 1000};
// So many strangers are no coincidence; visitors that meet a fault are sooner enough.
inline constexpr uint32_t kLeastStrangers = 30;
inline constexpr uint32_t kLeastVisitors = 24;

// Empty: nothing that has to be told.
std::optional<AnomalyKind> JudgeCrowd(const Crowd& crowd) noexcept;

// Whether what was told goes on: half as many still do the same, measured within one time as well. Who is
// denied or has the right password by now does less of it than at the beginning.
bool GoesOn(AnomalyKind kind, const Crowd& crowd) noexcept;

}  // namespace errwatch
