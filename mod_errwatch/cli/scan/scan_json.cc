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
    if (file.cut_lines != 0) object["cut_lines"] = file.cut_lines;
    if (!file.error.empty()) object["error"] = file.error;
    summary["files"].push_back(std::move(object));
  }
  summary["unnamed_proxies"] = report.replay->UnnamedProxies();
  summary["notes"] = ScanNotes(report);
  return summary;
}

// Each passes rows to `visit`, a function of (const Json&).
template <typename F>
void VisitCategories(const ScanReport& report, F&& visit) {
  for (uint8_t i = 0; i < kCategoryCount; ++i) {
    if (report.tally.categories[i] != 0)
      visit(Json{{"category", CategoryName(static_cast<Category>(i))},
                 {"entries", report.tally.categories[i]}});
  }
}

template <typename F>
void VisitRules(const ScanReport& report, F&& visit) {
  for (std::size_t i = 0; i < report.tally.rule_hits.size(); ++i) {
    if (report.tally.rule_hits[i] == 0) continue;
    const Rule& rule = report.rules->rules->rules()[i];
    visit(Json{{"rule", rule.id},
               {"category", CategoryName(rule.category)},
               {"entries", report.tally.rule_hits[i]},
               {"name", rule.name}});
  }
}

template <typename F>
void VisitVhosts(const ScanReport& report, F&& visit) {
  for (const auto& [name, count] : report.tally.vhosts) visit(Json{{"vhost", name}, {"entries", count}});
}

template <typename F>
void VisitClients(const ScanReport& report, F&& visit) {
  std::vector<ClientAddress> addresses;  // in order, so that two runs can be compared
  addresses.reserve(report.replay->clients().size());
  for (const auto& [address, totals] : report.replay->clients()) addresses.push_back(address);
  std::sort(addresses.begin(), addresses.end());
  for (const ClientAddress& address : addresses)
    visit(ToJson(report, address, report.replay->clients().at(address)));
}

template <typename F>
void VisitBlocks(const ScanReport& report, F&& visit) {
  for (const BlockEvent& block : report.replay->blocks()) visit(ToJson(report, block));
}

template <typename F>
void VisitFindings(const ScanReport& report, F&& visit) {
  for (const ServerFinding& finding : report.replay->findings()) visit(ToJson(finding));
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

// The rows of one list of the document, none of which is kept.
class ListWriter {
 public:
  ListWriter(const char* name, const TextSink& sink) : sink_(sink) {
    sink_(",\n  \"" + std::string(name) + "\": [");
  }
  void operator()(const Json& row) {
    sink_((empty_ ? "\n    " : ",\n    ") + Indented(row, 4));
    empty_ = false;
  }
  void End() const { sink_(empty_ ? "]" : "\n  ]"); }

 private:
  const TextSink& sink_;
  bool empty_ = true;
};

}  // namespace

void WriteScanJson(const ScanReport& report, const TextSink& sink) {
  sink("{\n  \"summary\": " + Indented(SummaryOf(report), 2));
  const auto list = [&](const char* name, auto&& visit_rows) {
    ListWriter rows(name, sink);
    visit_rows(report, rows);
    rows.End();
  };
  list("blocks", [](const ScanReport& of, ListWriter& rows) { VisitBlocks(of, rows); });
  list("categories", [](const ScanReport& of, ListWriter& rows) { VisitCategories(of, rows); });
  list("rules", [](const ScanReport& of, ListWriter& rows) { VisitRules(of, rows); });
  list("vhosts", [](const ScanReport& of, ListWriter& rows) { VisitVhosts(of, rows); });
  list("clients", [](const ScanReport& of, ListWriter& rows) { VisitClients(of, rows); });
  list("findings", [](const ScanReport& of, ListWriter& rows) { VisitFindings(of, rows); });
  sink("\n}\n");
}

void WriteScanJsonLines(const ScanReport& report, const TextSink& sink) {
  for (const BlockEvent& block : report.replay->blocks()) sink(JsonLine(report, block));
  WriteSums(report, sink);
  for (const ServerFinding& finding : report.replay->findings()) sink(JsonLine(finding));
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
