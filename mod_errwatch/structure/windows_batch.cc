#include "structure/windows_batch.h"

#include <algorithm>
#include <array>

#include "structure/cursor.h"
#include "structure/shell_commands.h"
#include "structure/shell_word.h"

namespace errwatch {
namespace {

constexpr std::size_t kMostOperand = 48;
constexpr std::size_t kMostFor = 96;  // for /f "options" %%i

constexpr std::array<std::string_view, 6> kComparisons = {"equ", "neq", "lss", "leq", "gtr", "geq"};
constexpr std::array<std::string_view, 4> kTests = {"exist", "defined", "errorlevel", "cmdextversion"};

// What may follow a condition: a bracket or a command.
bool IsStatement(std::string_view text, std::size_t at) {
  at = PastBlanks(text, at);
  if (At(text, at) == '(') return true;
  const ShellWord word = ReadWindowsWord(text, at);
  return word.size > 0 && (word.text() == "goto" || FindWindowsCommand(word.text()).has_value());
}

std::size_t EndOfOperand(std::string_view text, std::size_t at) {
  const std::size_t limit = std::min(text.size(), at + kMostOperand);
  if (At(text, at) == '"') {
    const std::size_t close = text.substr(0, limit).find('"', at + 1);
    return close < limit ? close + 1 : at;
  }
  if (At(text, at) == '(' || At(text, at) == '[') {
    const std::size_t close = text.substr(0, limit).find(text[at] == '(' ? ')' : ']', at);
    return close < limit ? close + 1 : at;
  }
  while (at < limit && !IsSpace(text[at]) && text[at] != '=' && text[at] != '(') ++at;
  return at;
}

bool IsTest(std::string_view name, std::string_view text, std::size_t at) {
  at = PastBlanks(text, at);
  if (name == "errorlevel" || name == "cmdextversion") return IsDigit(At(text, at)) || At(text, at) == '%';
  const std::size_t end = EndOfOperand(text, at);
  const std::string_view operand = From(text, at).substr(0, end - at);
  if (operand.empty()) return false;
  return operand.find_first_of("\\:%\"*") != std::string_view::npos || IsStatement(text, end);
}

bool IsComparison(std::string_view text, std::size_t at, bool option) {
  const std::size_t end = EndOfOperand(text, at);
  if (end == at) return false;
  const std::size_t behind = PastBlanks(text, end);
  if (behind > end && IsOneOf(NameAt(text, behind), kComparisons)) return true;
  if (text[at] == '(' && IsStatement(text, end)) {  // (2 geq 15) in brackets of its own
    const std::size_t second = PastBlanks(text, EndOfOperand(text, at + 1));
    return IsOneOf(NameAt(text, second), kComparisons);
  }
  if (!StandsAt(text, behind, "==")) return false;
  const std::string_view operand = text.substr(at, end - at);
  if (option || operand.front() == '"' || operand.find('%') != std::string_view::npos) return true;
  const std::size_t second = PastBlanks(text, behind + 2);
  const bool plain =
      behind == end ? std::ranges::all_of(operand, IsIdentifierByte) : IsAnyOf(operand.front(), "([");
  return plain && IsStatement(text, EndOfOperand(text, second));
}

}  // namespace

bool StartsBatch(std::string_view text, std::size_t at) noexcept {
  if (!StandsAt(text, at, "if") || !IsAnyOf(At(text, at + 2), " /") || At(text, at + 2) == '\0') return false;
  at = PastBlanks(text, at + 2);
  bool option = false;
  if (StandsAt(text, at, "/i ")) {
    option = true;
    at = PastBlanks(text, at + 2);
  }
  if (StandsAt(text, at, "not ")) at = PastBlanks(text, at + 4);
  const std::string_view name = NameAt(text, at);
  if (IsOneOf(name, kTests) && At(text, at + name.size()) == ' ') return IsTest(name, text, at + name.size());
  return IsComparison(text, at, option);
}

bool IsBatchVariable(std::string_view text, std::size_t at) noexcept {
  std::size_t begin = at + 1;
  if (At(text, begin) == '%') ++begin;
  const std::string_view name = NameAt(text, begin);
  const std::size_t end = begin + std::max<std::size_t>(name.size(), 1);  // %@ is a variable of a loop, too
  if (StandsAt(text, end, ":~")) return true;
  if (At(text, end) == '%') {
    return name == "comspec" || (IsOneOf<3>(name, {"windir", "systemroot", "systemdrive"}) &&
                                 IsAnyOf(At(text, end + 1), "\\/") && At(text, end + 1) != '\0');
  }
  const std::size_t in = PastBlanks(text, end);
  if (in == end || !StandsAt(text, in, "in") || At(text, PastBlanks(text, in + 2)) != '(') return false;
  const std::size_t front = at - std::min(at, kMostFor);
  return text.substr(front, at - front).find("for") != std::string_view::npos;
}

}  // namespace errwatch
