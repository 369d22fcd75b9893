#include "structure/script.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/ascii.h"
#include "base/word_filter.h"
#include "structure/cursor.h"
#include "structure/script_calls.h"
#include "structure/script_quote.h"
#include "structure/script_scan.h"
#include "structure/written_markup.h"

namespace errwatch {
namespace {

// Code of brackets and '!' and '+' alone, which spells every program.
bool HasBracketCode(std::string_view text) {
  constexpr std::size_t kLeastBytes = 10;
  static constexpr ByteTable kOfBrackets("[]()!+ ");
  std::size_t run = 0;
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!kOfBrackets.Has(text[i])) {
      run = pairs = 0;
      continue;
    }
    if (text[i] != ' ') ++run;
    if (text[i] == ']' && text[i - (i > 0 ? 1 : 0)] == '[' && i > 1 &&
        std::string_view("!+([").find(text[i - 2]) != std::string_view::npos)
      ++pairs;
    if (run >= kLeastBytes && pairs >= 2) return true;
  }
  return false;
}

// A quick look: a bracket or a template stands directly behind something, or behind the name of a call.
// In prose a blank stands in front.
bool MayCall(std::string_view text) {
  constexpr MarkSet kOpening = Marks("(`[");
  for (std::size_t at = FindMark(text, kOpening); at != std::string_view::npos;
       at = FindMark(text, kOpening, at + 1)) {
    if (at == 0) continue;
    if (text[at - 1] != ' ') return true;
    std::size_t begin = at - 1;
    while (begin > 0 && at - begin < 16 && IsScriptNameByte(text[begin - 1])) --begin;
    const std::string_view name = text.substr(begin, at - 1 - begin);
    if (IsScriptCall(name) || IsPageObject(name) || IsCallingMethod(name)) return true;
  }
  return false;
}

// What needs no call.
constexpr std::array<std::string_view, 6> kNamesOfPage = {"document", "window", "location",
                                                          "onerror",  "\\u00",  "\\u{"};

bool NamesPage(std::string_view text) {
  static constexpr ByteTable kFirst("dwlo\\");
  for (std::size_t at = kFirst.Find(text); at != std::string_view::npos; at = kFirst.Find(text, at + 1)) {
    if (BeginsAsOneOf<kNamesOfPage>(text.substr(at))) return true;
  }
  return false;
}

bool BreaksOutOfScript(std::string_view text, StepBudget& budget) {
  std::array<bool, 3> opened{};   // of each mark an odd number came before
  std::array<bool, 3> of_code{};  // and the last one began a string where code has one
  std::optional<bool> leaves;     // asked at the first mark that may
  const auto may_leave = [&] {
    if (!leaves) leaves = MayLeaveString(text);
    return *leaves;
  };
  constexpr std::string_view kQuoteMarks = "'\"`";
  constexpr MarkSet kQuotes = Marks(kQuoteMarks);
  for (std::size_t at = FindMark(text, kQuotes); at != std::string_view::npos && !budget.is_spent();
       at = FindMark(text, kQuotes, at + 1)) {
    const std::size_t mark = kQuoteMarks.find(text[at]);
    bool& is_open = opened[mark];
    if (is_open && of_code[mark]) {
      is_open = false;
      continue;
    }
    if (!is_open) {
      const std::string_view front = BackOverBlanks(text, at);
      of_code[mark] = !front.empty() && front.size() < text.size() && IsAnyOf(front.back(), "=([,+:");
    }
    if (RunsBehindQuote(text, at + 1, is_open, budget)) return true;
    if (!is_open && MayLeaveStringAt(text, at + 1) && may_leave() && LeavesString(text, at + 1, budget))
      return true;
    is_open = !is_open;
  }
  return false;
}

}  // namespace

Finding FindScript(const Value& value, StepBudget& budget) noexcept {
  const std::string_view text = value.text;
  if ((value.marks & Marks(kJavaScriptMarks)) == 0) return Finding::kNothing;
  if (BreaksOutOfScript(text, budget)) return Finding::kRuns;
  if (!MayCall(text) && !NamesPage(text)) return Finding::kNothing;
  const Finding finding = ScanScript(text, budget);
  if (finding == Finding::kRuns) {
    std::array<char, kMostWritten> own;
    const std::string_view rest = WithoutWrittenMarkup(value.sent, own);
    return rest.empty() || ScanScript(rest, budget) == Finding::kRuns ? Finding::kRuns : Finding::kTyped;
  }
  return finding != Finding::kRuns && HasBracketCode(text) ? Finding::kRuns : finding;
}

Finding FindScript(const Value& value) noexcept {
  StepBudget budget(value.text.size());
  return FindScript(value, budget);
}

bool HasScript(const Value& value) noexcept { return FindScript(value) == Finding::kRuns; }

}  // namespace errwatch
