// Which rules come with mod_errwatch (conf/rules), to tell them from a site's own.
#pragma once

#include <cstdint>
#include <string_view>

namespace errwatch {

// A site's own rules have ids from here on; the others are the project's.
inline constexpr uint32_t kFirstOwnRuleId = 900'000;

bool IsShippedRule(uint32_t id);
// "sql-injection.conf": a file of that name, wherever it is, of whatever version.
bool IsShippedRuleFile(std::string_view name);

}  // namespace errwatch
