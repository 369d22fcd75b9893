#include "cli/check.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/exit_code.h"
#include "cli/terminal.h"
#include "core/coverage.h"
#include "core/settings.h"

namespace errwatch::cli {
namespace {

std::string RuleText(const Rule& rule) {
  return "rule " + std::to_string(rule.id) + " (" + std::string(CategoryName(rule.category)) +
         (rule.name.empty() ? "" : ", " + rule.name) + ")";
}

template <typename T>
bool Covers(const std::vector<T>& wide, const std::vector<T>& narrow) {
  if (wide.empty()) return true;
  return !narrow.empty() && std::all_of(narrow.begin(), narrow.end(), [&](const T& value) {
    return std::find(wide.begin(), wide.end(), value) != wide.end();
  });
}

// Whether every entry that `b` matches is matched by `a` too, as far as can be told by comparing their texts.
bool MatchesAllOf(const Rule& a, const Rule& b) {
  const bool pattern =
      a.pattern_text.empty() ||
      (a.pattern_text == b.pattern_text && (a.targets & b.targets) == b.targets && (a.nocase || !b.nocase));
  const bool level = !a.level || (b.level && *a.level >= *b.level);
  return pattern && level && Covers(a.log_ids, b.log_ids) && Covers(a.modules, b.modules) &&
         Covers(a.statuses, b.statuses);
}

// `b` costs a client something and `a` always takes that back, or both say the same.
bool Shadows(const Rule& a, const Rule& b) {
  if (b.category == Category::kBenign || !MatchesAllOf(a, b)) return false;
  if (a.category == Category::kBenign) return b.cost <= a.cost;
  return a.category == b.category && a.cost >= b.cost && (a.cost > b.cost || a.id < b.id) &&
         a.pattern_text == b.pattern_text;
}

class Checking {
 public:
  explicit Checking(std::vector<Finding>& findings) : findings_(findings) {}

  void Server(const std::string& name, const ServerSettings& settings, const LogLevels& levels) {
    const Result<std::shared_ptr<const RuleSet>> built = RuleSet::Build(settings.rules, settings.removals);
    if (!built) {
      Add(Severity::kError, name, built.error());
      return;
    }
    const RuleSet& rules = *built.value();
    if (rules.rules().empty())
      Add(Severity::kWarning, name, "has no rules: Include the rules that come with mod_errwatch");
    Screening(rules);
    Shadowed(rules);
    Removals(name, settings);
    LimitsOf(settings, rules);
    CoverageOfServer(name, rules, levels);
  }

