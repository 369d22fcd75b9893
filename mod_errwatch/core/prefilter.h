// One pass over the text that tells which patterns can match at all: every pattern that requires a literal is
// a candidate only where one of its literals stands. Literals are matched without regard to case by
// Hyperscan's (Vectorscan's) literal matcher.
//
// Contract: a pattern that would match is always among the candidates; a candidate need not match.
// ClassifySlow, which asks every pattern, is the oracle that tests and fuzzers hold this against.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

struct hs_database;
struct hs_scratch;

namespace errwatch {

// Shorter literals stand in almost every text; two bytes will do where one of them is rare ("<a", "'#").
inline constexpr std::size_t kMinLiteralBytes = 3;
inline constexpr std::size_t kMinRareLiteralBytes = 2;

// Which patterns may match, and where.
struct Candidates {
  std::span<uint64_t> patterns;  // bit i: pattern i may match. The caller clears them
  std::span<uint32_t>
      segments;  // [i] bit s: ... in segment s. Has a meaning where the bit of pattern i is set

  void Add(std::size_t pattern, uint32_t segment_bits) const {
    uint64_t& word = patterns[pattern / 64];
    const uint64_t bit = uint64_t{1} << (pattern % 64);
    segments[pattern] = (word & bit) != 0 ? segments[pattern] | segment_bits : segment_bits;
    word |= bit;
  }
};

class Prefilter {
 public:
  // literals[i]: the alternatives of pattern i, of which any match contains at least one; empty = never a
  // candidate.
  static Result<Prefilter> Build(const std::vector<std::vector<std::string>>& literals);

  Prefilter();
  Prefilter(Prefilter&&) noexcept;
  Prefilter& operator=(Prefilter&&) noexcept;
  ~Prefilter();

  // Looks through `text`, which is made of segments that end at the offsets `segment_ends` (ascending, at
  // most 32, the last one is the end of the text). Allocates nothing. False when the matcher failed: the
  // caller then takes every pattern for a candidate everywhere.
  bool Scan(std::string_view text, std::span<const uint32_t> segment_ends, hs_scratch* scratch,
            Candidates candidates) const noexcept;

  hs_database* database() const { return database_.get(); }  // null when there are no literals
  std::size_t database_bytes() const;

 private:
  struct FreeDatabase {
    void operator()(hs_database*) const;
  };
  std::unique_ptr<hs_database, FreeDatabase> database_;
  std::vector<std::vector<uint32_t>> patterns_of_literal_;
};

}  // namespace errwatch
