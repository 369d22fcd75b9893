// The checks themselves.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "base/duration.h"
#include "cli/config/body_check.h"
#include "cli/config/check.h"
#include "cli/config/log_level_check.h"
#include "cli/config/pattern_check.h"
#include "cli/config/place_check.h"
#include "cli/config/proxy_check.h"
#include "cli/config/rule_id_check.h"
#include "cli/config/unreachable.h"
#include "cli/config/word_list_check.h"
#include "config/directive.h"
#include "config/no_effect.h"
#include "config/settings.h"
#include "model/bucket_tag.h"
#include "model/log_id.h"
#include "model/policy.h"

namespace errwatch::cli {
namespace {

std::string RuleText(const Rule& rule) {
  return "rule " + std::to_string(rule.id) + " (" + std::string(CategoryName(rule.category)) +
         (rule.name.empty() ? "" : ", " + rule.name) + ")";
}

std::string ShapeText(const BucketShape& shape) {
  return FormatShape(shape.capacity, DurationOf(shape.window));
}

std::string Joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ",") + name;
  return text;
}

// A rule of a lower id that looks for this AH number in other modules only,
// where none looks for it in this rule's.
const Rule* OtherModule(const Rule& rule, LogId log_id, const RuleSet& rules) {
  const Rule* found = nullptr;
  for (const Rule& other : rules.rules()) {
    const bool names = std::binary_search(other.log_ids.begin(), other.log_ids.end(), log_id);
    if (!names || rule.modules.empty() || other.modules.empty() || other.id >= rule.id) continue;
    const bool shared = std::find_first_of(other.modules.begin(), other.modules.end(), rule.modules.begin(),
                                           rule.modules.end()) != other.modules.end();
    if (shared) return nullptr;
    if (found == nullptr) found = &other;
  }
  return found;
}

constexpr uint16_t kFirstError = 400;  // below are responses that gave the client what it asked for

// What the costliest rule of each category pours.
using Costs = std::array<uint32_t, kCategoryCount>;

class Checking {
 public:
  Checking(std::vector<Finding>& findings, const Configuration& configuration)
      : findings_(findings),
        directory_removals_(configuration.in_directories.removals),
        directory_bodies_(configuration.in_directories.bodies),
        engines_(configuration.in_directories.engines) {
    engines_.Add(configuration.directory.engine.value);
    for (const VirtualHost& vhost : configuration.vhosts) engines_.Add(vhost.directory.engine.value);
  }

  void Server(const std::string& name, const ServerSettings& settings, const DirectorySettings& directory,
              const LogLevels& levels) {
    const Result<std::shared_ptr<const RuleSet>> built = RuleSet::Build(settings.rules, settings.removals);
    if (!built) {
      Add(Severity::kError, name, built.error());
      return;
    }
    const RuleSet& rules = *built.value();
    if (rules.rules().empty())
      Add(Severity::kWarning, name, "has no rules: Include the rules that come with mod_errwatch");
    Screening(rules);
    for (const Finding& finding : CheckPatterns(rules.rules()))
      Add(finding.severity, finding.where, finding.text);
    Costs costs{};
    for (const Rule& rule : rules.rules()) {
      if (rule.category == Category::kBenign || NeverNames(rule, rules)) continue;
      uint32_t& most = costs[static_cast<std::size_t>(rule.category)];
      most = std::max<uint32_t>(most, rule.cost);
    }
    for (const Finding& finding : CheckRuleIds(settings)) Add(finding.severity, finding.where, finding.text);
    InVain(name, settings, levels);
    for (const Finding& finding : CheckWordLists(settings))
      Add(finding.severity, finding.where, finding.text);
    Modules(rules);
    LimitsOf(settings, costs);
    BehindAny(settings, costs);
    StatusCodes(name, settings, rules);
    const bool bodies = directory.body.value != 0 || directory_bodies_;
    for (const Finding& finding : CheckBodies(name, settings.inspect.value, bodies, rules))
      Add(finding.severity, finding.where, finding.text);
    CoverageOfServer(name, rules, levels, settings.verbosity.value);
  }

  // They hold wherever the section does: only what no server has is said in vain.
  void RemovalsInDirectories(const Configuration& configuration) {
    std::vector<Rule> all = configuration.server.rules;
    for (const VirtualHost& vhost : configuration.vhosts)
      all.insert(all.end(), vhost.server.rules.begin(), vhost.server.rules.end());
    for (const RuleRange& range : directory_removals_) {
      if (const std::string why = RemovesNothing(range, all); !why.empty())
        Add(Severity::kWarning, range.origin, why + " (in a section for a directory)");
    }
  }

 private:
  void Add(Severity severity, const std::string& where, const std::string& text,
           Topic topic = Topic::kRules) {
    const bool known = std::any_of(findings_.begin(), findings_.end(),
                                   [&](const Finding& f) { return f.where == where && f.text == text; });
    if (!known) findings_.push_back({severity, where, text, topic});
  }