 private:
  void Add(Severity severity, const std::string& where, const std::string& text) {
    const bool known = std::any_of(findings_.begin(), findings_.end(),
                                   [&](const Finding& f) { return f.where == where && f.text == text; });
    if (!known) findings_.push_back({severity, where, text});
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

  void Shadowed(const RuleSet& rules) {
    for (const Rule& rule : rules.rules()) {
      for (const Rule& other : rules.rules()) {
        if (other.id == rule.id || !Shadows(other, rule)) continue;
        Add(Severity::kError, rule.origin,
            RuleText(rule) + " never names an entry: " + RuleText(other) + " at " + other.origin +
                " always does");
        break;
      }
    }
  }

  void Removals(const std::string& name, const ServerSettings& settings) {
    for (const RuleRange& range : settings.removals) {
      if (std::any_of(settings.rules.begin(), settings.rules.end(),
                      [&](const Rule& rule) { return range.Covers(rule); }))
        continue;
      const std::string what = range.category != Category::kBenign ? std::string(CategoryName(range.category))
                               : range.first == range.last
                                   ? std::to_string(range.first)
                                   : std::to_string(range.first) + "-" + std::to_string(range.last);
      Add(Severity::kWarning, name, "ErrWatchRuleRemove " + what + " removes nothing: there is no such rule");
    }
  }

  void LimitsOf(const ServerSettings& settings, const RuleSet& rules) {
    bool any_cost = false;
    for (uint8_t i = 0; i < kCategoryCount; ++i) {
      const auto category = static_cast<Category>(i);
      const bool costs = std::any_of(rules.rules().begin(), rules.rules().end(), [&](const Rule& rule) {
        return rule.category == category && rule.cost > 0;
      });
      any_cost = any_cost || costs;
      const Setting<Limit>& limit = settings.limits.category[i];
      if (!limit.is_set || limit.value.shape.capacity == 0 || costs) continue;
      Add(Severity::kError, limit.origin,
          "the limit of " + std::string(CategoryName(category)) +
              " can never be reached: no rule of this category costs anything");
    }
    const Setting<Limit>& any = settings.limits.any;
    if (any.is_set && any.value.shape.capacity != 0 && !any_cost)
      Add(Severity::kError, any.origin, "the limit of any can never be reached: no rule costs anything");
  }

  void CoverageOfServer(const std::string& name, const RuleSet& rules, const LogLevels& levels) {
    const Coverage coverage = CoverageOf(rules.rules(), levels);
    if (coverage.hidden.empty()) return;
    constexpr std::size_t kMost = 12;
    std::string ids;
    for (std::size_t i = 0; i < std::min(coverage.hidden.size(), kMost); ++i)
      ids += (i == 0 ? "" : ", ") + std::to_string(coverage.hidden[i]);
    if (coverage.hidden.size() > kMost) ids += ", ...";
    Add(Severity::kWarning, name,
        std::to_string(coverage.hidden.size()) + " of " + std::to_string(coverage.rules) +
            " rules never see their message at this LogLevel (" + ids + "); " + coverage.log_level +
            " would show it");
  }

  std::vector<Finding>& findings_;
};

const char* SeverityName(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kNote:
      break;
  }
  return "note";
}

std::string NameOf(const VirtualHost& vhost) {
  return "virtual host " + (vhost.name.empty() ? vhost.addresses : vhost.name) + " (" + vhost.origin + ")";
}

void PrintText(const std::vector<Finding>& findings, const Configuration& configuration,
               const std::string& path) {
  const bool colour = ColourOn(STDOUT_FILENO);
  for (const Finding& finding : findings) {
    const char* paint = !colour                                  ? ""
                        : finding.severity == Severity::kError   ? "\x1b[31m"
                        : finding.severity == Severity::kWarning ? "\x1b[33m"
                                                                 : "\x1b[2m";
    std::printf("%s%s%s: %s: %s\n", paint, SeverityName(finding.severity), colour ? "\x1b[0m" : "",
                Printable(finding.where).c_str(), Printable(finding.text).c_str());
  }
  const auto count = [&](Severity severity) {
    return std::count_if(findings.begin(), findings.end(),
                         [&](const Finding& f) { return f.severity == severity; });
  };
  std::printf("%s: %zu rules, %zu virtual hosts; %td errors, %td warnings, %td notes\n",
              Printable(path).c_str(), configuration.server.rules.size(), configuration.vhosts.size(),
              count(Severity::kError), count(Severity::kWarning), count(Severity::kNote));
}

void PrintJson(const std::vector<Finding>& findings) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Finding& finding : findings)
    list.push_back(
        {{"severity", SeverityName(finding.severity)}, {"where", finding.where}, {"text", finding.text}});
  std::printf("%s\n", list.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

}  // namespace

std::vector<Finding> CheckConfiguration(const Configuration& configuration) {
  std::vector<Finding> findings;
  for (const std::string& warning : configuration.warnings)
    findings.push_back({Severity::kWarning, "configuration", warning});
  Checking checking(findings);
  checking.Server(configuration.name.empty() ? "main server" : "main server " + configuration.name,
                  configuration.server, configuration.log_levels);
  for (const VirtualHost& vhost : configuration.vhosts)
    checking.Server(NameOf(vhost), vhost.server, vhost.log_levels);
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
  return findings;
}

int RunCheck(const CheckOptions& options) {
  const Result<std::string> path = FindConfiguration(options.config);
  if (!path) {
    Complain(path.error());
    return kExitNothing;
  }
  const Result<Configuration> configuration = ReadConfiguration(path.value());
  if (!configuration) {
    Complain(configuration.error());
    return kExitNothing;
  }
  const std::vector<Finding> findings = CheckConfiguration(configuration.value());
  if (options.format == "json") {
    PrintJson(findings);
  } else {
    PrintText(findings, configuration.value(), path.value());
  }
  const Severity worst = options.strict ? Severity::kWarning : Severity::kError;
  const bool wrong = std::any_of(findings.begin(), findings.end(),
                                 [&](const Finding& finding) { return finding.severity <= worst; });
  return wrong ? kExitNothing : kExitDone;
}

}  // namespace errwatch::cli
