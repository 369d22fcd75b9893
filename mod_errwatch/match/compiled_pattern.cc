#include "match/compiled_pattern.h"

#include <array>
#include <optional>

#include "match/letter_case.h"
#include "match/pattern_meter.h"
#include "match/pattern_tree.h"
#include "match/required_literal.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace errwatch {
namespace {

// Subjects are bytes from the network: no pattern may switch to UTF,
// where an invalid byte turns every match into an error.
constexpr uint32_t kOptions =
    PCRE2_NEVER_BACKSLASH_C | PCRE2_NEVER_UTF | PCRE2_NEVER_UCP | PCRE2_DOLLAR_ENDONLY;

struct FreeMatchData {
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};

pcre2_code* CompileText(std::string_view text, bool nocase, int* error, PCRE2_SIZE* offset) {
  const auto* bytes = reinterpret_cast<PCRE2_SPTR>(text.empty() ? "" : text.data());
  return pcre2_compile(bytes, text.size(), kOptions | (nocase ? PCRE2_CASELESS : 0U), error, offset, nullptr);
}

bool MatchesEmptyText(const pcre2_code* code) {
  const std::unique_ptr<pcre2_match_data, FreeMatchData> data(pcre2_match_data_create(1, nullptr));
  return data != nullptr &&
         pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(""), 0, 0, 0, data.get(), nullptr) >= 0;
}

void TranslateToMachineCode(CompiledPattern::Code& code) {
  // Without executable memory, and under (*NO_JIT),
  // there is no machine code afterwards, whatever the call returns.
  pcre2_jit_compile(code.code.get(), PCRE2_JIT_COMPLETE);
  std::size_t machine_code = 0;
  pcre2_pattern_info(code.code.get(), PCRE2_INFO_JITSIZE, &machine_code);
  code.jit = machine_code != 0;
}

}  // namespace

void CompiledPattern::FreeCode::operator()(pcre2_real_code_8* code) const { pcre2_code_free(code); }

Result<std::unique_ptr<CompiledPattern>> CompiledPattern::Check(const Source& source) {
  int error = 0;
  PCRE2_SIZE offset = 0;
  auto pattern = std::make_unique<CompiledPattern>();
  pattern->plain.code.reset(CompileText(source.compiled, source.nocase, &error, &offset));
  if (pattern->plain.code == nullptr) {
    std::array<PCRE2_UCHAR, 256> reason{};
    pcre2_get_error_message(error, reason.data(), reason.size());
    return Error{std::string(reinterpret_cast<const char*>(reason.data())) + " at offset " +
                 std::to_string(offset)};
  }
  if (MatchesEmptyText(pattern->plain.code.get())) {
    return Error{"matches everything, because it matches the empty text; require at least one character"};
  }
  return pattern;
}

void CompiledPattern::Finish(const Source& source) {
  if (is_finished) return;
  is_finished = true;
  TranslateToMachineCode(plain);
  const std::optional<PatternNode> tree = ReadPattern(source.text, source.nocase);
  matches_lower_case_too = tree && MatchesLowerCaseToo(*tree);
  if (tree) requirements = RequiredLiterals(*tree);
  const bool is_factored = source.compiled != source.text;
  const std::string metered_text =
      is_factored || !tree ? WithMeters(source.compiled) : WithMeters(source.compiled, *tree);
  if (metered_text == source.compiled) return;
  int error = 0;
  PCRE2_SIZE offset = 0;
  metered.code.reset(CompileText(metered_text, source.nocase, &error, &offset));
  if (metered.code != nullptr) {
    TranslateToMachineCode(metered);
  } else {
    is_uncounted = true;
  }
}

}  // namespace errwatch
