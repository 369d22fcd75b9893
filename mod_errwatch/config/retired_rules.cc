#include "config/retired_rules.h"

#include <algorithm>

namespace errwatch {
namespace {

constexpr RetiredRule kRetired[] = {
    {3001, "0.1.0", 3020},  //
    {3004, "0.1.0", 3020},  //
    {3008, "0.1.0", 3020},  //
    {3010, "0.1.0", 3020},  //
    {3014, "0.1.0", 3021},  //
    {3201, "0.1.0", 3213},  //
    {3206, "0.1.0", 3214},  //
    {3208, "0.1.0", 3213},  //
    {3210, "0.1.0", 3213},  //
    {3212, "0.1.0", 3213},  //
    {3404, "0.1.0", 3490},  //
    {3409, "0.1.0", 3491},  //
    {3412, "0.1.0", 3490},  //
    {3413, "0.1.0", 3490},  //
    {3420, "0.1.0", 3492},  //
    {3425, "0.1.0", 3492},  //
    {3426, "0.1.0", 3453},  //
    {3443, "0.1.0", 3492},  //
    {3445, "0.1.0", 3492},  //
    {3446, "0.1.0", 3452},  //
    {3447, "0.1.0", 3452},  //
    {3448, "0.1.0", 3022},  //
    {3622, "0.1.0", 3629},  //
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
