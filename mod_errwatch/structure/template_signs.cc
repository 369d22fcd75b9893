#include "structure/template_signs.h"

#include <algorithm>

#include "structure/cursor.h"
#include "structure/php_functions.h"
#include "structure/template_names.h"

namespace errwatch {
namespace {

// "|default('x')" formats; "|attr('x')" and "|map('system')" do not. `at` is that of the parenthesis.
bool IsHostileFilter(std::string_view name, std::string_view text, std::size_t at) {
  if (IsRunningFunction(name) || IsOneOf(name, kReachingFilters)) return true;
  if (!IsOneOf(name, kHandingFilters)) return false;
  const std::size_t quote = PastBlanks(text, at + 1);
  return IsQuoteMark(At(text, quote)) && IsRunningFunction(NameAt(text, quote + 1));
}

// "user.getname()", not "x.getclass()".
bool IsGetter(std::string_view name) {
  return name.starts_with("get") && name.size() > 3 &&
         std::ranges::none_of(kInsideParts, [name](std::string_view part) {
           return name.find(part) != std::string_view::npos;
         });
}

// `at` is that of a parenthesis.
bool IsTemplateCall(std::string_view text, std::size_t at) {
  const char before = Before(text, at);
  if (before == ']' || before == ')') return true;
  std::size_t begin = at;
  while (IsScriptNameByte(Before(text, begin))) --begin;
  if (begin == at) return false;
  const std::string_view name = text.substr(begin, at - begin);
  const std::string_view front = BackOverBlanks(text, begin);
  if (front.ends_with('|') && !front.ends_with("||")) return IsHostileFilter(name, text, at);
  if (Before(text, begin) == '?') return !IsOneOf(name, kPageBuiltIns);
  if (front.size() < begin || !IsAnyOf(Before(text, begin), ".:>")) return !IsOneOf(name, kPageCalls);
  if (Before(text, begin) == '.' && At(text, at + 1) == ')' && IsGetter(name)) return false;
  return Before(text, begin) != '.' || !IsOneOf(name, kPageMethods) || IsQuoteMark(Before(text, begin - 1));
}

// "'id'|system". `at` is that of the stroke.
bool IsRunningFilter(std::string_view text, std::size_t at) {
  return IsRunningFunction(NameAt(text, PastBlanks(text, at + 1)));
}

std::size_t NextCall(std::string_view text, std::size_t at) {
  static constexpr ByteTable kMarks("(|");
  for (at = kMarks.Find(text, at); at != std::string_view::npos; at = kMarks.Find(text, at + 1)) {
    if (text[at] == '(' ? IsTemplateCall(text, at) : IsRunningFilter(text, at)) return at;
  }
  return at;
}

std::size_t NextInside(std::string_view text, std::size_t at) {
  static constexpr ByteTable kMarks(".[\"?");
  for (at = kMarks.Find(text, at); at != std::string_view::npos; at = kMarks.Find(text, at + 1)) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with(".__") || rest.starts_with("['__") || rest.starts_with("[\"__") ||
        rest.starts_with(".class.") || rest.starts_with(".constructor") ||
        rest.starts_with("\"constructor\"") || rest.starts_with("['\\x5f\\x5f") ||
        rest.starts_with("[\"\\x5f\\x5f"))
      return at;
    if (text[at] == '?' && IsOneOf<2>(NameAt(text, at + 1), {"eval", "interpret"})) return at;
  }
  return at;
}

// The left side of a sign between numbers; `numbers_alone`: nothing but numbers, signs and quotes around it.
bool IsSignOfReckoning(std::string_view text, std::size_t at, bool numbers_alone) {
  if (!IsAnyOf(text[at], numbers_alone ? "*+-/%" : "*+")) return false;
  const std::string_view left = BackOverBlanks(text, at);
  const char right = At(text, PastBlanks(text, at + 1));
  if (left.empty() || !(IsDigit(left.back()) || IsAnyOf(left.back(), ")'\""))) return false;
  return IsDigit(right) || (numbers_alone && right != '\0' && IsAnyOf(right, "('\""));
}

std::size_t NextReckoning(std::string_view text, std::size_t at) {
  static constexpr ByteTable kSigns("*+");
  for (at = kSigns.Find(text, at); at != std::string_view::npos; at = kSigns.Find(text, at + 1)) {
    if (IsSignOfReckoning(text, at, false)) return at;
  }
  return at;
}

}  // namespace

TemplateSigns::TemplateSigns(std::string_view text)
    : text_(text), calls_(text, NextCall), inside_(text, NextInside), reckonings_(text, NextReckoning) {}

bool IsReckoningOfNumbers(std::string_view body) {
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (IsSignOfReckoning(body, i, true)) return true;
  }
  return false;
}

bool TemplateSigns::Reckons(std::size_t begin, std::size_t end) {
  // What stands left of the sign and right of it belongs to the range, too.
  const std::size_t first = PastBlanks(text_, begin);
  const std::size_t sign = reckonings_.From(begin);
  if (sign < end && first < sign && PastBlanks(text_, sign + 1) < end) return true;
  const std::size_t numbers =
      SkipWhile(text_.substr(0, end), begin, [](char c) { return IsDigit(c) || IsAnyOf(c, " ()*+-/%'\""); });
  steps_ += numbers - begin + 1;
  return numbers == end && IsReckoningOfNumbers(text_.substr(begin, end - begin));
}

}  // namespace errwatch
