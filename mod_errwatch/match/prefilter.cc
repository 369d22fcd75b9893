#include "match/prefilter.h"

#include <algorithm>
#include <atomic>

#include "base/sort_unique.h"
#include "model/target.h"

namespace errwatch {
namespace {

constexpr TargetSet kMessageOnly = Bit(Target::kMessage);
constexpr TargetSet kRequestFields = static_cast<TargetSet>(~kMessageOnly);

template <typename T>
uint32_t IndexOf(const std::vector<T>& sorted, const T& value) {
  return static_cast<uint32_t>(std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin());
}

// Many patterns share a requirement: "file does not exist: " or the like.
std::vector<LiteralSet> DifferentRequirements(const std::vector<Prefilter::Pattern>& patterns) {
  std::vector<LiteralSet> all;
  for (const Prefilter::Pattern& pattern : patterns)
    all.insert(all.end(), pattern.requirements.begin(), pattern.requirements.end());
  SortUnique(all);
  return all;
}

LiteralSet LiteralsOf(const std::vector<LiteralSet>& requirements, std::span<const TargetSet> targets,
                      TargetSet of) {
  LiteralSet all;
  for (std::size_t i = 0; i < requirements.size(); ++i) {
    if ((targets[i] & of) != 0) all.insert(all.end(), requirements[i].begin(), requirements[i].end());
  }
  SortUnique(all);
  return all;
}

uint64_t NextSerial() {
  static std::atomic<uint64_t> last{0};
  // relaxed: it must be another number each time, and nothing else hangs on it.
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

}  // namespace

void Prefilter::Lists::Add(std::span<const uint32_t> list) {
  items.insert(items.end(), list.begin(), list.end());
  first.push_back(static_cast<uint32_t>(items.size()));
}

Prefilter::Index::Index(const std::vector<LiteralSet>& requirements, std::span<const TargetSet> targets,
                        TargetSet of) {
  const LiteralSet all = LiteralsOf(requirements, targets, of);
  matcher_ = LiteralMatcher(all);
  std::vector<std::vector<uint32_t>> met(all.size());
  for (uint32_t i = 0; i < requirements.size(); ++i) {
    if ((targets[i] & of) == 0) continue;
    for (const std::string& literal : requirements[i]) met[IndexOf(all, literal)].push_back(i);
  }
  for (const std::vector<uint32_t>& list : met) requirements_.Add(list);
}

template <typename Visit>
void Prefilter::Index::Scan(std::string_view text, Visit visit) const noexcept {
  matcher_.Scan(text, [&](uint32_t literal, std::size_t end) {
    for (const uint32_t requirement : requirements_[literal]) visit(requirement, end);
  });
}

Prefilter::Prefilter(const std::vector<Pattern>& patterns) : serial_(NextSerial()) {
  const std::vector<LiteralSet> requirements = DifferentRequirements(patterns);
  std::vector<TargetSet> targets(requirements.size());
  std::vector<std::vector<uint32_t>> begun(requirements.size());
  for (uint32_t i = 0; i < patterns.size(); ++i) {
    std::vector<uint32_t> own;
    for (const LiteralSet& literals : patterns[i].requirements) {
      own.push_back(IndexOf(requirements, literals));
      targets[own.back()] = static_cast<TargetSet>(targets[own.back()] | patterns[i].targets);
    }
    if (!own.empty()) begun[own.front()].push_back(i);
    requirements_.Add(own);
    targets_.push_back(patterns[i].targets);
  }
  for (const std::vector<uint32_t>& list : begun) patterns_.Add(list);
  message_ = Index(requirements, targets, kMessageOnly);
  request_ = Index(requirements, targets, kRequestFields);
}

void Prefilter::Prepare(PrefilterScratch& scratch) const {
  scratch.met.GrowTo(requirement_count());
  scratch.touched.GrowTo(requirement_count());
}

void Prefilter::Scan(const PrefilterText& text, PrefilterScratch& scratch,
                     Candidates candidates) const noexcept {
  std::size_t touched = 0;
  const std::size_t segments = text.segment_ends.size();
  const auto is_of_message = [&](std::size_t segment) {
    return text.segment_targets[segment] == kMessageOnly;
  };
  const auto is_known = [&](std::size_t segment) { return (text.known_segments >> segment & 1U) != 0; };
  for (std::size_t first = 0, end = 0; first < segments; first = end) {
    end = first + 1;
    if (is_known(first)) continue;
    // Segments that stand side by side are looked at together.
    while (end < segments && !is_known(end) && is_of_message(end) == is_of_message(first)) ++end;
    const std::size_t begin = first == 0 ? 0 : text.segment_ends[first - 1];
    const Index& index = is_of_message(first) ? message_ : request_;
    index.Scan(text.text.substr(begin, text.segment_ends[end - 1] - begin),
               [&](uint32_t requirement, std::size_t literal_end) {
                 std::size_t segment = first;
                 while (segment + 1 < end && text.segment_ends[segment] < begin + literal_end) ++segment;
                 uint32_t& met = scratch.met[requirement];
                 if (met == 0) scratch.touched[touched++] = requirement;
                 met |= uint32_t{1} << segment;
               });
  }

  const std::span<const uint32_t> met_somewhere(scratch.touched.data(), touched);
  for (const uint32_t first : met_somewhere) {
    for (const uint32_t pattern : patterns_[first]) {
      // A pattern matches within one segment, so that is where all its requirements must be met.
      // A requirement may be shared with a pattern that looks at other fields.
      uint32_t everywhere = scratch.met[first];
      for (const uint32_t requirement : requirements_[pattern]) everywhere &= scratch.met[requirement];
      for (uint32_t rest = everywhere; rest != 0; rest &= rest - 1) {
        const TargetSet of = text.segment_targets[static_cast<std::size_t>(std::countr_zero(rest))];
        if ((of & targets_[pattern]) == 0) everywhere &= ~(rest & (~rest + 1));
      }
      if (everywhere != 0) candidates.Add(pattern, everywhere);
    }
  }
  for (const uint32_t requirement : met_somewhere) scratch.met[requirement] = 0;
}

}  // namespace errwatch
