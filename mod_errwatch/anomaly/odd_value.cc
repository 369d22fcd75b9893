#include "anomaly/odd_value.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "anomaly/code_words.h"
#include "base/ascii.h"

namespace errwatch {
namespace {

OddSigns OddTextOf(std::string_view text) {
  OddSigns odd = OddSignsOf(text);
  odd.bits += CodeWordBits(text);
  return odd;
}

bool StandsOutsideStrings(char c) {
  return IsDigit(c) || std::string_view("{}[],: \t\r\n-+.eEtrufalsn").find(c) != std::string_view::npos;
}

// Nothing: it is no JSON. Its form is looked at no closer than tells it from templates and expressions.
std::optional<OddSigns> OddJsonOf(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const char first = text.front();
  const bool object = first == '{' && text.back() == '}' && (text[1] == '"' || text[1] == '}');
  const bool list = first == '[' && text.back() == ']' && !IsAlpha(text[1]);
  if (!object && !list) return std::nullopt;
  OddSigns odd{1, 0};
  int depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      const std::size_t begin = ++at;
      while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2U : 1U;
      if (at >= text.size()) return std::nullopt;
      const OddSigns inside = OddTextOf(text.substr(begin, at - begin));
      odd.bits += inside.bits;
      odd.signs |= inside.signs;
      continue;
    }
    if (!StandsOutsideStrings(c)) return std::nullopt;
    depth += c == '{' || c == '[' ? 1 : 0;
    depth -= c == '}' || c == ']' ? 1 : 0;
    if (depth < 0) return std::nullopt;
  }
  return depth == 0 ? std::optional(odd) : std::nullopt;
}

// "<?xml version="1.0"?>": says what follows, and does nothing.
bool IsDeclaration(std::string_view text) {
  if (!text.starts_with("<?x") || !text.ends_with("?>") || text.size() < 6) return false;
  return std::ranges::all_of(text.substr(2, text.size() - 4), [](char c) {
    return IsAlnum(c) || std::string_view(" =\"'.-_:?").find(c) != std::string_view::npos;
  });
}
constexpr float kDeclarationBits = 6;

}  // namespace

OddSigns OddValueOf(std::string_view text) noexcept {
  if (const std::optional<OddSigns> json = OddJsonOf(text)) return *json;
  if (IsDeclaration(text)) return {kDeclarationBits, uint64_t{1} << 28U};
  return OddTextOf(text);
}

float OddAddressBits(std::string_view address) noexcept {
  const std::size_t begin = address.find("://");
  if (begin == std::string_view::npos) return 0;
  const std::string_view rest = address.substr(begin + 3);
  const std::string_view host = rest.substr(0, std::min(rest.find_first_of(":/?#"), rest.size()));
  float bits = 0;
  if (host.empty() || host.find('.') == std::string_view::npos) bits += 4;
  if (std::ranges::none_of(host, [](char c) { return IsAlpha(c) && ToLower(c) > 'f' && ToLower(c) != 'x'; }))
    bits += 4;
  if (host.find('@') != std::string_view::npos ||
      std::ranges::any_of(host, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
    bits += 4;
  if (address.ends_with('?')) bits += 3;
  return bits;
}

}  // namespace errwatch
