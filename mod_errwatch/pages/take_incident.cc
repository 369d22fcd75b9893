#include "pages/take_incident.h"

#include <algorithm>

#include "model/bucket_tag.h"
#include "model/client_range.h"
#include "model/log_id.h"
#include "store/incident_code.h"

namespace errwatch::store {

IncidentRow RowOf(const SegmentReader& segment, const IncidentRecord& record,
                  const std::function<std::string(uint32_t)>& rule_name) {
  const Incident& incident = record.incident;
  IncidentRow row;
  row.number = record.ticket;
  row.time = incident.time;
  row.kind = incident.kind;
  if (static_cast<uint8_t>(incident.category) < kCategoryCount)
    row.category = CategoryName(incident.category);
  row.limit = TagName(incident.limit);
  row.client = {incident.client,
                incident.range_bits == 0 ? segment.prefix() : PrefixOfRange(incident.range_bits)};
  row.is_range = incident.range_bits != 0;
  row.scope = segment.ScopeName(incident.scope);
  row.rule = incident.rule;
  if (rule_name && incident.rule != 0) row.rule_name = rule_name(incident.rule);
  row.score = incident.score;
  row.capacity = incident.capacity;
  row.strikes = incident.strikes;
  row.foreign_only = incident.foreign_only;
  const bool begins_block =
      Info(incident.kind).overflow == Overflow::kDenied || incident.kind == IncidentKind::kBlockedByHand;
  if (begins_block) {
    const EnginesInUse engines = segment.EnginesOf(incident.scope);
    row.denies_nobody = engines.DetectAtMost() || engines.AllOff();
  }
  row.status = incident.status;
  if (incident.log_id != 0) row.ah = FormatLogId(incident.log_id);
  row.until = incident.until;
  // Who is allowed for a time has no block that could be named.
  const Tick end =
      incident.kind == IncidentKind::kAllowed ? Tick() : std::max(incident.until, incident.ended);
  if (end != Tick() && !row.client.empty())
    row.incident = CodeOf(segment.hash_key(), row.client.address.Masked(row.client.prefix), end).data();
  row.request_log_id = incident.request_log_id;
  row.unique_id = incident.unique_id;
  row.vhost = incident.vhost;
  row.method = incident.method;
  row.uri = incident.uri;
  row.message = incident.message;
  row.anomaly = incident.anomaly;
  row.joined = incident.joined;
  row.poured = static_cast<double>(incident.poured) / kQuantaPerUnit;
  row.found = incident.found;
  row.field = incident.field;
  row.excerpt = incident.excerpt;
  return row;
}

}  // namespace errwatch::store
