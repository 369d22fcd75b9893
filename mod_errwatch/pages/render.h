// Snapshot -> text, one renderer a format. Each escapes everything that a client may have sent.
#pragma once

#include <string>
#include <string_view>

#include "pages/page_query.h"
#include "pages/snapshot.h"

namespace errwatch {

// A complete page that needs nothing else, neither a script nor the network; its own script adds search,
// sorting and news. Readable on a phone and on paper.
std::string RenderHtml(const Snapshot& snapshot, const PageQuery& query = {});
// What is known of the query's client, of a snapshot that holds no others.
std::string RenderClientHtml(const Snapshot& snapshot, const PageQuery& query);
// A section for mod_status's page: a summary, blocked clients, a few incidents.
std::string RenderHtmlSection(const Snapshot& snapshot);
// "Key: value" lines as mod_status's ?auto has them; keys begin with "ErrWatch".
std::string RenderAuto(const Snapshot& snapshot);
std::string RenderJson(const Snapshot& snapshot);
// Its list of clients alone.
std::string RenderClientsJson(const Snapshot& snapshot);
std::string RenderAllowedJson(const Snapshot& snapshot);  // who is allowed at run time
// {"clients": [...], "incidents": [...], "stories": [...]}, of a snapshot that holds no others.
std::string RenderOneClientJson(const Snapshot& snapshot);
// One incident as it is listed, in one line without its end.
std::string RenderIncidentJson(const IncidentRow& incident);
// Prometheus text exposition format 0.0.4; metric names begin with "errwatch_".
std::string RenderPrometheus(const Snapshot& snapshot);

// One incident as a single line of Elastic Common Schema JSON,
// without the newline, at most `max_bytes` (texts are cut first):
//   @timestamp, event.kind/category/action/severity, rule.id/name, source.ip, url.original,
//   http.request.method, threat.technique.id, observer.vendor,
//   errwatch.{category,score,capacity,block_until,evidence}
std::string RenderEvent(const IncidentRow& incident, std::size_t max_bytes);
// Each begins with store::kEventBegin, by which a file of events is told from others.

}  // namespace errwatch
