// Attacks that many share and faults that many meet, of shared memory, as pages show them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/joined_attack.h"
#include "pages/snapshot.h"
#include "store/segment.h"

namespace errwatch {

// What follows for who joins: as the virtual host of that name says, the strictest where several have it.
// Empty: not known, or no virtual host looks for attacks.
std::optional<UnderAttack> WhatFollows(const Snapshot& snapshot, const CrowdRow& crowd);

}  // namespace errwatch

namespace errwatch::store {

std::vector<CrowdRow> CrowdsOf(const SegmentReader& segment, Tick now);  // the newest first

}  // namespace errwatch::store
