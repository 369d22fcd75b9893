// The shared memory as a whole: formats a byte region, or attaches to one that is already formatted, and
// gives out views of its parts.
// The region is the caller's (a mapping or heap memory) and must outlive the segment.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/policy.h"
#include "store/baseline_rows.h"
#include "store/client_ranges.h"
#include "store/client_story.h"
#include "store/client_table.h"
#include "store/counters.h"
#include "store/crawler_claims.h"
#include "store/crowd_rows.h"
#include "store/event_logs.h"
#include "store/file_condition.h"
#include "store/incident_ring.h"
#include "store/journal.h"
#include "store/learning_models.h"
#include "store/listed_ranges.h"
#include "store/near_peers.h"
#include "store/other_hosts.h"
#include "store/proxy_peers.h"
#include "store/rule_stats.h"
#include "store/segment_layout.h"
#include "store/segment_parts.h"
#include "store/share_status.h"
#include "store/template_rows.h"
#include "store/timeline.h"
#include "store/unusual_told.h"

namespace errwatch::store {

// REQUIRES: IsValid(geometry).
std::size_t RegionBytes(const Geometry& geometry);
// Powers of two, each within its bounds.
bool IsValid(const Geometry& geometry);

struct HeldBlock {
  BlockWord word;
  bool of_range = false;   // in which the client is; its own is none, or weaker
  uint8_t range_bits = 0;  // ... so wide
};

// What can be had from a mapping for reading only.
class SegmentReader {
 public:
  // Checks magic, version, sizes and geometry against the region's real size before anything else is read.
  // The error says what does not fit.
  static Result<SegmentReader> Attach(std::span<const std::byte> region);

  const Geometry& geometry() const { return geometry_; }
  ClientPrefix prefix() const { return prefix_; }
  Tick created() const { return created_; }
  const HashKey& hash_key() const { return key_; }  // a copy from when the region was attached

  ClientTableReader clients() const;
  CountersReader counters() const;
  IncidentRingReader incidents() const;
  EventLogsReader event_logs() const;
  RuleStatsReader rules() const;
  ProxyPeersReader proxy_peers() const;
  CrawlerClaimsReader crawler_claims() const;
  NearPeersReader near_peers() const;
  TimelineReader timeline() const;
  CrowdRowsReader crowds() const;
  JournalReader journal() const;
  ShareReader share() const;
  BaselinesReader baselines() const;
  TemplateRowsReader message_templates() const;
  LearningModelsReader learning_models() const;
  ClientRangesReader ranges() const;
  ListedRangesReader listed() const;
  ClientStoriesReader stories() const;

  // Of a range that the client is in, by hand or because too many of its clients were blocked. Nothing once
  // it has ended.
  std::optional<BlockOfRange> FindRangeBlock(const ClientKey& key, Tick now) const noexcept {
    // What an administrator says is never in doubt.
    const std::optional<BlockOfRange> by_hand = listed().FindBlock(key, now);
    return by_hand ? by_hand : ranges().FindBlock(key, now);
  }

  // What a gate goes by: the client's own block or that of a range. Empty for a client that the table does
  // not know and no range holds; else it may have ended.
  std::optional<HeldBlock> FindBlock(const ClientKey& key, Tick now) const noexcept;

  // Of the state file, as the parent last saw it.
  FileState file_state() const;

  // Which values ErrWatchEngine has in a scope, of the configuration that runs or ran last.
  EnginesInUse EnginesOf(uint8_t scope_index) const;

  // When the parent last read the files of ErrWatchModel, which it does at each start; empty: not known.
  Tick models_read() const;

  // As found: at most kScopeNameBytes, printable ASCII only (others shown as '?'). Empty for an index that is
  // not in use.
  std::string ScopeName(uint8_t index) const;
  // Whether they are what ErrWatchScope lets pass, one after the other. Of a file that is damaged they need
  // not be.
  bool HasSoundScopeNames() const;

 private:
  friend class Segment;
  SegmentReader() = default;
  const std::byte* base_ = nullptr;
  Geometry geometry_;
  Offsets parts_{};  // of that geometry
  HashKey key_{};
  ClientPrefix prefix_;
  Tick created_;
};

// What can be had from a mapping that may be written. Of a const Segment there are readers alone.
class Segment : public SegmentReader {
 public:
  // Fills a zeroed region. The error says what is wrong with a geometry or region: it must be 64-byte aligned
  // and hold RegionBytes(geometry).
  static Result<Segment> Format(std::span<std::byte> region, const Geometry& geometry, const HashKey& key,
                                ClientPrefix prefix, Tick now);

  // As SegmentReader's.
  static Result<Segment> Attach(std::span<std::byte> region);

  using SegmentReader::baselines;
  using SegmentReader::clients;
  using SegmentReader::counters;
  using SegmentReader::crawler_claims;
  using SegmentReader::crowds;
  using SegmentReader::event_logs;
  using SegmentReader::incidents;
  using SegmentReader::journal;
  using SegmentReader::learning_models;
  using SegmentReader::listed;
  using SegmentReader::message_templates;
  using SegmentReader::near_peers;
  using SegmentReader::proxy_peers;
  using SegmentReader::ranges;
  using SegmentReader::rules;
  using SegmentReader::share;
  using SegmentReader::stories;
  using SegmentReader::timeline;
  ClientTable clients();
  Counters counters();
  IncidentRing incidents();
  EventLogs event_logs();
  RuleStats rules();
  Templates templates();
  ProxyPeers proxy_peers();
  NearPeers near_peers();
  ClientRangeTable ranges();
  ListedRanges listed();
  ClientStories stories();
  CrawlerClaims crawler_claims();
  Timeline timeline();
  CrowdRows crowds();
  Journal journal();
  Share share();
  OtherHosts other_hosts();
  Baselines baselines();
  TemplateRows message_templates();
  LearningModels learning_models();
  UnusualTold unusual_told();

  // ... by the block that FindRangeBlock tells.
  void CountDenialOfRange(const ClientKey& key, Tick now) noexcept;

  void SetFileState(const FileState& state);

  // Once for each scope index at every start (parent process only); others have none.
  void SetEngines(std::span<const EnginesInUse> by_scope);

  // At every start (parent process only).
  void SetModelsRead(Tick now);

  // Index of a scope's name, adding it if need be (parent process only). Names beyond kScopeNames share the
  // last index, for display only.
  uint8_t RegisterScope(std::string_view name);

 private:
  Segment(const SegmentReader& reader, std::byte* base) : SegmentReader(reader), base_(base) {}
  std::byte* base_;
};

}  // namespace errwatch::store
