#include "config/no_effect.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/duration.h"
#include "base/nearest_name.h"
#include "config/retired_rules.h"
#include "config/rule_slips.h"
#include "model/category.h"

namespace errwatch {
namespace {

std::string NameOf(const RuleRange& range) {
  if (range.category != Category::kBenign) return std::string(CategoryName(range.category));
  const std::string first = std::to_string(range.first);
  return range.first == range.last ? first : first + "-" + std::to_string(range.last);
}

// A digit too many or too few is soon written.
std::string NearestRule(uint32_t id, const std::vector<Rule>& rules) {
  std::string ids;
  for (const Rule& rule : rules) ids += (ids.empty() ? "" : ", ") + std::to_string(rule.id);
  return DidYouMean(std::to_string(id), ids);
}

// What were rules once; empty = nothing in the range was.
std::string RetiredIn(const RuleRange& range) {
  std::string text;
  if (range.category != Category::kBenign) return text;
  for (const RetiredRule& rule : RetiredRules()) {
    if (rule.id >= range.first && rule.id <= range.last)
      text += (text.empty() ? "" : "; ") + RetiredText(rule);
  }
  return text;
}

void EverybodyAllowed(const ServerSettings& settings, std::vector<SaidInVain>& found) {
  for (const bool ipv4 : {true, false}) {
    const std::string all = ipv4 ? "IPv4 (0.0.0.0/0)" : "IPv6 (::/0)";
    if (settings.allow.HoldsAll(ipv4))
      found.push_back({"", "ErrWatchAllow lists all of " + all + ": nobody there is ever counted or denied"});
    if (settings.trusted_proxies.HoldsAll(ipv4))
      found.push_back({"", "ErrWatchTrustedProxy lists all of " + all + ": no client there is ever counted"});
  }
}

void Responses(const ServerSettings& settings, std::vector<SaidInVain>& found) {
  if (settings.inspect.value == Inspect::kEntries && settings.status_codes.is_set)
    found.push_back({settings.status_codes.origin,
                     "ErrWatchStatusCodes has no effect: ErrWatchInspect entries looks at no response"});
}

void Blocks(const ServerSettings& settings, std::vector<SaidInVain>& found) {
  const BlockPolicy& block = settings.block.value;
  if (settings.block.is_set && block.base == block.max && block.factor != 1)
    found.push_back({settings.block.origin,
                     "ErrWatchBlock: factor=" + std::to_string(block.factor) +
                         " has no effect, because base= and max= are the same (" +
                         FormatDuration(block.base) + ")",
                     false});
}

void UnderAttackWithoutAnomalies(const ServerSettings& settings, std::vector<SaidInVain>& found) {
  if (settings.under_attack.is_set && !settings.anomalies.value)
    found.push_back(
        {settings.under_attack.origin,
         "ErrWatchUnderAttack has no effect: without ErrWatchAnomalies On nobody looks for attacks "
         "that many share"});
}

void VerbosityWithoutEngine(const ServerSettings& settings, EnginesInUse engines,
                            std::vector<SaidInVain>& found) {
  const Setting<Verbosity>& verbosity = settings.verbosity;
  if (verbosity.is_set && verbosity.value != Verbosity() && engines.AllOff())
    found.push_back({verbosity.origin,
                     "ErrWatchVerbosity has no effect: ErrWatchEngine is Off everywhere, so nobody is a "
                     "suspect or denied"});
}

void Crawlers(const ServerSettings& settings, std::vector<SaidInVain>& found) {
  const CrawlerSetting& crawlers = settings.crawlers.value;
  if (!crawlers.verify && !crawlers.resolver.empty())
    found.push_back({settings.crawlers.origin,
                     "ErrWatchVerifyCrawlers Off asks no name server: resolver= has no effect"});
}

}  // namespace

std::string RemovesNothing(const RuleRange& range, const std::vector<Rule>& rules) {
  if (std::any_of(rules.begin(), rules.end(), [&](const Rule& rule) { return range.Covers(rule); }))
    return "";
  const bool one = range.category == Category::kBenign && range.first == range.last;
  const std::string retired = RetiredIn(range);
  return "ErrWatchRuleRemove " + NameOf(range) + " removes nothing: " +
         (!retired.empty()
              ? retired
              : "there is no such rule" + (one ? NearestRule(range.first, rules) : std::string()));
}

std::vector<SaidInVain> FindSaidInVain(const ServerSettings& settings,
                                       const std::optional<std::set<std::string, std::less<>>>& loaded,
                                       EnginesInUse engines) {
  std::vector<SaidInVain> found;
  for (const RuleRange& range : settings.removals) {
    if (const std::string why = RemovesNothing(range, settings.rules); !why.empty())
      found.push_back({range.origin, why});
  }
  for (const Replaced& line : settings.replaced)
    found.push_back({line.origin, line.directive + " has no effect: " + line.by + " says otherwise", false});
  for (RuleSlip& slip : FindRuleSlips(settings.rules, loaded))
    found.push_back({std::move(slip.origin), std::move(slip.text)});
  EverybodyAllowed(settings, found);
  Responses(settings, found);
  Blocks(settings, found);
  UnderAttackWithoutAnomalies(settings, found);
  VerbosityWithoutEngine(settings, engines, found);
  Crawlers(settings, found);
  return found;
}

}  // namespace errwatch
