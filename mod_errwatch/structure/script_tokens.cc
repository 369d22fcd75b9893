#include "structure/script_tokens.h"

#include <algorithm>
#include <cstdint>

#include "base/ascii.h"
#include "structure/cursor.h"

namespace errwatch {
namespace {

// Length of the escape of an ASCII letter, digit or '_' at `at`; 0 when there is none.
std::size_t EscapedLetter(std::string_view text, std::size_t at) {
  if (At(text, at) != '\\' || At(text, at + 1) != 'u') return 0;
  const bool braces = At(text, at + 2) == '{';
  const std::size_t first = at + (braces ? 3 : 2);
  const std::size_t most = braces ? 8 : 4;
  uint32_t code = 0;  // eight digits fit
  std::size_t digits = 0;
  while (digits < most && HexValue(At(text, first + digits)) >= 0)
    code = code * 16 + static_cast<uint32_t>(HexValue(At(text, first + digits++)));
  if (digits == 0 || (!braces && digits < 4)) return 0;
  if (braces && At(text, first + digits) != '}') return 0;
  if (code > 'z' || (!IsAlnum(static_cast<char>(code)) && code != '_' && code != '$')) return 0;
  return first + digits + (braces ? 1 : 0) - at;
}

}  // namespace

ScriptToken ScriptTokens::Name() noexcept {
  const std::size_t begin = at_;
  ScriptTokenKind kind = ScriptTokenKind::kName;
  while (at_ < text_.size()) {
    if (IsScriptNameByte(text_[at_])) {
      ++at_;
    } else if (const std::size_t escape = EscapedLetter(text_, at_); escape != 0) {
      at_ += escape;
      kind = ScriptTokenKind::kEscapedName;
    } else {
      break;
    }
  }
  return {kind, text_.substr(begin, at_ - begin), begin, at_};
}

// Where a string that begins at `at` may end, as far as it was looked at already.
std::size_t ScriptTokens::BehindLookedAt(std::size_t at, const LookedAt& seen) const noexcept {
  const char* const begin = text_.data() + at;
  if (seen.begin == nullptr || begin < seen.begin || begin > seen.end) return at;
  const char* slash = begin;
  while (slash > seen.begin && slash[-1] == '\\') --slash;
  const bool escaped = (begin - slash) % 2 != 0;  // whoever began earlier passed over it
  return escaped ? at : static_cast<std::size_t>(seen.end - text_.data());
}

ScriptToken ScriptTokens::String(char mark) noexcept {
  const std::size_t begin = at_++;
  const std::size_t limit = std::min(text_.size(), at_ + kMostStringBytes);
  LookedAt& seen = (budget_ != nullptr ? budget_->quotes() : own_)[mark == '"' ? 0U : mark == '`' ? 1U : 2U];
  std::size_t i = BehindLookedAt(at_, seen);
  if (i == at_) seen.begin = text_.data() + at_;
  for (; i < limit; ++i) {
    if (text_[i] == '\\') {
      ++i;
    } else if (text_[i] == mark) {
      const std::string_view inside = text_.substr(at_, i - at_);
      seen.end = text_.data() + i;
      at_ = i + 1;
      return {mark == '`' ? ScriptTokenKind::kTemplate : ScriptTokenKind::kString, inside, begin, at_};
    }
  }
  seen.end = text_.data() + std::min(i, text_.size());
  return {ScriptTokenKind::kQuote, text_.substr(begin, 1), begin, at_};
}

ScriptToken ScriptTokens::Next() noexcept {
  if (budget_ == nullptr) return Read();
  const ScriptToken token = Read();
  constexpr std::size_t kStepsOfToken = 6;
  // A mark that nothing ends was looked at up to where its end could be.
  const std::size_t bytes = token.kind == ScriptTokenKind::kQuote
                                ? std::min(kMostStringBytes, text_.size() - token.end)
                                : token.end - token.begin;
  if (budget_->Take(bytes + kStepsOfToken)) return token;
  return {ScriptTokenKind::kEnd, {}, text_.size(), text_.size()};
}

ScriptToken ScriptTokens::Read() noexcept {
  at_ = BehindBlanks(text_, at_);
  if (at_ >= text_.size()) return {ScriptTokenKind::kEnd, {}, at_, at_};
  const char c = text_[at_];
  if (IsQuoteMark(c)) return String(c);
  if (IsDigit(c)) {
    const std::size_t begin = at_;
    at_ = SkipWhile(text_, at_, IsWordByte);
    return {ScriptTokenKind::kNumber, text_.substr(begin, at_ - begin), begin, at_};
  }
  if (IsScriptNameByte(c) || (c == '\\' && EscapedLetter(text_, at_) != 0)) return Name();
  const std::size_t begin = at_++;
  return {ScriptTokenKind::kMark, text_.substr(begin, 1), begin, at_};
}

}  // namespace errwatch
