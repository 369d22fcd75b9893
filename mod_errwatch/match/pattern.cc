#include "match/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <array>

#include "match/letter_case.h"
#include "match/match_scratch.h"
#include "match/pattern_meter.h"

namespace errwatch {
namespace {

// Subjects are bytes from the network: no pattern may switch to UTF,
// where an invalid byte turns every match into an error.
constexpr uint32_t kOptions =
    PCRE2_NEVER_BACKSLASH_C | PCRE2_NEVER_UTF | PCRE2_NEVER_UCP | PCRE2_DOLLAR_ENDONLY;

PCRE2_SPTR Bytes(std::string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.empty() ? "" : text.data());
}

struct FreeMatchData {
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};

pcre2_code* CompileText(std::string_view text, bool nocase, int* error, PCRE2_SIZE* offset) {
  return pcre2_compile(Bytes(text), text.size(), kOptions | (nocase ? PCRE2_CASELESS : 0U), error, offset,
                       nullptr);
}

bool MatchesEmptyText(const pcre2_code* code) {
  const std::unique_ptr<pcre2_match_data, FreeMatchData> data(pcre2_match_data_create(1, nullptr));
  return data != nullptr && pcre2_match(code, Bytes({}), 0, 0, 0, data.get(), nullptr) >= 0;
}

}  // namespace

Result<std::shared_ptr<const Pattern>> Pattern::Compile(std::string_view text, bool nocase,
                                                        std::string_view compiled) {
  int error = 0;
  PCRE2_SIZE offset = 0;
  Code plain{CompileText(compiled, nocase, &error, &offset)};
  if (plain.code == nullptr) {
    std::array<PCRE2_UCHAR, 256> reason{};
    pcre2_get_error_message(error, reason.data(), reason.size());
    return Error{std::string(reinterpret_cast<const char*>(reason.data())) + " at offset " +
                 std::to_string(offset)};
  }
  TranslateToMachineCode(plain);
  const std::shared_ptr<Pattern> pattern(new Pattern(text, plain, MatchesLowerCaseToo(text, nocase)));
  if (MatchesEmptyText(plain.code)) {
    return Error{"matches everything, because it matches the empty text; require at least one character"};
  }
  if (const std::string metered = WithMeters(compiled); metered != compiled) {
    pattern->metered_.code = CompileText(metered, nocase, &error, &offset);
    if (pattern->metered_.code != nullptr) {
      TranslateToMachineCode(pattern->metered_);
    } else {
      pattern->is_uncounted_ = true;
    }
  }
  return std::shared_ptr<const Pattern>(pattern);
}

void Pattern::TranslateToMachineCode(Code& code) {
  // Without executable memory, and under (*NO_JIT),
  // there is no machine code afterwards, whatever the call returns.
  pcre2_jit_compile(code.code, PCRE2_JIT_COMPLETE);
  std::size_t machine_code = 0;
  pcre2_pattern_info(code.code, PCRE2_INFO_JITSIZE, &machine_code);
  code.jit = machine_code != 0;
}

Pattern::~Pattern() {
  pcre2_code_free(plain_.code);
  pcre2_code_free(metered_.code);
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
  const int result = code.jit ? pcre2_jit_match(code.code, Bytes(subject), subject.size(), 0, 0,
                                                scratch.match_data, scratch.match_context)
                              : pcre2_match(code.code, Bytes(subject), subject.size(), 0, 0,
                                            scratch.match_data, scratch.match_context);
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
