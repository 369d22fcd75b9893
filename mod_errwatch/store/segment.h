// The shared memory as a whole: formats a byte region, or attaches to one that is already formatted, and
// gives out views of its parts.
// The region is the caller's (a mapping or heap memory) and must outlive the segment.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/client_table.h"
#include "store/counters.h"
#include "store/incident_ring.h"
#include "store/rule_stats.h"
#include "store/segment_layout.h"

namespace errwatch::store {

// REQUIRES: IsValid(geometry).
std::size_t RegionBytes(const Geometry& geometry);
// Powers of two, each within its bounds.
bool IsValid(const Geometry& geometry);

class Segment {
 public:
  // Fills a zeroed region. The error says what is wrong with a geometry or region: it must be 64-byte aligned
  // and hold RegionBytes(geometry).
  static Result<Segment> Format(std::span<std::byte> region, const Geometry& geometry, const HashKey& key,
                                ClientPrefix prefix, Tick now);

  // Checks magic, version, sizes and geometry against the region's real size before anything else is read.
  // The error says what does not fit.
  static Result<Segment> Attach(std::span<std::byte> region);

  const Geometry& geometry() const { return geometry_; }
  ClientPrefix prefix() const { return prefix_; }
  Tick created() const { return created_; }

  ClientTable clients() const;
  Counters counters() const;
  IncidentRing incidents() const;
  RuleStats rules() const;
  Templates templates() const;
  ProxyPeers proxy_peers() const;

  // Index of a scope's name, adding it if need be (parent process only). Names beyond kScopeNames share the
  // last index, for display only.
  uint8_t RegisterScope(std::string_view name);
  // As found: at most kScopeNameBytes, printable ASCII only (others shown as '?').
  // Empty for an index that is not in use.
  std::string ScopeName(uint8_t index) const;

 private:
  Segment() = default;
  std::byte* base_ = nullptr;
  Geometry geometry_;
  HashKey key_{};
  ClientPrefix prefix_;
  Tick created_;
};

}  // namespace errwatch::store
