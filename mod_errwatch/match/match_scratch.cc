#include "match/match_scratch.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace errwatch {
namespace {

// The interpreter keeps its heap frames in the match data after the first match that needs them. Every size
// that the heap limit allows is the same 20 KiB, so one match here is the last allocation.
Status WarmInterpreter(MatchScratch& scratch) {
  int error = 0;
  PCRE2_SIZE offset = 0;
  pcre2_code* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>("(a|b)+c"), PCRE2_ZERO_TERMINATED, 0, &error,
                                   &offset, nullptr);
  if (code == nullptr) return Error{"PCRE2: no memory for a pattern"};
  const int result = pcre2_match(code, reinterpret_cast<PCRE2_SPTR>("abc"), 3, 0, PCRE2_NO_JIT,
                                 scratch.match_data, scratch.match_context);
  pcre2_code_free(code);
  if (result < 0) return Error{"PCRE2: the first match failed with error " + std::to_string(result)};
  return Ok{};
}

// Passed a callout of match/pattern_meter.h.
int OnCallout(pcre2_callout_block* block, void* work) noexcept {
  const bool goes_on = static_cast<Work*>(work)->TakeInMatch(block->callout_number, block->start_match,
                                                             block->current_position);
  return goes_on ? 0 : PCRE2_ERROR_MATCHLIMIT;
}

Status CreateMatchData(MatchScratch& scratch) {
  if (scratch.match_context == nullptr) scratch.match_context = pcre2_match_context_create(nullptr);
  if (scratch.match_data == nullptr) scratch.match_data = pcre2_match_data_create(1, nullptr);
  if (scratch.match_context == nullptr || scratch.match_data == nullptr) {
    return Error{"PCRE2: no memory for match data"};
  }
  pcre2_set_match_limit(scratch.match_context, kMatchLimit);
  pcre2_set_heap_limit(scratch.match_context, kHeapLimitKib);
  pcre2_set_callout(scratch.match_context, OnCallout, &scratch.work);
  return WarmInterpreter(scratch);
}

}  // namespace

MatchScratch::MatchScratch()
    : room_(1),
      text(room_[0].text),
      values(room_[0].values),
      parts(room_[0].parts),
      seen_values(room_[0].seen_values),
      seen_fields(room_[0].seen_fields),
      seen_entries(room_[0].seen_entries),
      message(room_[0].message),
      user(room_[0].user),
      short_cookie(room_[0].short_cookie),
      short_headers(room_[0].short_headers),
      part(room_[0].part),
      headers(room_[0].headers) {}

MatchScratch::~MatchScratch() {
  pcre2_match_data_free(match_data);
  pcre2_match_context_free(match_context);
}

Status MatchScratch::Fit(std::size_t patterns, const Prefilter& filter) {
  if (match_data == nullptr || match_context == nullptr) {
    if (Status created = CreateMatchData(*this); !created) return created;
  }
  const std::size_t words = (patterns + 63) / 64;
  candidates.GrowTo(words);
  segments.GrowTo(patterns);
  filter.Prepare(prefilter);
  return Ok{};
}

ScratchPool::ScratchPool(std::size_t count) {
  slots_.reserve(count);
  for (std::size_t i = 0; i < count; ++i) slots_.push_back(std::make_unique<Slot>());
}

ScratchPool::Lease ScratchPool::Take(std::size_t hint) noexcept {
  const std::size_t count = slots_.size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t index = (hint % count + i) % count;
    std::atomic<bool>& taken = slots_[index]->taken;
    // relaxed: only a guess that saves the exchange (and the cache line) where the slot is busy.
    if (taken.load(std::memory_order_relaxed)) continue;
    // acquire: pairs with the release of the last holder, so that its writes to the scratch are seen.
    if (!taken.exchange(true, std::memory_order_acquire)) return {this, index};
  }
  return {nullptr, 0};
}

ScratchPool::Lease::~Lease() {
  // release: what was written to the scratch becomes visible before another thread may take it.
  if (pool_ != nullptr) pool_->slots_[index_]->taken.store(false, std::memory_order_release);
}

MatchScratch& ScratchPool::Lease::operator*() const { return pool_->slots_[index_]->scratch; }

}  // namespace errwatch
