// One pass over the text that tells which patterns can match at all: a pattern is a candidate only where each
// of its requirements is met, that is, where one of the requirement's literals stands.
//
// Messages and the fields of requests have matchers of their own: most patterns look at one of the two only.
//
// Contract: a pattern that would match is always among the candidates; a candidate need not match.
// ClassifySlow, which asks every pattern, is the oracle that tests and fuzzers hold this against.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/literal_matcher.h"
#include "core/required_literal.h"
#include "core/rule.h"

namespace errwatch {

// Which patterns may match, and where.
struct Candidates {
  std::span<uint64_t> patterns;  // bit i: pattern i may match. The caller clears them
  std::span<uint32_t>
      segments;  // [i] bit s: ... in segment s. Has a meaning where the bit of pattern i is set

  void Add(std::size_t pattern, uint32_t segment_bits) const {
    const bool known = Touch(pattern);
    segments[pattern] = known ? segments[pattern] | segment_bits : segment_bits;
  }
  // Sets the bit of a pattern; true when it was set already.
  bool Touch(std::size_t pattern) const {
    uint64_t& word = patterns[pattern / 64];
    const uint64_t bit = uint64_t{1} << (pattern % 64);
    const bool known = (word & bit) != 0;
    word |= bit;
    return known;
  }
};

// The fields of an entry, one behind the other in the form of FoldText (core/normalize.h).
struct PrefilterText {
  std::string_view text;                   // LiteralMatcher::kPaddingBytes more bytes are readable
  std::span<const uint32_t> segment_ends;  // offsets, ascending, at most 32; the last is the end of the text
  std::size_t message_segments = 0;        // so many of them, the first ones, are of the message
};

class Prefilter {
 public:
  struct Pattern {
    TargetSet targets = 0;
    std::vector<LiteralSet> requirements;  // none = it is never a candidate
  };
  explicit Prefilter(const std::vector<Pattern>& patterns);

  // `met` is scratch space for requirement_count() words. Allocates nothing.
  void Scan(const PrefilterText& text, std::span<uint32_t> met, Candidates candidates) const noexcept;

  std::size_t requirement_count() const { return requirement_count_; }  // of all patterns together
  std::size_t literal_count() const { return message_.literal_count() + request_.literal_count(); }
  std::size_t bytes() const;  // of all tables

 private:
  // A requirement of a pattern that a literal meets.
  struct Use {
    uint32_t pattern;
    uint32_t requirement;
  };
  // Literals, and what each is good for.
  class Index {
   public:
    Index(const std::vector<Pattern>& patterns, TargetSet targets);
    template <typename Visit>
    void Scan(std::string_view text, Visit visit) const noexcept;
    std::size_t literal_count() const { return first_use_.size() - 1; }
    std::size_t bytes() const;

   private:
    LiteralMatcher matcher_;
    std::vector<uint32_t> first_use_;  // by literal: index into uses_; one more than there are literals
    std::vector<Use> uses_;
  };

  void TakeBackUnmet(std::span<const uint32_t> met, Candidates candidates) const noexcept;

  std::vector<uint32_t> first_requirement_;  // by pattern; one more than there are patterns
  std::size_t requirement_count_ = 0;
  Index message_;
  Index request_;
};

}  // namespace errwatch
