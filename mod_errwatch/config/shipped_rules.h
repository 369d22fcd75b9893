// Which rules come with mod_errwatch (conf/rules), to tell them from a site's own.
#pragma once

#include <cstdint>
#include <string_view>

namespace errwatch {

// Ids of the project's rules, by theme: docs/rules.md. A site's own rules have ids from kFirstOwnRuleId on.
inline constexpr uint32_t kFirstShippedRuleId = 1000;
inline constexpr uint32_t kLastShippedRuleId = 9999;
inline constexpr uint32_t kFirstOwnRuleId = 900'000;

bool IsShippedRule(uint32_t id);
// "sql-injection.conf": a file of that name, wherever it is, of whatever version.
bool IsShippedRuleFile(std::string_view name);

}  // namespace errwatch