  void Screening(const RuleSet& rules) {
    for (std::size_t i = 0; i < rules.rules().size(); ++i) {
      const Rule& rule = rules.rules()[i];
      if (rules.screening(i) != errwatch::Screening::kUnscreened) continue;
      // Behind an AH number or a module it is tried seldom.
      const bool seldom = !rule.log_ids.empty() || !rule.modules.empty() || !rule.statuses.empty();
      Add(seldom ? Severity::kNote : Severity::kWarning, rule.origin,
          RuleText(rule) + ": no text of " + std::to_string(kMinLiteralBytes) +
              " or more characters that every match contains, so its pattern is tried on every entry" +
              (seldom ? " that its selectors admit" : ""));
    }
  }

  bool NeverNames(const Rule& rule, const RuleSet& rules) {
    if (const std::string why = ContradictionIn(rule); !why.empty()) {
      Add(Severity::kError, rule.origin, RuleText(rule) + " never fires in httpd: " + why);
      return true;
    }
    const Rule* other = RuleInFrontOf(rule, rules.rules(), directory_removals_);
    if (other == nullptr) return false;
    // With a category of its own it still says what else the entry is.
    if (!SaysTheSame(*other, rule)) return true;
    // A structure that a site names for a place of its own: nothing is lost where a shipped rule looks, too.
    const bool no_harm = rule.structure.has_value() && other->category == rule.category;
    Add(no_harm ? Severity::kWarning : Severity::kError, rule.origin,
        RuleText(rule) + " never names an entry: " + RuleText(*other) + " at " + other->origin +
            " always does");
    return true;
  }

  // An AH number stands in one place of httpd's source, and that is one module's, or shared by a few.
  void Modules(const RuleSet& rules) {
    for (const Rule& rule : rules.rules()) {
      for (const LogId log_id : rule.log_ids) {
        const Rule* other = OtherModule(rule, log_id, rules);
        if (other == nullptr) continue;
        Add(Severity::kNote, rule.origin,
            RuleText(rule) + ": " + FormatLogId(log_id) + " is looked for in module " + Joined(rule.modules) +
                ", but in " + Joined(other->modules) + " by " + RuleText(*other) + " at " + other->origin);
      }
    }
  }

  void InVain(const std::string& name, const ServerSettings& settings, const LogLevels& levels) {
    for (const SaidInVain& found : FindSaidInVain(settings, levels.loaded, engines_))
      Add(found.matters ? Severity::kWarning : Severity::kNote, found.origin.empty() ? name : found.origin,
          found.text, Topic::kConfiguration);
  }

  void LimitsOf(const ServerSettings& settings, const Costs& costs) {
    const auto unreachable = [&](const Setting<Limit>& limit, const std::string& name, const char* why) {
      if (limit.is_set && limit.value.shape.capacity != 0)
        Add(Severity::kError, limit.origin, "the limit of " + name + " can never be reached: " + why,
            Topic::kLimits);
    };
    for (uint8_t i = 0; i < kCategoryCount; ++i) {
      if (costs[i] == 0)
        unreachable(settings.limits.category[i], std::string(CategoryName(static_cast<Category>(i))),
                    "no rule of this category that can fire costs anything");
    }
    if (std::all_of(costs.begin(), costs.end(), [](uint32_t cost) { return cost == 0; }))
      unreachable(settings.limits.any, std::string(kAnyName), "no rule that can fire costs anything");
  }

  // Whatever is poured into a category is poured into `any`, too.
  void BehindAny(const ServerSettings& settings, const Costs& costs) {
    const Limits limits = ResolveLimits(settings.limits);
    // Where it only reports, the client goes on to the other limits.
    if (BlockLength(settings.block.value, limits.any, 0).count() == 0) return;
    const std::string any = "any (" + ShapeText(limits.any.shape) + ")";
    std::string defaults;
    for (uint8_t i = 0; i < kCategoryCount; ++i) {
      const BucketShape& shape = limits.category[i].shape;
      if (costs[i] == 0 || !OverflowsFirst(limits.any.shape, shape, costs[i])) continue;
      const std::string name =
          std::string(CategoryName(static_cast<Category>(i))) + " (" + ShapeText(shape) + ")";
      const Setting<Limit>& limit = settings.limits.category[i];
      if (limit.is_set) {
        Add(Severity::kWarning, limit.origin,
            "the limit of " + name + " never comes first: " + any + " is always reached before it",
            Topic::kLimits);
      } else {
        defaults += (defaults.empty() ? "" : ", ") + name;
      }
    }
    if (!defaults.empty())
      Add(Severity::kNote, settings.limits.any.origin,
          any + " is always reached before these default limits: " + defaults, Topic::kLimits);
  }

