#include "cli/report/report_json.h"

#include <nlohmann/json.hpp>

#include "base/version.h"
#include "cli/report/advice.h"
#include "cli/report/compose.h"
#include "pages/json_member.h"

namespace errwatch::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kJsonChartColumns = 200;

void AddTime(const char* name, int64_t time_us, Json& object) {
  if (time_us != kNoTime) object[name] = FormatMicros(time_us);
}

void AddPlace(const IncidentReport& report, std::size_t source, uint64_t line, Json& object) {
  if (line == 0 || source >= report.sources.size()) return;
  object["file"] = report.sources[source].path;
  object["line"] = line;
}

Json SampleJson(const IncidentReport& report, const Sample& sample) {
  Json object = Json::object();
  AddTime("time", sample.time_us, object);
  object["client"] = report.Client(sample.client);
  object["category"] = CategoryName(sample.category);
  if (sample.rule != 0) object["rule"] = sample.rule;
  if (sample.status != 0) object["status"] = sample.status;
  if (!sample.request.empty()) object["request"] = report.Foreign(sample.request);
  if (!sample.message.empty()) object["message"] = report.Foreign(sample.message);
  AddPlace(report, sample.source, sample.line, object);
  return object;
}

Json SignJson(const IncidentReport& report, const Sign& sign) {
  Json object = {{"kind", SignName(sign.kind)}, {"likely", IsLikely(sign)}};
  if (sign.kind == SignKind::kLoggedIn) object["user"] = report.User(sign.name);
  SetJoined(object, sign.attack);
  if (sign.kind == SignKind::kUploadUsed || sign.kind == SignKind::kUploadTaken)
    object["name"] = report.Foreign(sign.name);
  if (IsOfClient(sign.kind)) object["attempts"] = sign.count;
  object.update(SampleJson(report, sign.request));
  return object;
}

Json BlockJson(const IncidentReport& report, const BlockSpan& block) {
  Json object = {{"client", report.Client(block.client)}};
  AddTime("from", block.from_us, object);
  if (block.until_us != 0) AddTime("until", block.until_us, object);
  if (block.let_in_us != kNoTime) AddTime("let_in", block.let_in_us, object);
  object["limit"] = block.limit;
  object["entries"] = block.entries;
  object["recorded"] = block.recorded;
  return object;
}

template <typename Key>
Json StatusesJson(const BoundedCounts<Key>& statuses) {
  Json object = Json::object();
  for (const auto& [status, count] : statuses.counts()) object[std::to_string(status)] = count;
  return object;
}

Json TrailJson(const IncidentReport& report, const Trail& trail) {
  Json object = {{"requests", trail.requests}};
  AddTime("first", trail.first_us, object);
  AddTime("last", trail.last_us, object);
  object["statuses"] = StatusesJson(trail.statuses);
  object["shown"] = Json::array();
  for (const TrailRequest& request : trail.shown) {
    Json row = Json::object();
    AddTime("time", request.time_us, row);
    row["client"] = report.Client(request.client);
    row["status"] = request.status;
    row["bytes"] = request.bytes;
    row["request"] = report.Foreign(request.request);
    row["category"] = CategoryName(request.category);
    if (request.rule != 0) row["rule"] = request.rule;
    AddPlace(report, request.source, request.line, row);
    object["shown"].push_back(std::move(row));
  }
  return object;
}

Json AdviceJson(Category category) {
  const Advice& advice = AdviceFor(category);
  return {{"weakness", In(Language::kEnglish, advice.weakness)},
          {"close", In(Language::kEnglish, advice.close)},
          {"contain", In(Language::kEnglish, advice.contain)},
          {"investigate", In(Language::kEnglish, advice.investigate)},
          {"fix", In(Language::kEnglish, advice.fix)},
          {"tell", In(Language::kEnglish, advice.tell)},
          {"prevent", In(Language::kEnglish, advice.prevent)}};
}

void AddCounts(const IncidentReport& report, const Activity& sum, Json& object) {
  object["entries"] = sum.entries;
  object["charged"] = sum.charged;
  object["after_block"] = sum.after_block;
  object["answered"] = sum.answered;
  object["answered_good"] = sum.good;
  object["categories"] = Json::array();
  for (uint8_t i = 0; i < kCategoryCount; ++i) {
    const auto category = static_cast<Category>(i);
    if (sum.categories[i] != 0)
      object["categories"].push_back({{"category", CategoryName(category)},
                                      {"technique", Info(category).technique},
                                      {"entries", sum.categories[i]}});
  }
  object["rules"] = Json::array();
  for (const auto& [rule, count] : sum.rules.Sorted()) {
    if (rule != 0)
      object["rules"].push_back({{"rule", rule}, {"name", RuleName(report, rule)}, {"entries", count}});
  }
  object["targets"] = Json::array();
  for (const auto& [target, count] : sum.targets.Sorted())
    object["targets"].push_back({{"target", report.Foreign(target)}, {"entries", count}});
  object["other_targets"] = sum.targets.others();
  object["statuses"] = StatusesJson(sum.statuses);
}

