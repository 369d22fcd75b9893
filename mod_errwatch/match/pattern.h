// One compiled PCRE2 pattern. Immutable and free to share between threads;
// matching needs a MatchScratch of the calling thread.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

struct pcre2_real_code_8;

namespace errwatch {

class MatchScratch;

enum class MatchOutcome : unsigned char {
  kMatch,
  kNoMatch,
  kLimit,  // the pattern needed more work than is allowed; counts as no match and is reported
};

class Pattern {
 public:
  // Error names the offset and what PCRE2 says of it. Compiled with JIT where the system allows executable
  // memory, else interpreted.
  static Result<std::shared_ptr<const Pattern>> Compile(std::string_view text, bool nocase) {
    return Compile(text, nocase, text);
  }
  // `compiled` is another way to write the same pattern, which PCRE2 gets instead.
  static Result<std::shared_ptr<const Pattern>> Compile(std::string_view text, bool nocase,
                                                        std::string_view compiled);

  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;
  ~Pattern();

  // Allocates nothing once the scratch is warm. `subject` may hold any bytes.
  MatchOutcome Match(std::string_view subject, MatchScratch& scratch) const noexcept;

  // Where it matches first; empty = it does not, or not within the limit.
  std::optional<std::size_t> Find(std::string_view subject, MatchScratch& scratch) const noexcept;

  const std::string& text() const { return text_; }

  bool jit() const { return plain_.jit; }
  // It repeats, but PCRE2 does not take the form in which that is counted (pattern_meter.h): in long texts
  // nothing bounds it but PCRE2's own match limit, which counts anew at each place.
  bool is_uncounted() const { return is_uncounted_; }
  // Every text that it matches it also matches in lower case:
  // then the lower-case form is all that need be tried. Conservative.
  bool matches_lower_case_too() const { return matches_lower_case_too_; }

 private:
  struct Code {
    pcre2_real_code_8* code = nullptr;
    bool jit = false;
  };
  Pattern(std::string_view text, Code plain, bool matches_lower_case_too)
      : text_(text), plain_(plain), matches_lower_case_too_(matches_lower_case_too) {}
  static void TranslateToMachineCode(Code& code);

  std::string text_;
  Code plain_;    // for short texts, in which no match takes long
  Code metered_;  // for others: pattern_meter.h. Null where there is nothing to count, or it does not compile
  bool is_uncounted_ = false;
  bool matches_lower_case_too_;
};

}  // namespace errwatch
