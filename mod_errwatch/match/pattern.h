// One compiled PCRE2 pattern. Immutable and free to share between threads;
// matching needs a MatchScratch of the calling thread.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "match/compiled_pattern.h"

namespace errwatch {

class MatchScratch;
class PatternMemory;

enum class MatchOutcome : unsigned char {
  kMatch,
  kNoMatch,
  kLimit,  // the pattern needed more work than is allowed; counts as no match and is reported
};

class Pattern {
 public:
  // How it is made; by default so that it can be matched, and of nothing but its text.
  struct Making {
    // Only whether it is a pattern: it is thrown away again, and must not be matched.
    bool is_check = false;
    // Where patterns are taken from and put back to; it must outlive them. Null: none.
    PatternMemory* memory = nullptr;
  };

  // Error names the offset and what PCRE2 says of it. Compiled with JIT where the system allows executable
  // memory, else interpreted.
  static Result<std::shared_ptr<const Pattern>> Compile(std::string_view text, bool nocase) {
    return Compile(text, nocase, text, Making());
  }
  // `compiled` is another way to write the same pattern, which PCRE2 gets instead.
  static Result<std::shared_ptr<const Pattern>> Compile(std::string_view text, bool nocase,
                                                        std::string_view compiled) {
    return Compile(text, nocase, compiled, Making());
  }
  static Result<std::shared_ptr<const Pattern>> Compile(std::string_view text, bool nocase,
                                                        std::string_view compiled, const Making& making);

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
  bool is_uncounted() const { return made_->is_uncounted; }
  // Every text that it matches it also matches in lower case:
  // then the lower-case form is all that need be tried. Conservative.
  bool matches_lower_case_too() const { return matches_lower_case_too_; }
  // What it cannot match without: RequiredLiterals().
  const std::vector<LiteralSet>& requirements() const { return made_->requirements; }

 private:
  Pattern(const CompiledPattern::Source& source, std::unique_ptr<CompiledPattern> made,
          PatternMemory* memory);

  std::string text_;
  std::string compiled_;  // empty: the same
  bool nocase_;
  PatternMemory* memory_;
  std::unique_ptr<CompiledPattern> made_;
  // Of `made_`, beside one another for whoever matches.
  struct Code {
    const pcre2_real_code_8* code;
    bool jit;
  };
  Code plain_;
  Code metered_;
  bool matches_lower_case_too_;
};

}  // namespace errwatch
