#include "match/pattern.h"

#include <algorithm>
#include <utility>

#include "match/match_scratch.h"
#include "match/pattern_memory.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace errwatch {

Result<std::shared_ptr<const Pattern>> Pattern::Compile(std::string_view text, bool nocase,
                                                        std::string_view compiled, const Making& making) {
  const CompiledPattern::Source source{text, nocase, compiled};
  std::unique_ptr<CompiledPattern> made = making.memory != nullptr ? making.memory->Take(source) : nullptr;
  if (made == nullptr) {
    auto checked = CompiledPattern::Check(source);
    if (!checked) return checked.failure();
    made = std::move(checked).value();
  }
  if (!making.is_check) made->Finish(source);
  return std::shared_ptr<const Pattern>(new Pattern(source, std::move(made), making.memory));
}

Pattern::Pattern(const CompiledPattern::Source& source, std::unique_ptr<CompiledPattern> made,
                 PatternMemory* memory)
    : text_(source.text),
      compiled_(source.compiled == source.text ? std::string_view() : source.compiled),
      nocase_(source.nocase),
      memory_(memory),
      made_(std::move(made)),
      plain_{made_->plain.code.get(), made_->plain.jit},
      metered_{made_->metered.code.get(), made_->metered.jit},
      matches_lower_case_too_(made_->matches_lower_case_too) {}

Pattern::~Pattern() {
  if (memory_ == nullptr) return;
  memory_->PutBack({text_, nocase_, compiled_.empty() ? text_ : compiled_}, std::move(made_));
}

MatchOutcome Pattern::Match(std::string_view subject, MatchScratch& scratch) const noexcept {
  // Alternatives are tried at each byte of a text that was made for them; who has a short one made nothing.
  // To count costs more than most matches of short ones take.
  constexpr std::size_t kPerByteOfLong = 4;
  constexpr std::size_t kPerByteUncounted = 8;
  const bool is_long = subject.size() > Work::kShort;
  const bool repeats = metered_.code != nullptr;
  const Code& code = is_long && repeats ? metered_ : plain_;
  const std::size_t per_byte = is_long ? kPerByteOfLong : repeats ? kPerByteUncounted : 1;
  if (!scratch.work.BeginMatch(per_byte * subject.size())) return MatchOutcome::kLimit;
  // pcre2_jit_match leaves out argument checks only; the match limit holds in both.
  const auto* const bytes = reinterpret_cast<PCRE2_SPTR>(subject.empty() ? "" : subject.data());
  const int result =
      code.jit
          ? pcre2_jit_match(code.code, bytes, subject.size(), 0, 0, scratch.match_data, scratch.match_context)
          : pcre2_match(code.code, bytes, subject.size(), 0, 0, scratch.match_data, scratch.match_context);
  scratch.work.EndMatch();
  if (result >= 0) return MatchOutcome::kMatch;  // 0: more groups than the one pair that is kept
  switch (result) {
    case PCRE2_ERROR_MATCHLIMIT:
    case PCRE2_ERROR_HEAPLIMIT:
    case PCRE2_ERROR_DEPTHLIMIT:
    case PCRE2_ERROR_JIT_STACKLIMIT:
    case PCRE2_ERROR_NOMEMORY:
      return MatchOutcome::kLimit;
    default:
      return MatchOutcome::kNoMatch;
  }
}

std::optional<std::size_t> Pattern::Find(std::string_view subject, MatchScratch& scratch) const noexcept {
  if (subject.empty() || Match(subject, scratch) != MatchOutcome::kMatch) return std::nullopt;
  const PCRE2_SIZE* const pair = pcre2_get_ovector_pointer(scratch.match_data);
  // \K may set the begin of a match behind its end.
  return std::min(pair[0], subject.size());
}

}  // namespace errwatch