Json IncidentJson(const IncidentReport& report, std::size_t index) {
  const Incident& incident = report.incidents[index];
  const Activity& sum = incident.sum;
  Json object = {{"number", index + 1}, {"category", CategoryName(sum.Main())}};
  SetJoined(object, sum.joins);
  AddTime("first", sum.first_us, object);
  AddTime("last", sum.last_us, object);
  object["clients"] = Json::array();
  for (const IncidentClient& client : incident.clients)
    object["clients"].push_back({{"client", report.Client(client.address)}, {"entries", client.entries}});
  AddCounts(report, sum, object);
  object["blocks"] = Json::array();
  for (const BlockSpan& block : sum.blocks) object["blocks"].push_back(BlockJson(report, block));
  object["blocks_seen"] = sum.blocks_seen;
  object["signs"] = Json::array();
  for (const Sign& sign : sum.signs) object["signs"].push_back(SignJson(report, sign));
  object["signs_seen"] = sum.signs_seen;
  object["evidence"] = Json::array();
  for (const Sample& sample : sum.samples) object["evidence"].push_back(SampleJson(report, sample));
  if (const std::optional<Sample> last = sum.LastSample())
    object["evidence"].push_back(SampleJson(report, *last));
  if (!report.trails.empty()) object["access_log"] = TrailJson(report, report.trails[index]);
  if (sum.Main() != Category::kBenign) object["advice"] = AdviceJson(sum.Main());
  return object;
}

Json SummaryJson(const IncidentReport& report) {
  Json object = Json::object();
  AddTime("first", report.first_us, object);
  AddTime("last", report.last_us, object);
  object["incidents"] = report.incidents.size();
  object["clients"] = report.Clients();
  object["entries"] = report.Entries();
  object["blocked_clients"] = report.BlockedClients();
  object["blocks_recorded"] = report.Recorded();
  object["after_block"] = report.AfterBlock();
  object["possible_successes"] = report.Signs();
  object["likely_successes"] = report.LikelySigns();
  object["minor_clients"] = report.minor.clients;
  object["minor_entries"] = report.minor.entries;
  object["anomalies"] = report.anomalies.size();
  const TimeBuckets::Columns columns = report.buckets.Take(kJsonChartColumns);
  if (!columns.all.empty())
    object["over_time"] = {{"first", FormatMicros(columns.first_us)},
                           {"seconds", columns.width_us / 1'000'000},
                           {"entries", columns.all},
                           {"after_block", columns.after_block}};
  return object;
}

Json ChangedJson(const IncidentReport& report, const ChangedFiles& changed) {
  Json object = {{"directory", changed.directory}};
  if (!changed.named.empty()) object["named"] = changed.named;
  AddTime("since", changed.since_us, object);
  object["changed"] = changed.changed;
  object["looked_at"] = changed.looked_at;
  object["unread"] = changed.unread;
  object["cut"] = changed.cut;
  object["files"] = Json::array();
  for (const ChangedFile& file : changed.files) {
    Json row = {{"path", report.Foreign(file.path)}, {"bytes", file.bytes}, {"mode", file.mode & 07777U}};
    AddTime("changed", file.changed_us, row);
    row["owner"] = report.anonymizer ? report.User(file.owner) : file.owner;
    row["runs"] = file.runs;
    row["asked_for"] = file.asked_for;
    if (!file.digest.empty()) row["sha256"] = file.digest;
    if (file.is_link) row["link"] = report.Foreign(file.target);
    object["files"].push_back(std::move(row));
  }
  return object;
}

Json AnomalyOf(const IncidentReport& report, const ReportAnomaly& anomaly) {
  Json object = AnomalyJson(report.Shown(anomaly.event));
  if (!anomaly.client.empty()) object["client"] = report.Client(anomaly.client);
  object["recorded"] = anomaly.recorded;
  return object;
}

Json SourcesJson(const IncidentReport& report) {
  Json list = Json::array();
  for (const ReportSource& source : report.sources) {
    Json object = {{"kind", SourceKindName(source.kind)},
                   {"path", source.path},
                   {"lines", source.lines},
                   {"entries", source.entries}};
    AddTime("first", source.first_us, object);
    AddTime("last", source.last_us, object);
    if (!source.trouble.empty()) object["error"] = source.trouble;
    list.push_back(std::move(object));
  }
  return list;
}

}  // namespace

std::string ReportJson(const IncidentReport& report) {
  Json document = {{"version", kVersion},
                   {"made", FormatMicros(report.now_us)},
                   {"anonymized", report.anonymizer != nullptr}};
  document["summary"] = SummaryJson(report);
  document["incidents"] = Json::array();
  for (std::size_t i = 0; i < report.incidents.size(); ++i)
    document["incidents"].push_back(IncidentJson(report, i));
  document["anomalies"] = Json::array();
  for (const ReportAnomaly& anomaly : report.anomalies)
    document["anomalies"].push_back(AnomalyOf(report, anomaly));
  if (report.changed) document["changed_files"] = ChangedJson(report, *report.changed);
  document["sources"] = SourcesJson(report);
  document["doubts"] = Json::array();
  for (const Line& line : DoubtsOf(report, Language::kEnglish)) document["doubts"].push_back(TextOf(line));
  // ASCII alone, so that nothing changes how a terminal shows it.
  return document.dump(2, ' ', true, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace errwatch::cli
