// Tokens of JavaScript, as far as a detector needs them.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "structure/step_budget.h"

namespace errwatch {

enum class ScriptTokenKind : unsigned char {
  kEnd,
  kName,
  kEscapedName,  // a name with letters as \u0061 or \u{61}
  kNumber,
  kString,    // one that ends; `text` is what stands between the marks
  kTemplate,  // the same in back-ticks
  kQuote,     // a mark that nothing ends
  kMark,      // any other byte
};

struct ScriptToken {
  ScriptTokenKind kind = ScriptTokenKind::kEnd;
  std::string_view text;
  std::size_t begin = 0;
  std::size_t end = 0;

  bool Is(char mark) const { return kind == ScriptTokenKind::kMark && text.front() == mark; }
  bool IsName() const { return kind == ScriptTokenKind::kName || kind == ScriptTokenKind::kEscapedName; }
  bool IsText() const { return kind == ScriptTokenKind::kString || kind == ScriptTokenKind::kTemplate; }
};

// Reads `text` (lower case) from `at` on. Blanks stand in no token. A string may hold at most
// kMostStringBytes, so that many marks without an end cost no more than their number.
class ScriptTokens {
 public:
  static constexpr std::size_t kMostStringBytes = 256;

  // With a budget, what is looked at is taken from it; when it is spent, the text is at its end.
  explicit ScriptTokens(std::string_view text, std::size_t at = 0, StepBudget* budget = nullptr)
      : text_(text), at_(at), budget_(budget) {
    if (budget == nullptr) own_.fill({});
  }
  ScriptToken Next() noexcept;

 private:
  ScriptToken Read() noexcept;
  ScriptToken Name() noexcept;
  ScriptToken String(char mark) noexcept;
  std::size_t BehindLookedAt(std::size_t at, const LookedAt& seen) const noexcept;

  std::string_view text_;
  std::size_t at_;
  StepBudget* budget_;
  std::array<LookedAt, StepBudget::kQuoteMarks> own_;  // without a budget
};

}  // namespace errwatch
