// What matching a pattern takes, as PCRE2 counts it: each part of the pattern that is passed, and each byte that
// is gone forward or back. No clock: the same on every machine.
#pragma once

#ifndef PCRE2_CODE_UNIT_WIDTH
#define PCRE2_CODE_UNIT_WIDTH 8
#endif
#include <pcre2.h>

#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>

namespace errwatch {

class PatternSteps {
 public:
  PatternSteps(std::string_view pattern, bool nocase) {
    int error = 0;
    PCRE2_SIZE offset = 0;
    code_ = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                          PCRE2_AUTO_CALLOUT | PCRE2_DOLLAR_ENDONLY | (nocase ? PCRE2_CASELESS : 0U), &error,
                          &offset, nullptr);
    if (code_ == nullptr) throw std::runtime_error("no pattern: " + std::string(pattern));
    pcre2_jit_compile(code_, PCRE2_JIT_COMPLETE);
    context_ = pcre2_match_context_create(nullptr);
    data_ = pcre2_match_data_create(1, nullptr);
    pcre2_set_match_limit(context_, std::numeric_limits<uint32_t>::max());
    pcre2_set_callout(context_, &Pass, this);
  }
  PatternSteps(const PatternSteps&) = delete;
  PatternSteps& operator=(const PatternSteps&) = delete;
  ~PatternSteps() {
    pcre2_match_data_free(data_);
    pcre2_match_context_free(context_);
    pcre2_code_free(code_);
  }

  // As far as `most`.
  std::size_t Of(std::string_view text, std::size_t most) {
    taken_ = 0;
    most_ = most;
    at_ = start_ = 0;
    pcre2_match(code_, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0, data_, context_);
    return taken_;
  }

 private:
  // `steps` is this one: it must not move.
  static int Pass(pcre2_callout_block* block, void* steps) {
    auto* const self = static_cast<PatternSteps*>(steps);
    const std::size_t at = block->current_position;
    const std::size_t from = block->start_match == self->start_ ? self->at_ : block->start_match;
    self->start_ = block->start_match;
    self->at_ = at;
    self->taken_ += 1 + (at > from ? at - from : from - at);
    return self->taken_ > self->most_ ? PCRE2_ERROR_MATCHLIMIT : 0;
  }

  pcre2_code* code_ = nullptr;
  pcre2_match_context* context_ = nullptr;
  pcre2_match_data* data_ = nullptr;
  std::size_t taken_ = 0;
  std::size_t most_ = 0;
  std::size_t at_ = 0;
  std::size_t start_ = 0;
};

}  // namespace errwatch
