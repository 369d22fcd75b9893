// The forms of a scan that programs read. Field names are a public interface (docs/errwatch.md).
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/logs/entry_json.h"
#include "cli/scan/scan_report.h"

namespace errwatch::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string Dump(const Json& value, int indent) {
  return value.dump(indent, ' ', true, nlohmann::json::error_handler_t::replace);
}

void AddTimes(int64_t first_us, int64_t last_us, Json& object) {
  if (first_us != kNoTime) object["first"] = FormatMicros(first_us);
  if (last_us != kNoTime) object["last"] = FormatMicros(last_us);
}

Json ToJson(const ScanReport& report, const Evidence& evidence) {
  return {{"file", report.files[evidence.file].path}, {"line", evidence.line}, {"rule", evidence.rule}};
}

Json ToJson(const ScanReport& report, const BlockEvent& block) {
  Json object = Json::object();
  if (block.timed) object["time"] = FormatMicros(block.time_us);
  object["client"] = block.Shown(report.replay->prefix());
  if (block.timed && block.until_us != 0) object["until"] = FormatMicros(block.until_us);
  object["kind"] = block.until_us != 0 ? "block" : "detection";
  object["limit"] = block.limit;
  object["score"] = block.score;
  object["capacity"] = block.capacity;
  object["strikes"] = block.strikes;
  object["prevented"] = block.prevented;
  object["category"] = CategoryName(block.category);
  object["rule"] = block.rule;
  object["message"] = block.message;
  object["evidence"] = Json::array();
  for (const Evidence& evidence : block.evidence) object["evidence"].push_back(ToJson(report, evidence));
  return object;
}

Json ToJson(const ScanReport& report, const ClientAddress& address, const ClientTotals& totals) {
  Json object = {{"client", address.ToString(report.replay->prefix())},
                 {"entries", totals.entries},
                 {"cost", totals.cost},
                 {"blocks", totals.blocks},
                 {"prevented", totals.prevented},
                 {"allowed", totals.allowed}};
  AddTimes(totals.first_us, totals.last_us, object);
  object["categories"] = Json::array();
  for (uint8_t i = 0; i < kCategoryCount; ++i) {
    if (totals.categories.Has(static_cast<Category>(i)))
      object["categories"].push_back(CategoryName(static_cast<Category>(i)));
  }
  return object;
}

Json ToJson(const ServerFinding& finding) {
  Json object = {{"kind", finding.widespread ? "widespread" : "server"},
                 {"category", CategoryName(finding.category)},
                 {"rule", finding.rule},
                 {"times", finding.times}};
  AddTimes(finding.first_us, finding.last_us, object);
  object["message"] = finding.message;
  return object;
}

Json SummaryOf(const ScanReport& report) {
  const ScanTally& tally = report.tally;
  Json summary = {{"lines", tally.lines},
                  {"benign", tally.benign},
                  {"unusable", tally.unusable},
                  {"without_prefix", tally.without_prefix},
                  {"without_time", tally.without_time},
                  {"with_client", tally.with_client},
                  {"other_form", tally.other_form},
                  {"filtered", tally.filtered},
                  {"limited", tally.limited},
                  {"clients", report.replay->clients().size()}};
  summary["judged"] = HowJudged(report) == Judged::kYes;
  summary["blocks"] = report.replay->blocks().size();
  summary["prevented"] = report.replay->prevented();
  if (tally.first_us <= tally.last_us) {
    summary["first"] = FormatMicros(tally.first_us);
    summary["last"] = FormatMicros(tally.last_us);
  }
  summary["hidden_rules"] = report.coverage.hidden;
  if (!report.coverage.log_level.empty()) summary["log_level"] = report.coverage.log_level;
  summary["files"] = Json::array();
  for (const LogFile& file : report.files) {
    Json object = {{"path", file.path}, {"lines", file.lines}, {"entries", file.entries}};
    if (!file.error.empty()) object["error"] = file.error;
    summary["files"].push_back(std::move(object));
  }
  summary["unnamed_proxies"] = report.replay->UnnamedProxies();
  summary["notes"] = ScanNotes(report);
  return summary;
}