  // Rules for responses that httpd sends, but does not show to them. One that costs nothing waits for an
  // operator who wants to see such responses.
  void StatusCodes(const std::string& name, const ServerSettings& settings, const RuleSet& rules) {
    const std::vector<uint16_t>& listed = settings.status_codes.value;
    const Inspect inspect = settings.inspect.value;
    std::vector<uint32_t> blind;
    std::vector<uint32_t> need_all;
    std::set<uint16_t> wanted(listed.begin(), listed.end());
    for (const Rule& rule : rules.rules()) {
      if (rule.statuses.empty() || rule.category == Category::kBenign || rule.cost == 0) continue;
      const auto seen = [&](uint16_t status) {
        return std::find(listed.begin(), listed.end(), status) != listed.end() ||
               (status < kFirstError && inspect == Inspect::kAll);
      };
      if (inspect != Inspect::kEntries && std::ranges::any_of(rule.statuses, seen)) continue;
      if (rule.statuses.front() < kFirstError && inspect == Inspect::kErrors) {
        need_all.push_back(rule.id);
      } else {
        blind.push_back(rule.id);
        wanted.insert(rule.statuses.begin(), rule.statuses.end());
      }
    }
    const auto never = [](const std::vector<uint32_t>& ids) {
      return (ids.size() == 1 ? "1 rule with status= never fires ("
                              : std::to_string(ids.size()) + " rules with status= never fire (") +
             IdList(ids) + "): ";
    };
    if (!need_all.empty())
      Add(Severity::kNote, name,
          never(need_all) +
              "ErrWatchInspect errors looks at no response below 400, ErrWatchInspect all does");
    if (blind.empty()) return;
    if (inspect == Inspect::kEntries)
      return Add(Severity::kNote, name, never(blind) + "ErrWatchInspect entries looks at no response");
    std::string codes;
    for (const uint16_t status : wanted) codes += " " + std::to_string(status);
    Add(Severity::kWarning, name,
        never(blind) + "ErrWatchStatusCodes lists none of their codes; ErrWatchStatusCodes" + codes +
            " would",
        Topic::kLogLevel);
  }

  void CoverageOfServer(const std::string& name, const RuleSet& rules, const LogLevels& levels,
                        const Verbosity& verbosity) {
    for (const Finding& finding : CheckLogLevel(name, rules, levels, verbosity))
      Add(finding.severity, finding.where, finding.text, Topic::kLogLevel);
  }

  std::vector<Finding>& findings_;
  const std::vector<RuleRange>& directory_removals_;
  bool directory_bodies_;
  EnginesInUse engines_;  // of all servers and directories
};

void CrawlersOf(const ServerSettings& settings, std::vector<Finding>& findings) {
  const std::string why = CrawlersWithoutEffect(settings.crawlers.value);
  if (!why.empty())
    findings.push_back({Severity::kWarning, settings.crawlers.origin, "ErrWatchVerifyCrawlers: " + why,
                        Topic::kConfiguration});
}

// What is said of several servers in the same words is said once, with the names of them all.
void SayOnce(const std::set<std::string>& servers, std::vector<Finding>& findings) {
  std::vector<Finding> once;
  std::map<std::pair<Severity, std::string>, std::size_t> said;  // places in `once`
  for (Finding& finding : findings) {
    if (servers.contains(finding.where)) {
      const auto [place, first] = said.try_emplace({finding.severity, finding.text}, once.size());
      if (!first) {
        once[place->second].where += ", " + finding.where;
        continue;
      }
    }
    once.push_back(std::move(finding));
  }
  findings = std::move(once);
}

std::string NameOf(const VirtualHost& vhost) {
  return "virtual host " + (vhost.name.empty() ? vhost.addresses : vhost.name) + " (" + vhost.origin + ")";
}

}  // namespace

std::vector<Finding> CheckConfiguration(const Configuration& configuration) {
  std::vector<Finding> findings;
  for (const std::string& warning : configuration.warnings)
    findings.push_back({Severity::kWarning, "configuration", warning, Topic::kConfiguration});
  for (Finding& finding : CheckProxies(configuration)) findings.push_back(std::move(finding));
  CrawlersOf(configuration.server, findings);
  Checking checking(findings, configuration);
  const std::string main = configuration.name.empty() ? "main server" : "main server " + configuration.name;
  std::set<std::string> servers{main};
  checking.Server(main, configuration.server, configuration.directory, configuration.log_levels);
  checking.RemovalsInDirectories(configuration);
  for (const VirtualHost& vhost : configuration.vhosts) {
    servers.insert(NameOf(vhost));
    checking.Server(NameOf(vhost), vhost.server, vhost.directory, vhost.log_levels);
  }
  SayOnce(servers, findings);
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
  return findings;
}

std::vector<Finding> CheckConfigurationHere(const Configuration& configuration) {
  std::vector<Finding> findings = CheckConfiguration(configuration);
  for (Finding& finding : CheckPlaces(configuration)) findings.push_back(std::move(finding));
  std::ranges::stable_sort(findings, {}, &Finding::severity);
  return findings;
}

}  // namespace errwatch::cli
