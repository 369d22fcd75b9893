// The forms of a scan that programs read. Field names are a public interface (docs/errwatch.md).
#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "cli/logs/entry_json.h"
#include "cli/scan/scan_report.h"
#include "pages/json_member.h"

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
  SetJoined(object, block.joined);
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
  SetJoined(object, totals.joins);
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

Json ToJson(const ScanReport& report, const UnusualRequest& request) {
  Json object = Json::object();
  if (request.time_us) object["time"] = FormatMicros(*request.time_us);
  object["client"] = request.client.ToString(report.replay->prefix());
  Json unlike = UnlikenessJson(request.unlike);
  object["bits"] = unlike["bits"];
  object["threshold"] = unlike["threshold"];
  object["request"] = request.request;
  object["file"] = report.files[request.file].path;
  object["line"] = request.line;
  object["parts"] = std::move(unlike["parts"]);
  object["others"] = unlike["others"];
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
                  {"same_request", tally.same_request},
                  {"clients", report.replay->clients().size()}};
  summary["judged"] = HowJudged(report) == Judged::kYes;
  if (report.replay->wants_anomalies()) summary["looked_for_anomalies"] = !LooksForAnomaliesInVain(report);
  if (report.has_model) summary["unusual"] = report.unusual_all;
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
    if (file.cut_lines != 0) object["cut_lines"] = file.cut_lines;
    if (!file.error.empty()) object["error"] = file.error;
    summary["files"].push_back(std::move(object));
  }
  summary["unnamed_proxies"] = report.replay->UnnamedProxies();
  summary["notes"] = ScanNotes(report);
  return summary;
}

using RowVisitor = std::function<void(const Json&)>;

void VisitCategories(const ScanReport& report, const RowVisitor& visit) {
  for (uint8_t i = 0; i < kCategoryCount; ++i) {
    if (report.tally.categories[i] != 0)
      visit(Json{{"category", CategoryName(static_cast<Category>(i))},
                 {"entries", report.tally.categories[i]}});
  }
}

void VisitRules(const ScanReport& report, const RowVisitor& visit) {
  for (std::size_t i = 0; i < report.tally.rule_hits.size(); ++i) {
    if (report.tally.rule_hits[i] == 0) continue;
    const Rule& rule = report.rules->rules->rules()[i];
    visit(Json{{"rule", rule.id},
               {"category", CategoryName(rule.category)},
               {"entries", report.tally.rule_hits[i]},
               {"name", rule.name}});
  }
}

void VisitVhosts(const ScanReport& report, const RowVisitor& visit) {
  for (const auto& [name, count] : report.tally.vhosts) visit(Json{{"vhost", name}, {"entries", count}});
}

void VisitClients(const ScanReport& report, const RowVisitor& visit) {
  std::vector<ClientAddress> addresses;  // in order, so that two runs can be compared
  addresses.reserve(report.replay->clients().size());
  for (const auto& [address, totals] : report.replay->clients()) addresses.push_back(address);
  std::sort(addresses.begin(), addresses.end());
  for (const ClientAddress& address : addresses)
    visit(ToJson(report, address, report.replay->clients().at(address)));
}

void VisitBlocks(const ScanReport& report, const RowVisitor& visit) {
  for (const BlockEvent& block : report.replay->blocks()) visit(ToJson(report, block));
}

void VisitAnomalies(const ScanReport& report, const RowVisitor& visit) {
  for (const AnomalyEvent& event : report.replay->anomalies()) visit(AnomalyJson(event));
}

void VisitFindings(const ScanReport& report, const RowVisitor& visit) {
  for (const ServerFinding& finding : report.replay->findings()) visit(ToJson(finding));
}

void VisitUnusual(const ScanReport& report, const RowVisitor& visit) {
  for (const UnusualRequest& request : report.unusual) visit(ToJson(report, request));
}

std::string TypedLine(const char* type, const Json& row) {
  Json line = {{"type", type}};
  line.update(row);
  return Dump(line, -1) + "\n";
}

// What is known at the end only.
void WriteSums(const ScanReport& report, const TextSink& sink) {
  const auto rows_of = [&](const char* type) {
    return [&sink, type](const Json& row) { sink(TypedLine(type, row)); };
  };
  VisitClients(report, rows_of("client"));
  VisitRules(report, rows_of("rule"));
  VisitCategories(report, rows_of("category"));
  VisitVhosts(report, rows_of("vhost"));
  VisitAnomalies(report, rows_of("anomaly"));
}

// As it looks inside a document.
std::string Indented(const Json& value, std::size_t blanks) {
  std::string text;
  for (const char c : Dump(value, 2)) {  // within strings a newline is escaped
    text += c;
    if (c == '\n') text.append(blanks, ' ');
  }
  return text;
}

// One list of the document, none of whose rows is kept.
void WriteList(const ScanReport& report, const char* name,
               void (*visit_rows)(const ScanReport&, const RowVisitor&), const TextSink& sink) {
  sink(",\n  \"" + std::string(name) + "\": [");
  bool empty = true;
  visit_rows(report, [&](const Json& row) {
    sink((empty ? "\n    " : ",\n    ") + Indented(row, 4));
    empty = false;
  });
  sink(empty ? "]" : "\n  ]");
}

}  // namespace

void WriteScanJson(const ScanReport& report, const TextSink& sink) {
  sink("{\n  \"summary\": " + Indented(SummaryOf(report), 2));
  WriteList(report, "blocks", VisitBlocks, sink);
  WriteList(report, "categories", VisitCategories, sink);
  WriteList(report, "rules", VisitRules, sink);
  WriteList(report, "vhosts", VisitVhosts, sink);
  WriteList(report, "clients", VisitClients, sink);
  WriteList(report, "findings", VisitFindings, sink);
  WriteList(report, "anomalies", VisitAnomalies, sink);
  if (report.has_model) WriteList(report, "unusual", VisitUnusual, sink);
  sink("\n}\n");
}

void WriteScanJsonLines(const ScanReport& report, const TextSink& sink) {
  for (const BlockEvent& block : report.replay->blocks()) sink(JsonLine(report, block));
  WriteSums(report, sink);
  for (const ServerFinding& finding : report.replay->findings()) sink(JsonLine(finding));
  VisitUnusual(report, [&](const Json& row) { sink(TypedLine("unusual", row)); });
  sink(TypedLine("summary", SummaryOf(report)));
}

std::string JsonLine(const ScanReport& report, const BlockEvent& block) {
  return TypedLine("block", ToJson(report, block));
}

std::string JsonLine(const ServerFinding& finding) { return TypedLine("finding", ToJson(finding)); }

void WriteScanJsonLinesAtEnd(const ScanReport& report, const TextSink& sink) {
  WriteSums(report, sink);
  sink(TypedLine("summary", SummaryOf(report)));
}

}  // namespace errwatch::cli