std::vector<Json> CategoriesOf(const ScanReport& report) {
  std::vector<Json> rows;
  for (uint8_t i = 0; i < kCategoryCount; ++i) {
    if (report.tally.categories[i] != 0)
      rows.push_back(
          {{"category", CategoryName(static_cast<Category>(i))}, {"entries", report.tally.categories[i]}});
  }
  return rows;
}

std::vector<Json> RulesOf(const ScanReport& report) {
  std::vector<Json> rows;
  for (std::size_t i = 0; i < report.tally.rule_hits.size(); ++i) {
    if (report.tally.rule_hits[i] == 0) continue;
    const Rule& rule = report.rules->rules->rules()[i];
    rows.push_back({{"rule", rule.id},
                    {"category", CategoryName(rule.category)},
                    {"entries", report.tally.rule_hits[i]},
                    {"name", rule.name}});
  }
  return rows;
}

std::vector<Json> VhostsOf(const ScanReport& report) {
  std::vector<Json> rows;
  for (const auto& [name, count] : report.tally.vhosts) rows.push_back({{"vhost", name}, {"entries", count}});
  return rows;
}

std::vector<Json> ClientsOf(const ScanReport& report) {
  std::vector<ClientAddress> addresses;  // in order, so that two runs can be compared
  for (const auto& [address, totals] : report.replay->clients()) addresses.push_back(address);
  std::sort(addresses.begin(), addresses.end());
  std::vector<Json> rows;
  rows.reserve(addresses.size());
  for (const ClientAddress& address : addresses)
    rows.push_back(ToJson(report, address, report.replay->clients().at(address)));
  return rows;
}

std::vector<Json> BlocksOf(const ScanReport& report) {
  std::vector<Json> rows;
  for (const BlockEvent& block : report.replay->blocks()) rows.push_back(ToJson(report, block));
  return rows;
}

std::vector<Json> FindingsOf(const ScanReport& report) {
  std::vector<Json> rows;
  for (const ServerFinding& finding : report.replay->findings()) rows.push_back(ToJson(finding));
  return rows;
}

std::string TypedLine(const char* type, const Json& row) {
  Json line = {{"type", type}};
  line.update(row);
  return Dump(line, -1) + "\n";
}

// What is known at the end only.
void AppendSums(const ScanReport& report, std::string& text) {
  for (const Json& row : ClientsOf(report)) text += TypedLine("client", row);
  for (const Json& row : RulesOf(report)) text += TypedLine("rule", row);
  for (const Json& row : CategoriesOf(report)) text += TypedLine("category", row);
  for (const Json& row : VhostsOf(report)) text += TypedLine("vhost", row);
}

}  // namespace

std::string ScanJson(const ScanReport& report) {
  Json document = {{"summary", SummaryOf(report)}};
  document["blocks"] = BlocksOf(report);
  document["categories"] = CategoriesOf(report);
  document["rules"] = RulesOf(report);
  document["vhosts"] = VhostsOf(report);
  document["clients"] = ClientsOf(report);
  document["findings"] = FindingsOf(report);
  return Dump(document, 2) + "\n";
}

std::string ScanJsonLines(const ScanReport& report) {
  std::string text;
  for (const BlockEvent& block : report.replay->blocks()) text += JsonLine(report, block);
  AppendSums(report, text);
  for (const ServerFinding& finding : report.replay->findings()) text += JsonLine(finding);
  return text + TypedLine("summary", SummaryOf(report));
}

std::string JsonLine(const ScanReport& report, const BlockEvent& block) {
  return TypedLine("block", ToJson(report, block));
}

std::string JsonLine(const ServerFinding& finding) { return TypedLine("finding", ToJson(finding)); }

std::string ScanJsonLinesAtEnd(const ScanReport& report) {
  std::string text;
  AppendSums(report, text);
  return text + TypedLine("summary", SummaryOf(report));
}

std::string ScanCsv(const ScanReport& report) { return ScanSections(report, 0).front().table.ToCsv(); }

}  // namespace errwatch::cli
