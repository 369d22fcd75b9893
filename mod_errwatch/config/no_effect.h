// What a configuration says in vain: accepted, because an older one must go on working, but told.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/settings.h"

namespace errwatch {

struct SaidInVain {
  std::string origin;   // "file:line"; empty where only the server is known
  std::string text;     // what has no effect, and why
  bool matters = true;  // else it may well be meant: a site's own value instead of a shipped one
};

// Of one server or virtual host, with what it inherits. `loaded`: httpd's modules, if they are known
// (config/rule_slips.h). `engines`: of all servers and directories, because a line may be another's, that
// inherits it, too; not known: nothing is said of what only an engine that is on gives an effect.
std::vector<SaidInVain> FindSaidInVain(
    const ServerSettings& settings,
    const std::optional<std::set<std::string, std::less<>>>& loaded = std::nullopt,
    EnginesInUse engines = {});

// "ErrWatchRuleRemove 123456 removes nothing: there is no such rule"; empty where one of the rules is meant.
std::string RemovesNothing(const RuleRange& range, const std::vector<Rule>& rules);

}  // namespace errwatch
