// What is made of the text of a pattern before it is matched: codes of PCRE2's, and what is known of them. It
// holds data alone, no address of a function, of a table or of anything static of this library's: so it may
// outlive the library that made it (match/pattern_memory.h).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "match/literal_run.h"

struct pcre2_real_code_8;

namespace errwatch {

struct CompiledPattern {
  // A pattern in the forms that PCRE2 is given. `compiled` is another way to write the same as `text`.
  struct Source {
    std::string_view text;
    bool nocase = false;
    std::string_view compiled;
  };

  struct FreeCode {
    void operator()(pcre2_real_code_8* code) const;
  };
  struct Code {
    std::unique_ptr<pcre2_real_code_8, FreeCode> code;
    bool jit = false;
  };

  // Refuses what PCRE2 does not take, and what matches the empty text.
  static Result<std::unique_ptr<CompiledPattern>> Check(const Source& source);
  // All that a match needs. May be called again, and does nothing then.
  void Finish(const Source& source);

  Code plain;    // for short texts, in which no match takes long
  Code metered;  // for others: pattern_meter.h. Null where there is nothing to count, or it does not compile
  bool is_finished = false;
  bool is_uncounted = false;
  bool matches_lower_case_too = false;
  std::vector<LiteralSet> requirements;
};

}  // namespace errwatch
