#include "base/nearest_name.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "base/ascii.h"

namespace errwatch {
namespace {

constexpr std::size_t kLettersForASlip = 4;
constexpr std::size_t kLeastPrefix = 3;
constexpr std::size_t kMostLetters = 64;  // of a name: what is longer is none

// Letters and digits, small: "SQL-Injection" is "sql_injection".
std::string Letters(std::string_view name) {
  std::string letters;
  for (const char c : name) {
    if (IsAlnum(c)) letters += ToLower(c);
  }
  return letters;
}

std::size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> two_before(b.size() + 1), before(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) before[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t other = before[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({before[j] + 1, row[j - 1] + 1, other});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], two_before[j - 2] + 1);
    }
    two_before.swap(before);
    before.swap(row);
  }
  return before[b.size()];
}

}  // namespace

std::string_view NearestName(std::string_view typed, std::string_view names) {
  const std::string meant = Letters(typed.substr(0, kMostLetters));
  if (meant.empty() || typed.size() > kMostLetters) return {};
  std::string_view nearest;
  bool nearest_goes_on = false;
  std::size_t least = std::max<std::size_t>(1, meant.size() / kLettersForASlip) + 1;
  for (std::string_view rest = names; !rest.empty();) {
    const std::size_t end = std::min(rest.find_first_of(", "), rest.size());
    const std::string_view name = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::string letters = Letters(name);
    if (letters.empty()) continue;
    const bool begins = meant.size() >= kLeastPrefix && letters.starts_with(meant);
    const std::size_t distance =
        begins ? std::min<std::size_t>(1, letters.size() - meant.size()) : Distance(meant, letters);
    // Of two that are equally near, the one that goes on as what was typed begins.
    const bool goes_on = letters.starts_with(meant);
    if (distance > least || (distance == least && (nearest.empty() || !goes_on || nearest_goes_on))) continue;
    least = distance;
    nearest = name;
    nearest_goes_on = goes_on;
  }
  return nearest;
}

std::string DidYouMean(std::string_view typed, std::string_view names) {
  const std::string_view nearest = NearestName(typed, names);
  return nearest.empty() ? std::string() : "; did you mean " + std::string(nearest) + "?";
}

}  // namespace errwatch
