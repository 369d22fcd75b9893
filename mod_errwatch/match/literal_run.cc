#include "match/literal_run.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>
#include <utility>

#include "base/sort_unique.h"
#include "match/everyday_text.h"

namespace errwatch {
namespace {

constexpr std::size_t kStrong = 5;        // a literal of this length is rare enough by itself
constexpr std::size_t kMaxVariants = 48;  // of a literal that is rare already
constexpr std::size_t kMaxChoice = 4;     // single bytes to choose from behind such a literal
constexpr std::size_t kMaxRepeatedStrings = 32;
constexpr std::size_t kMaxAlso = 4;
// Part of the innocent texts that a requirement lets through.
constexpr double kRareEnough = 1.0 / 512;  // no second one is worth it
constexpr double kUseless = 0.4;           // it holds too little back

std::size_t Shortest(const LiteralSet& strings) {
  std::size_t shortest = strings.empty() ? 0 : std::numeric_limits<std::size_t>::max();
  for (const std::string& s : strings) shortest = std::min(shortest, s.size());
  return shortest;
}

bool IsUsable(const std::string& literal) {
  if (literal.size() >= kMinLiteralBytes) return true;
  // Of two bytes that stand side by side in no sample it is not known how rare they are.
  constexpr double kRarePair = 1.0 / 32;
  return literal.size() == kMinRareLiteralBytes &&
         (HasRareByte(literal) || EverydayShare(literal) < kRarePair);
}

bool IsUsable(const LiteralSet& strings) {
  return !strings.empty() &&
         std::all_of(strings.begin(), strings.end(), [](const std::string& s) { return IsUsable(s); });
}

// Literals that overlap stand in the same texts:
// the second set would hold nothing back that the first lets through.
bool SaysTheSame(const LiteralSet& a, const LiteralSet& b) {
  return std::all_of(a.begin(), a.end(), [&](const std::string& one) {
    return std::any_of(b.begin(), b.end(), [&](const std::string& other) {
      return one.find(other) != std::string::npos || other.find(one) != std::string::npos;
    });
  });
}

// What a set costs: how often innocent text holds one of its literals, and a little for every literal that
// the prefilter must look for.
double Cost(const LiteralSet& strings) {
  if (!IsUsable(strings)) return std::numeric_limits<double>::infinity();
  constexpr double kEachLiteral = 1.0 / (1 << 20);
  double cost = 0;
  for (const std::string& s : strings) cost += kEachLiteral + EverydayShare(s);
  return cost;
}

void KeepBetter(LiteralSet& best, LiteralSet other) {
  if (Cost(other) < Cost(best)) best = std::move(other);
}

LiteralSet Cross(const LiteralSet& left, const LiteralSet& right) {
  LiteralSet result;
  result.reserve(left.size() * right.size());
  for (const std::string& a : left) {
    for (const std::string& b : right) {
      // Of neighbouring blanks FoldText leaves one.
      result.push_back(a + (a.ends_with(' ') && b.starts_with(' ') ? b.substr(1) : b));
    }
  }
  SortUnique(result);
  return result;
}

void Append(LiteralSet& set, const LiteralSet& more) { set.insert(set.end(), more.begin(), more.end()); }

LiteralSet Bounded(LiteralSet strings) {
  SortUnique(strings);
  return strings.size() <= kMaxAlternatives ? std::move(strings) : LiteralSet{""};
}

}  // namespace

LiteralSet WithoutRedundant(const LiteralSet& literals) {
  // Which bytes stand in a literal, folded to 64 bits: most pairs are told apart by that.
  std::vector<uint64_t> bytes;
  for (const std::string& literal : literals) {
    bytes.push_back(std::accumulate(literal.begin(), literal.end(), uint64_t{0}, [](uint64_t set, char c) {
      return set | uint64_t{1} << (static_cast<unsigned char>(c) & 63);
    }));
  }
  std::vector<std::size_t> shortest_first(literals.size());
  std::iota(shortest_first.begin(), shortest_first.end(), std::size_t{0});
  std::ranges::stable_sort(shortest_first, {}, [&](std::size_t i) { return literals[i].size(); });
  const auto is_redundant = [&](std::size_t i) {
    for (const std::size_t k : shortest_first) {
      if (literals[k].size() >= literals[i].size()) return false;
      if ((bytes[k] & ~bytes[i]) == 0 && literals[i].find(literals[k]) != std::string::npos) return true;
    }
    return false;
  };
  LiteralSet result;
  for (std::size_t i = 0; i < literals.size(); ++i) {
    if (!is_redundant(i)) result.push_back(literals[i]);
  }
  return result;
}

PatternPart PatternPart::Strings(LiteralSet strings) {
  PatternPart part;
  part.exact = true;
  part.strings = std::move(strings);
  SortUnique(part.strings);
  return part;
}

LiteralSet PatternPart::Required() const {
  if (!exact) return required;
  return IsUsable(strings) ? strings : LiteralSet();
}

std::vector<LiteralSet> PatternPart::Requirements() const {
  std::vector<LiteralSet> result = {Required()};
  if (result.front().empty()) return {};
  double passing = Cost(result.front());
  for (const LiteralSet& literals : also) {
    const double cost = Cost(literals);
    if (passing <= kRareEnough || cost >= kUseless) break;
    const bool seen_before = std::any_of(
        result.begin(), result.end(), [&](const LiteralSet& other) { return SaysTheSame(literals, other); });
    if (seen_before) continue;
    passing *= cost;
    result.push_back(literals);
  }
  return result;
}

PatternPart Either(std::vector<PatternPart> alternatives) {
  if (alternatives.size() == 1) return std::move(alternatives.front());
  PatternPart all;
  LiteralSet required;
  LiteralSet prefix;
  LiteralSet suffix;
  bool exact = true;
  bool known = true;
  for (const PatternPart& part : alternatives) {
    const LiteralSet one = part.Required();
    exact = exact && part.exact;
    known = known && !one.empty();
    Append(required, one);
    Append(prefix, part.Begin());
    Append(suffix, part.End());
  }
  SortUnique(prefix);
  if (exact && prefix.size() <= kMaxAlternatives) return PatternPart::Strings(std::move(prefix));
  SortUnique(required);
  required = WithoutRedundant(required);
  if (known && required.size() <= kMaxRequired) all.required = std::move(required);
  all.branches = std::move(alternatives);
  all.prefix = Bounded(std::move(prefix));
  all.suffix = Bounded(std::move(suffix));
  return all;
}

PatternPart Repeated(const PatternPart& part, unsigned min, unsigned max) {
  if (!part.exact || max > 4 || max < min) return PatternPart::Anything();
  LiteralSet power = {""};
  LiteralSet all;
  for (unsigned count = 0; count <= max; ++count) {
    if (count >= min) Append(all, power);
    if (all.size() > kMaxRepeatedStrings || power.size() * part.strings.size() > kMaxAlternatives) {
      return PatternPart::Anything();
    }
    power = Cross(power, part.strings);
  }
  return PatternPart::Strings(std::move(all));
}

bool LiteralRun::IsWorthJoining(const LiteralSet& strings) const {
  const std::size_t length = Shortest(run_);
  const std::size_t product = run_.size() * strings.size();
  if (product > kMaxAlternatives || length > kMaxLiteralBytes) return false;
  if (strings.size() == 1 || length < kStrong || Shortest(strings) >= kMinLiteralBytes) return true;
  return product <= kMaxVariants && strings.size() <= kMaxChoice && length < 2 * kStrong;
}

void LiteralRun::Break(LiteralSet next) {
  if (exact_) prefix_ = run_;
  exact_ = false;
  Require(run_);
  run_ = std::move(next);
}

void LiteralRun::Require(LiteralSet literals) {
  if (IsUsable(literals)) required_.push_back(std::move(literals));
}

// What every match holds when one of the branches follows the run: of each branch the better of what it
// requires itself and of what its beginning makes of the run.
LiteralSet LiteralRun::RequiredBefore(const std::vector<PatternPart>& branches) const {
  LiteralSet required;
  for (const PatternPart& branch : branches) {
    LiteralSet best = branch.Required();
    if (run_.size() * branch.Begin().size() <= kMaxAlternatives)
      KeepBetter(best, Cross(run_, branch.Begin()));
    if (!IsUsable(best)) return {};
    Append(required, best);
  }
  SortUnique(required);
  required = WithoutRedundant(required);
  return required.size() <= kMaxAlternatives ? required : LiteralSet();
}

void LiteralRun::Add(const PatternPart& part) {
  if (!part.exact) Require(RequiredBefore(part.branches));
  if (IsWorthJoining(part.Begin())) {
    run_ = Cross(run_, part.Begin());
  } else if (part.exact) {
    // Behind a strong literal, a choice of single bytes would only multiply what follows.
    const bool weak = part.strings.size() > 1 && Shortest(part.strings) < 2 && Shortest(run_) >= kStrong;
    const bool both = !weak && last_.size() * part.strings.size() <= kMaxAlternatives;
    Break(weak ? LiteralSet{""} : both ? Cross(last_, part.strings) : part.strings);
  }
  last_ = part.End();
  if (part.exact) return;
  Break(part.suffix);
  Require(part.required);
  for (const LiteralSet& literals : part.also) Require(literals);
}

void LiteralRun::AddText(std::string_view text) {
  if (text.empty()) return;
  if (Shortest(run_) + text.size() <= kMaxLiteralBytes && run_.size() <= kMaxAlternatives) {
    run_ = Cross(run_, {std::string(text)});
    last_ = {std::string(1, text.back())};
    return;
  }
  for (const char c : text) Add(PatternPart::Strings({std::string(1, c)}));
}

void LiteralRun::AddRepeated(const PatternPart& part) {
  const bool strong = Shortest(run_) >= kStrong;
  Add(part);
  if (!part.exact) return;
  Break(strong && part.strings.size() > 1 ? LiteralSet{""} : part.strings);
}

PatternPart LiteralRun::Finish() && {
  if (exact_) return PatternPart::Strings(std::move(run_));
  PatternPart part;
  part.prefix = std::move(prefix_);
  part.suffix = run_;
  Require(run_);
  using Priced = std::pair<double, LiteralSet>;
  std::vector<Priced> priced;
  for (LiteralSet& literals : required_) priced.emplace_back(Cost(literals), std::move(literals));
  std::stable_sort(priced.begin(), priced.end(),
                   [](const Priced& a, const Priced& b) { return a.first < b.first; });
  for (Priced& next : priced) {
    if (part.required.empty()) {
      part.required = std::move(next.second);
    } else if (part.also.size() < kMaxAlso) {
      part.also.push_back(std::move(next.second));
    }
  }
  return part;
}

}  // namespace errwatch
