#include "core/prefilter.h"

#include <hs/hs.h>

#include <algorithm>
#include <map>

#include "core/ascii.h"

namespace errwatch {
namespace {

using PatternsByLiteral = std::map<std::string, std::vector<uint32_t>>;

PatternsByLiteral Collect(const std::vector<std::vector<std::string>>& literals) {
  PatternsByLiteral result;
  for (std::size_t i = 0; i < literals.size(); ++i) {
    for (const std::string& literal : literals[i]) {
      if (literal.empty()) continue;
      std::string lower = literal;
      std::transform(lower.begin(), lower.end(), lower.begin(), ToLower);
      std::vector<uint32_t>& patterns = result[lower];
      if (patterns.empty() || patterns.back() != i) patterns.push_back(static_cast<uint32_t>(i));
    }
  }
  return result;
}

struct ScanState {
  const std::vector<std::vector<uint32_t>>* patterns_of_literal;
  std::span<const uint32_t> segment_ends;
  Candidates candidates;
};

int OnLiteral(unsigned literal, unsigned long long, unsigned long long end, unsigned,
              void* context) noexcept {
  const auto* state = static_cast<const ScanState*>(context);
  std::size_t segment = 0;
  while (segment + 1 < state->segment_ends.size() && state->segment_ends[segment] < end) ++segment;
  for (const uint32_t pattern : (*state->patterns_of_literal)[literal]) {
    state->candidates.Add(pattern, uint32_t{1} << segment);
  }
  return 0;
}

}  // namespace

void Prefilter::FreeDatabase::operator()(hs_database* database) const { hs_free_database(database); }

Prefilter::Prefilter() = default;
Prefilter::Prefilter(Prefilter&&) noexcept = default;
Prefilter& Prefilter::operator=(Prefilter&&) noexcept = default;
Prefilter::~Prefilter() = default;

Result<Prefilter> Prefilter::Build(const std::vector<std::vector<std::string>>& literals) {
  Prefilter prefilter;
  const PatternsByLiteral collected = Collect(literals);
  if (collected.empty()) return prefilter;
  if (hs_valid_platform() != HS_SUCCESS) {
    return Error{"Hyperscan does not run on this processor (it needs SSSE3); build with Vectorscan instead"};
  }

  std::vector<const char*> texts;
  std::vector<std::size_t> sizes;
  std::vector<unsigned> ids;
  for (const auto& [literal, patterns] : collected) {
    texts.push_back(literal.data());
    sizes.push_back(literal.size());
    ids.push_back(static_cast<unsigned>(ids.size()));
    prefilter.patterns_of_literal_.push_back(patterns);
  }
  // Every place is reported, not the first one only: each segment needs to be told.
  const std::vector<unsigned> flags(texts.size(), HS_FLAG_CASELESS);

  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  if (hs_compile_lit_multi(texts.data(), flags.data(), ids.data(), sizes.data(),
                           static_cast<unsigned>(texts.size()), HS_MODE_BLOCK, nullptr, &database,
                           &error) != HS_SUCCESS) {
    const std::string reason = error != nullptr && error->message != nullptr ? error->message : "no memory";
    hs_free_compile_error(error);
    return Error{"Hyperscan refuses the literals of the rules: " + reason};
  }
  prefilter.database_.reset(database);
  return prefilter;
}

bool Prefilter::Scan(std::string_view text, std::span<const uint32_t> segment_ends, hs_scratch* scratch,
                     Candidates candidates) const noexcept {
  if (database_ == nullptr || text.empty()) return true;
  ScanState state{&patterns_of_literal_, segment_ends, candidates};
  return hs_scan(database_.get(), text.data(), static_cast<unsigned>(text.size()), 0, scratch, OnLiteral,
                 &state) == HS_SUCCESS;
}

std::size_t Prefilter::database_bytes() const {
  std::size_t bytes = 0;
  if (database_ != nullptr) hs_database_size(database_.get(), &bytes);
  return bytes;
}

}  // namespace errwatch
