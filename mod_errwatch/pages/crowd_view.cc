#include "pages/crowd_view.h"

#include <tuple>
#include <utility>

#include "model/joined_attack.h"

namespace errwatch {

std::optional<UnderAttack> WhatFollows(const Snapshot& snapshot, const CrowdRow& crowd) {
  if (!IsAttack(crowd.kind)) return std::nullopt;
  std::optional<UnderAttack> strictest;
  const auto weight = [](const UnderAttack& said) { return std::tuple(said.joiners, said.factor); };
  for (const VhostRow& vhost : snapshot.vhosts) {
    if (vhost.name != crowd.vhost || !vhost.under_attack) continue;
    if (!strictest || weight(*vhost.under_attack) > weight(*strictest)) strictest = vhost.under_attack;
  }
  return strictest;
}

}  // namespace errwatch

namespace errwatch::store {

std::vector<CrowdRow> CrowdsOf(const SegmentReader& segment, Tick now) {
  std::vector<CrowdRow> rows;
  for (KnownCrowd& crowd : segment.crowds().List(now)) {
    CrowdRow row;
    row.kind = crowd.kind;
    row.category = CategoryName(crowd.category);
    row.scope = segment.ScopeName(crowd.scope);
    row.entries = crowd.entries;
    row.clients = crowd.clients;
    row.begun = crowd.begun;
    row.last = crowd.last;
    row.vhost = std::move(crowd.vhost);
    row.target = std::move(crowd.text);
    row.ranges = std::move(crowd.networks);
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace errwatch::store
