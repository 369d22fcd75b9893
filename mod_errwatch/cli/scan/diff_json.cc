// The comparison for programs.
#include <nlohmann/json.hpp>

#include "cli/logs/entry_json.h"
#include "cli/scan/diff_report.h"

namespace errwatch::cli {
namespace {

using Json = nlohmann::ordered_json;

Json SideJson(const DiffSide& side, uint64_t evidence, uint64_t clients, uint64_t blocks, uint64_t reported,
              uint64_t prevented) {
  return {{"config", side.rules.path}, {"rules", side.rules.rules->rules().size()},
          {"evidence", evidence},      {"clients_blocked", clients},
          {"blocks", blocks},          {"reported", reported},
          {"prevented", prevented}};
}

Json SummaryJson(const DiffReport& report) {
  const ScanTally& tally = report.tally;
  Json summary = {{"lines", tally.lines},
                  {"unusable", tally.unusable},
                  {"same", report.SameOutcome()},
                  {"rules_added", report.rules_added},
                  {"rules_removed", report.rules_removed},
                  {"rules_changed", report.rules_changed}};
  if (tally.first_us <= tally.last_us) {
    summary["first"] = FormatMicros(tally.first_us);
    summary["last"] = FormatMicros(tally.last_us);
  }
  return summary;
}

Json ToJson(const ClientOutcome& outcome, const DiffSide& side) {
  if (outcome.blocks == 0) {
    return {{"blocks", 0}, {"why", WhyNotBlocked(outcome)}};
  }
  Json object = {{"blocks", outcome.blocks},
                 {"first", FormatMicros(outcome.first_us)},
                 {"seconds", outcome.blocked_us / 1'000'000},
                 {"prevented", outcome.prevented},
                 {"limit", outcome.limit},
                 {"rule", outcome.rule}};
  if (const Rule* rule = side.rules.rules->Find(outcome.rule)) {
    object["category"] = CategoryName(rule->category);
    object["name"] = rule->name;
  }
  return object;
}

Json ToJson(const std::vector<ClientDifference>& clients, const DiffReport& report) {
  Json list = Json::array();
  for (const ClientDifference& client : clients)
    list.push_back({{"client", client.address.ToString(report.prefix)},
                    {"before", ToJson(client.before, *report.before)},
                    {"after", ToJson(client.after, *report.after)}});
  return list;
}

Json LimitsJson(const DiffReport& report) {
  Json list = Json::array();
  for (const LimitDifference& limit : report.limits)
    list.push_back({{"limit", limit.name},
                    {"before", {{"value", LimitText(limit.limit.before)}, {"blocks", limit.blocks.before}}},
                    {"after", {{"value", LimitText(limit.limit.after)}, {"blocks", limit.blocks.after}}}});
  return list;
}

// null where the configuration lacks the rule.
Json RuleJson(const Rule* rule, uint64_t entries) {
  if (rule == nullptr) return nullptr;
  return {{"entries", entries}, {"category", CategoryName(rule->category)}, {"cost", rule->cost}};
}

Json RulesJson(const DiffReport& report) {
  Json list = Json::array();
  for (const RuleDifference& rule : report.rules) {
    const Rule* named = rule.rule.after != nullptr ? rule.rule.after : rule.rule.before;
    list.push_back({{"rule", rule.id},
                    {"name", named->name},
                    {"before", RuleJson(rule.rule.before, rule.entries.before)},
                    {"after", RuleJson(rule.rule.after, rule.entries.after)}});
  }
  return list;
}

Json CategoriesJson(const DiffReport& report) {
  Json list = Json::array();
  for (const CategoryDifference& category : report.categories)
    list.push_back({{"category", CategoryName(category.category)},
                    {"before", category.entries.before},
                    {"after", category.entries.after}});
  return list;
}

Json SettingsJson(const DiffReport& report) {
  Json list = Json::array();
  for (const SettingDifference& setting : report.settings)
    list.push_back(
        {{"directive", setting.directive}, {"before", setting.value.before}, {"after", setting.value.after}});
  return list;
}

}  // namespace

std::string DiffJson(const DiffReport& report) {
  Json document = {{"summary", SummaryJson(report)}};
  document["before"] = SideJson(*report.before, report.evidence.before, report.clients_blocked.before,
                                report.blocks.before, report.reported.before, report.prevented.before);
  document["after"] = SideJson(*report.after, report.evidence.after, report.clients_blocked.after,
                               report.blocks.after, report.reported.after, report.prevented.after);
  document["blocked_only_after"] = ToJson(report.only_after, report);
  document["blocked_only_before"] = ToJson(report.only_before, report);
  document["blocked_otherwise"] = ToJson(report.otherwise, report);
  document["limits"] = LimitsJson(report);
  document["rules"] = RulesJson(report);
  document["categories"] = CategoriesJson(report);
  document["settings"] = SettingsJson(report);
  return document.dump(2, ' ', true, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace errwatch::cli
