// One pass over the text that tells which patterns can match at all: a pattern is a candidate only where each
// of its requirements is met, that is, where one of the requirement's literals stands.
//
// Messages and the fields of requests have matchers of their own: most patterns look at one of the two only.
//
// Contract: a pattern that would match is always among the candidates; a candidate need not match.
// ClassifySlow, which asks every pattern, is the oracle that tests and fuzzers hold this against.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "match/literal_matcher.h"
#include "match/required_literal.h"
#include "match/zeroed_memory.h"
#include "model/target.h"

namespace errwatch {

// Which patterns may match, and where.
struct Candidates {
  std::span<uint64_t> patterns;  // bit i: pattern i may match. The caller clears them
  std::span<uint32_t> segments;  // [i] bit s: ... in segment s. Has a meaning where bit i is set

  void Add(std::size_t pattern, uint32_t segment_bits) const {
    uint64_t& word = patterns[pattern / 64];
    const uint64_t bit = uint64_t{1} << (pattern % 64);
    segments[pattern] = (word & bit) != 0 ? segments[pattern] | segment_bits : segment_bits;
    word |= bit;
  }

  // 0: it matches nowhere.
  uint32_t SegmentsOf(std::size_t pattern) const {
    return (patterns[pattern / 64] >> (pattern % 64) & 1U) != 0 ? segments[pattern] : 0;
  }

  // Calls `visit(pattern)` for each, in ascending order. It may take out the one that it is called for.
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (std::size_t w = 0; w < patterns.size(); ++w) {
      for (uint64_t rest = patterns[w]; rest != 0; rest &= rest - 1)
        visit(w * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
    }
  }
};

// The fields of an entry, one behind the other in the form of FoldText (match/normalize.h).
struct PrefilterText {
  std::string_view text;                   // LiteralMatcher::kPaddingBytes more bytes are readable
  std::span<const uint32_t> segment_ends;  // offsets, ascending, at most 32; the last is the end of the text
  std::span<const TargetSet> segment_targets;  // the field that each is of; those of the message come first
  uint32_t known_segments = 0;                 // a bit for each that need not be looked at
};

// Memory for one scan. All of `met` is 0 between scans.
struct PrefilterScratch {
  ZeroedArray<uint32_t> met;      // by requirement: the segments that it is met in
  ZeroedArray<uint32_t> touched;  // requirements that are met somewhere
};

class Prefilter {
 public:
  struct Pattern {
    TargetSet targets = 0;
    std::vector<LiteralSet> requirements;  // the rarest first; none = it is never a candidate
  };
  explicit Prefilter(const std::vector<Pattern>& patterns);

  // Makes a scratch large enough. Allocates.
  void Prepare(PrefilterScratch& scratch) const;

  // REQUIRES: a prepared scratch. Allocates nothing.
  void Scan(const PrefilterText& text, PrefilterScratch& scratch, Candidates candidates) const noexcept;

  // No two in a process have the same.
  uint64_t serial() const { return serial_; }

  std::size_t requirement_count() const { return patterns_.first.size() - 1; }  // different ones

 private:
  // Lists one behind the other: list i is items[first[i]] to items[first[i + 1]].
  struct Lists {
    std::vector<uint32_t> first = {0};
    std::vector<uint32_t> items;
    void Add(std::span<const uint32_t> list);
    std::span<const uint32_t> operator[](std::size_t i) const {
      return {items.data() + first[i], items.data() + first[i + 1]};
    }
  };
  // Literals, and the requirements that each meets.
  class Index {
   public:
    Index() = default;
    Index(const std::vector<LiteralSet>& requirements, std::span<const TargetSet> targets, TargetSet of);
    template <typename Visit>
    void Scan(std::string_view text, Visit visit) const noexcept;

   private:
    LiteralMatcher matcher_;
    Lists requirements_;  // by literal
  };

  uint64_t serial_;
  Lists patterns_;      // by requirement: those whose first one it is
  Lists requirements_;  // by pattern
  std::vector<TargetSet> targets_;
  Index message_;
  Index request_;
};

}  // namespace errwatch
