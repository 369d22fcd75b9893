#include "structure/second_text.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/percent.h"

namespace errwatch {
namespace {

char SentAt(std::string_view text, std::size_t i) { return i < text.size() ? text[i] : '\0'; }

std::string_view WithoutPercent(std::string_view text, std::span<char> out) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < text.size() && size < out.size(); ++i)
    if (text[i] != '%') out[size++] = text[i];
  return {out.data(), size};
}

std::string_view WithoutEscapes(std::string_view text, std::span<char> out) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < text.size() && size < out.size(); ++i) {
    char c = text[i];
    if (text.substr(i).starts_with("\\u00") && HexValue(SentAt(text, i + 4)) >= 0 &&
        HexValue(SentAt(text, i + 5)) >= 0) {
      c = ToLower(static_cast<char>(HexValue(text[i + 4]) * 16 + HexValue(text[i + 5])));
      i += 5;
    }
    out[size++] = c;
  }
  return {out.data(), size};
}

// Percent signs are undone once.
std::string_view WithoutComments(std::string_view sent, std::span<char> out) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < sent.size() && size < out.size(); ++i) {
    if (sent.substr(i).starts_with("/*") && SentAt(sent, i + 2) != '!') {
      const std::size_t close = sent.find("*/", i + 2);
      if (close == std::string_view::npos) break;
      i = close + 1;
      continue;
    }
    const int byte = PercentByte(sent, i);
    if (byte >= 0) i += 2;
    const char c = byte >= 0 ? static_cast<char>(byte) : sent[i] == '+' ? ' ' : sent[i];
    out[size++] = ToLower(c);
  }
  return {out.data(), size};
}

bool HasCommentInWord(std::string_view sent) {
  if (sent.find('*') == std::string_view::npos) return false;
  for (std::size_t at = sent.find("/*"); at != std::string_view::npos; at = sent.find("/*", at + 2)) {
    const std::size_t close = sent.find("*/", at + 2);
    if (close == std::string_view::npos) return false;
    if (at > 0 && IsAlpha(sent[at - 1]) && IsAlpha(SentAt(sent, close + 2))) return true;
  }
  return false;
}

}  // namespace

std::string_view SecondText(const Value& value, std::span<char> out) noexcept {
  const std::string_view text = value.text;
  if (text.substr(0, 4).find('%') != std::string_view::npos) {
    const auto percents = static_cast<std::size_t>(std::ranges::count(text, '%'));
    if (percents >= 4 && percents * 3 > text.size()) return WithoutPercent(text, out);
  }
  if (text.find("\\u00") != std::string_view::npos) return WithoutEscapes(text, out);
  if (HasCommentInWord(value.sent)) return WithoutComments(value.sent, out);
  return {};
}

}  // namespace errwatch
