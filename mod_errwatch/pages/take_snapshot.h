// Shared memory -> the part of a Snapshot that it knows:
// clients, incidents, rule hits, counters. Treats every byte as untrusted.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.h"
#include "model/policy.h"
#include "pages/snapshot.h"
#include "store/incident_ring.h"
#include "store/segment.h"

namespace errwatch::store {

// Which clients and ranges are listed.
enum class Listed : uint8_t {
  kAll,
  kDenied,         // who is out
  kWouldBeDenied,  // ... would be, were the engine On
  kJoined          // whose story tells that it is part of an attack that many share
};

struct SnapshotOptions {
  std::size_t clients = 100;
  std::size_t incidents = 50;
  std::size_t anomalies = 20;
  std::size_t allowed = 100;
  std::size_t targets = 0;  // not 0: walks over all stories (top_targets.h)
  ClientOrder order = ClientOrder::kUsual;
  Listed listed = Listed::kAll;
  Tick seen_since;                         // who did something then or later
  Language language = Language::kEnglish;  // of warnings
  // What a rule is called; null where no rules are known.
  std::function<std::string(uint32_t)> rule_name;
  // Whether a client is on the allow list of every virtual host of a scope; null where none is known.
  std::function<bool(const ClientAddress& client, std::string_view scope)> is_allowed;
};

// `limits` are those that scores are leaked with (of the server; virtual hosts may differ). Fills version,
// now, started, table sizes, counters, categories, clients, incidents (single entries, kEntry, left out),
// rules (id, hits, last hit), warnings; leaves the rest to the caller. Clients: denied ones, then those that
// would be, last seen first; then the others by the highest share of a capacity. One walk over the table;
// memory for as many clients as asked for, not for the table.
Snapshot TakeSnapshot(const SegmentReader& segment, const Limits& limits, const SnapshotOptions& options,
                      Tick now);

// Whether what is denied or would be, was seen then, and is part of an attack or not (no range ever is), is
// what is asked for.
bool IsListed(const SnapshotOptions& options, bool denied, bool would_be_denied, Tick last_seen,
              bool joins = false);
// What the server does to clients, by scope.
std::vector<ModeRow> ModesOf(const SegmentReader& segment);
// One client as a row, with what being on an allow list makes of its block.
ClientRow RowOf(const SegmentReader& segment, const ClientView& client, const Limits& limits,
                const SnapshotOptions& options, Tick now);

}  // namespace errwatch::store
