#include "cli/config/list_rules.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "cli/config/rules_in_force.h"
#include "cli/output/exit_code.h"
#include "cli/output/table.h"
#include "cli/output/terminal.h"

namespace errwatch::cli {
namespace {

std::vector<const Rule*> ById(const RuleSet& rules) {
  std::vector<const Rule*> sorted;
  for (const Rule& rule : rules.rules()) sorted.push_back(&rule);
  std::ranges::sort(sorted, {}, &Rule::id);
  return sorted;
}

Table TableOf(const std::vector<const Rule*>& rules) {
  Table table({{"rule", Table::Align::kRight},
               {"category"},
               {"cost", Table::Align::kRight},
               {"what it sees"},
               {"where"}});
  for (const Rule* rule : rules)
    table.Add({std::to_string(rule->id), std::string(CategoryName(rule->category)),
               std::to_string(rule->cost), Printable(rule->name), Printable(rule->origin)});
  return table;
}

std::string Json(const std::vector<const Rule*>& rules) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Rule* rule : rules) {
    const std::string_view origin = rule->origin;
    const std::size_t colon = std::min(origin.rfind(':'), origin.size());
    const std::string_view digits = origin.substr(std::min(colon + 1, origin.size()));
    unsigned line = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), line);
    list.push_back({{"id", rule->id},
                    {"category", CategoryName(rule->category)},
                    {"cost", rule->cost},
                    {"name", rule->name},
                    {"file", origin.substr(0, colon)},
                    {"line", line}});
  }
  return list.dump(2, ' ', true, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace

int RunListRules(const ListRulesOptions& options) {
  const Result<RulesInForce> loaded = LoadRules(options.config, options.vhost);
  if (!loaded) return EndWith(kExitNothing, loaded.error());
  const RulesInForce& force = loaded.value();
  const std::vector<const Rule*> rules = ById(*force.rules);
  if (rules.empty()) return EndWith(kExitNothing, force.path + ": no rule is in force");
  if (!force.configuration.in_directories.removals.empty())
    Complain("sections for directories have ErrWatchRuleRemove, too: there fewer rules are in force");
  const std::string said = options.format == "json"  ? Json(rules)
                           : options.format == "csv" ? TableOf(rules).ToCsv()
                                                     : TableOf(rules).ToText(ColourOn(STDOUT_FILENO), 0);
  std::fwrite(said.data(), 1, said.size(), stdout);
  return kExitDone;
}

}  // namespace errwatch::cli
