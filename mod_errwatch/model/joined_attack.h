// That a client is charged as one of many that share an attack, which attack that is, and what
// ErrWatchUnderAttack says of it.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/anomaly.h"
#include "model/policy.h"

namespace errwatch {

// What many clients may share. Numbers, from 1 on, are stored in shared memory: add at the end, with a new
// layout version.
inline constexpr std::array kSharedAttacks = {AnomalyKind::kBruteForce, AnomalyKind::kScan,
                                              AnomalyKind::kFlood};
inline constexpr int kSharedAttackBits = 2;
static_assert(kSharedAttacks.size() < 1U << kSharedAttackBits);

constexpr bool IsAttack(AnomalyKind kind) {
  return std::ranges::find(kSharedAttacks, kind) != kSharedAttacks.end();
}

// 0: none, or no attack.
constexpr uint8_t AttackNumber(std::optional<AnomalyKind> kind) {
  if (!kind || !IsAttack(*kind)) return 0;
  return static_cast<uint8_t>(std::ranges::find(kSharedAttacks, *kind) - kSharedAttacks.begin() + 1);
}

// Empty: no attack has this number.
constexpr std::optional<AnomalyKind> AttackOfNumber(uint64_t number) {
  if (number == 0 || number > kSharedAttacks.size()) return std::nullopt;
  return kSharedAttacks[number - 1];
}

inline constexpr uint32_t kMaxTightenFactor = 100;

struct JoinedAttack {
  AnomalyKind kind = AnomalyKind::kBruteForce;  // of kSharedAttacks
  UnderAttack terms;                            // kTighten or kBlock
  bool operator==(const JoinedAttack&) const = default;
};

// As the directive has it: "tighten=4".
std::string DirectiveText(const UnderAttack& under_attack);
// What DirectiveText has written. Empty: it has not.
std::optional<UnderAttack> ReadDirectiveText(std::string_view text);

}  // namespace errwatch
