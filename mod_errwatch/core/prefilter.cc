#include "core/prefilter.h"

#include <algorithm>
#include <bit>

namespace errwatch {
namespace {

constexpr TargetSet kMessageOnly = Bit(Target::kMessage);
constexpr TargetSet kRequestFields = static_cast<TargetSet>(~kMessageOnly);

LiteralSet LiteralsOf(const std::vector<Prefilter::Pattern>& patterns, TargetSet targets) {
  LiteralSet all;
  for (const Prefilter::Pattern& pattern : patterns) {
    if ((pattern.targets & targets) == 0) continue;
    for (const LiteralSet& literals : pattern.requirements)
      all.insert(all.end(), literals.begin(), literals.end());
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

std::vector<uint32_t> FirstRequirements(const std::vector<Prefilter::Pattern>& patterns) {
  std::vector<uint32_t> first = {0};
  for (const Prefilter::Pattern& pattern : patterns)
    first.push_back(first.back() + static_cast<uint32_t>(pattern.requirements.size()));
  return first;
}

}  // namespace

Prefilter::Index::Index(const std::vector<Pattern>& patterns, TargetSet targets)
    : matcher_(LiteralsOf(patterns, targets)) {
  const LiteralSet all = LiteralsOf(patterns, targets);
  std::vector<std::vector<Use>> uses(all.size());
  uint32_t requirement = 0;
  for (uint32_t i = 0; i < patterns.size(); ++i) {
    for (const LiteralSet& literals : patterns[i].requirements) {
      if ((patterns[i].targets & targets) != 0) {
        for (const std::string& literal : literals) {
          const auto at = std::lower_bound(all.begin(), all.end(), literal) - all.begin();
          uses[static_cast<std::size_t>(at)].push_back({i, requirement});
        }
      }
      ++requirement;
    }
  }
  for (const std::vector<Use>& of_literal : uses) {
    first_use_.push_back(static_cast<uint32_t>(uses_.size()));
    uses_.insert(uses_.end(), of_literal.begin(), of_literal.end());
  }
  first_use_.push_back(static_cast<uint32_t>(uses_.size()));
}

template <typename Visit>
void Prefilter::Index::Scan(std::string_view text, Visit visit) const noexcept {
  matcher_.Scan(text, [&](uint32_t literal, std::size_t end) {
    for (uint32_t i = first_use_[literal]; i < first_use_[literal + 1]; ++i) visit(uses_[i], end);
  });
}

std::size_t Prefilter::Index::bytes() const {
  return matcher_.bytes() + uses_.size() * sizeof(Use) + first_use_.size() * sizeof(uint32_t);
}

Prefilter::Prefilter(const std::vector<Pattern>& patterns)
    : first_requirement_(FirstRequirements(patterns)),
      requirement_count_(first_requirement_.back()),
      message_(patterns, kMessageOnly),
      request_(patterns, kRequestFields) {}

void Prefilter::Scan(const PrefilterText& text, std::span<uint32_t> met,
                     Candidates candidates) const noexcept {
  const auto scan = [&](const Index& index, std::size_t begin, std::size_t end, std::size_t first_segment) {
    index.Scan(text.text.substr(begin, end - begin), [&](const Use& use, std::size_t literal_end) {
      std::size_t segment = first_segment;
      while (segment + 1 < text.segment_ends.size() && text.segment_ends[segment] < begin + literal_end)
        ++segment;
      if (!candidates.Touch(use.pattern)) {
        std::fill(met.begin() + first_requirement_[use.pattern],
                  met.begin() + first_requirement_[use.pattern + 1], 0);
      }
      met[use.requirement] |= uint32_t{1} << segment;
    });
  };
  const std::size_t messages = text.message_segments;
  const std::size_t message_end = messages == 0 ? 0 : text.segment_ends[messages - 1];
  scan(message_, 0, message_end, 0);
  scan(request_, message_end, text.text.size(), messages);
  TakeBackUnmet(met, candidates);
}

// A pattern matches within one segment, so that is where all its requirements must be met.
void Prefilter::TakeBackUnmet(std::span<const uint32_t> met, Candidates candidates) const noexcept {
  for (std::size_t w = 0; w < candidates.patterns.size(); ++w) {
    for (uint64_t rest = candidates.patterns[w]; rest != 0; rest &= rest - 1) {
      const std::size_t pattern = w * 64 + static_cast<std::size_t>(std::countr_zero(rest));
      uint32_t everywhere = ~uint32_t{0};
      for (uint32_t r = first_requirement_[pattern]; r < first_requirement_[pattern + 1]; ++r)
        everywhere &= met[r];
      candidates.segments[pattern] = everywhere;
      if (everywhere == 0) candidates.patterns[w] &= ~(rest & -rest);
    }
  }
}

std::size_t Prefilter::bytes() const {
  return message_.bytes() + request_.bytes() + first_requirement_.size() * sizeof(uint32_t);
}

}  // namespace errwatch
