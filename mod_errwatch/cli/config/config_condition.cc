#include "cli/config/config_condition.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "cli/config/log_level.h"

namespace errwatch {
namespace {

constexpr std::array<std::string_view, 5> kConditions = {"IfModule", "IfDefine", "IfVersion", "IfFile",
                                                         "IfDirective"};

}  // namespace

bool IsCondition(std::string_view section) {
  return std::any_of(kConditions.begin(), kConditions.end(),
                     [&](std::string_view condition) { return EqualsIgnoreCase(section, condition); });
}

bool IsSkipped(std::string_view section, std::string_view argument, const KnownSoFar& known) {
  if (!argument.starts_with('!')) return false;
  argument.remove_prefix(1);
  if (EqualsIgnoreCase(section, "IfDefine")) return known.defined.contains(argument);
  if (!EqualsIgnoreCase(section, "IfModule")) return false;
  const auto name = ShortModuleName(argument);
  return name == "errwatch" || known.modules.contains(std::string_view(name));
}

}  // namespace errwatch
