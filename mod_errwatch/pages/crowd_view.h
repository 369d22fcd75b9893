// Attacks that many share and faults that many meet, of shared memory, as pages show them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/language.h"
#include "model/joined_attack.h"
#include "pages/snapshot.h"
#include "store/segment.h"

namespace errwatch {

// What follows for who joins: as the virtual host of that name says, the strictest where several have it.
void SetWhatFollows(std::span<const UnderAttackRow> hosts, std::vector<CrowdRow>& crowds);
// What AnomalyText says of it.
Anomaly AnomalyOf(const CrowdRow& crowd);
// "Since ...: 58 clients share ...", and where.
std::string CrowdText(const CrowdRow& crowd, Language language);

}  // namespace errwatch

namespace errwatch::store {

std::vector<CrowdRow> CrowdsOf(const SegmentReader& segment, Tick now);  // the newest first
// The last attack that many share of which the client is a part, by its story.
std::optional<AnomalyKind> JoinedBy(const ClientStoriesReader& stories, Fingerprint client);
std::unordered_set<Fingerprint> JoinersOf(const ClientStoriesReader& stories);  // who is part of any

}  // namespace errwatch::store
