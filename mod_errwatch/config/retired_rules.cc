#include "config/retired_rules.h"

#include <algorithm>

namespace errwatch {
namespace {

constexpr RetiredRule kRetired[] = {
    {3001, 3020, "0.1.0"},  //
    {3004, 3020, "0.1.0"},  //
    {3008, 3020, "0.1.0"},  //
    {3010, 3020, "0.1.0"},  //
    {3014, 3021, "0.1.0"},  //
    {3201, 3213, "0.1.0"},  //
    {3206, 3214, "0.1.0"},  //
    {3208, 3213, "0.1.0"},  //
    {3210, 3213, "0.1.0"},  //
    {3212, 3213, "0.1.0"},  //
    {3404, 3490, "0.1.0"},  //
    {3409, 3491, "0.1.0"},  //
    {3412, 3490, "0.1.0"},  //
    {3413, 3490, "0.1.0"},  //
    {3420, 3492, "0.1.0"},  //
    {3425, 3492, "0.1.0"},  //
    {3426, 3453, "0.1.0"},  //
    {3443, 3492, "0.1.0"},  //
    {3445, 3492, "0.1.0"},  //
    {3446, 3452, "0.1.0"},  //
    {3447, 3452, "0.1.0"},  //
    {3448, 3022, "0.1.0"},  //
    {3622, 3629, "0.1.0"},  //
};
static_assert(std::ranges::is_sorted(kRetired, {}, &RetiredRule::id));

}  // namespace

std::span<const RetiredRule> RetiredRules() { return kRetired; }

const RetiredRule* FindRetired(uint32_t id) {
  const auto* const found = std::ranges::lower_bound(kRetired, id, {}, &RetiredRule::id);
  return found != std::end(kRetired) && found->id == id ? found : nullptr;
}

std::string RetiredText(const RetiredRule& rule) {
  return "rule " + std::to_string(rule.id) + " was retired in " + std::string(rule.version) +
         ", replaced by " + std::to_string(rule.successor);
}

}  // namespace errwatch
