#include "anomaly/crowd.h"

#include "model/joined_attack.h"

namespace errwatch {
namespace {

// Most of a botnet nobody has seen; of a site's visitors some are always known.
bool AreStrangers(const Crowd& crowd, uint32_t least) {
  return crowd.strangers >= least && crowd.strangers >= 4 * crowd.visitors;
}

// Devices of one household, an office or a fleet go on with an old password: one, however many they are.
bool TriesManyPasswords(const Crowd& crowd) {
  return crowd.different == 0 || crowd.different * 3 >= crowd.strangers;
}

// After everybody's passwords were reset each client sends its own old one, once: the same again weighs
// nothing. New users mistype theirs once or twice. Who guesses goes on.
bool TriesMoreThanItsOwn(const Crowd& crowd) { return 2 * crowd.entries >= 5 * crowd.strangers; }

// One bad link in a letter to thousands is one thing that is asked for; scanners share their work.
bool AsksForManyThings(const Crowd& crowd) { return crowd.different * 3 >= crowd.strangers; }

// Who finds a page down loads it again; who sends load does not stop there.
bool AsksOverAndOver(const Crowd& crowd) { return crowd.entries >= 6 * crowd.strangers; }

bool IsFault(const Crowd& crowd, uint32_t least) {
  return crowd.visitors >= least && 4 * crowd.visitors > crowd.strangers;
}

}  // namespace

std::optional<AnomalyKind> JudgeCrowd(const Crowd& crowd) noexcept {
  if (!AreStrangers(crowd, kLeastStrangers)) {
    const bool may_be_fault = crowd.kind == TargetKind::kPath || crowd.kind == TargetKind::kLoad;
    return may_be_fault && IsFault(crowd, kLeastVisitors) ? std::optional(AnomalyKind::kBreakage)
                                                          : std::nullopt;
  }
  switch (crowd.kind) {
    case TargetKind::kAccount:
      if (TriesManyPasswords(crowd)) return AnomalyKind::kBruteForce;
      break;
    case TargetKind::kLogin:
      if (TriesManyPasswords(crowd) && TriesMoreThanItsOwn(crowd)) return AnomalyKind::kBruteForce;
      break;
    case TargetKind::kSite:
      if (AsksForManyThings(crowd)) return AnomalyKind::kScan;
      break;
    case TargetKind::kLoad:
      if (AsksOverAndOver(crowd)) return AnomalyKind::kFlood;
      break;
    case TargetKind::kPath:
      break;
  }
  return std::nullopt;
}

bool GoesOn(AnomalyKind kind, const Crowd& crowd) noexcept {
  if (!IsAttack(kind)) return IsFault(crowd, kLeastVisitors / 2);
  if (!AreStrangers(crowd, kLeastStrangers / 2)) return false;
  switch (crowd.kind) {
    case TargetKind::kAccount:
      return TriesManyPasswords(crowd);
    case TargetKind::kLogin:
      // Where who joins is blocked, nobody gets to try more than twice; who mistypes tries once.
      return TriesManyPasswords(crowd) && 2 * crowd.entries >= 3 * crowd.strangers;
    case TargetKind::kSite:
      return AsksForManyThings(crowd);
    case TargetKind::kLoad:
      return crowd.entries >= 2 * crowd.strangers;
    case TargetKind::kPath:
      break;
  }
  return false;
}

}  // namespace errwatch
