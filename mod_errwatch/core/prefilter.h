// One pass over the text that tells which patterns can match at all: every pattern that requires a literal is a candidate only
// where one of its literals stands. Literals are matched without regard to case by Hyperscan's (Vectorscan's) literal matcher.
//
// Contract: a pattern that would match is always among the candidates; a candidate need not match. Classifier::ClassifySlow,
// which asks every pattern, is the oracle that tests and fuzzers hold this against.
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

inline constexpr std::size_t kMinLiteralBytes = 3;

class Prefilter {
 public:
  // literals[i]: the alternatives of pattern i, of which any match contains at least one; empty = never a candidate.
  static Result<Prefilter> Build(const std::vector<std::vector<std::string>>& literals);

  Prefilter();
  Prefilter(Prefilter&&) noexcept;
  Prefilter& operator=(Prefilter&&) noexcept;
  ~Prefilter();

  // Sets bit i of `candidates` for each pattern i that may match. Allocates nothing. False when the matcher failed: the caller then
  // takes every pattern for a candidate.
  bool Scan(std::string_view text, hs_scratch* scratch, std::span<uint64_t> candidates) const noexcept;

  hs_database* database() const { return database_.get(); }  // null when there are no literals
  std::size_t database_bytes() const;

 private:
  struct FreeDatabase { void operator()(hs_database*) const; };
  std::unique_ptr<hs_database, FreeDatabase> database_;
  std::vector<std::vector<uint32_t>> patterns_of_literal_;
};

}  // namespace errwatch
