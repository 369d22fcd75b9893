// First byte: the kind of text. The rest: the text. Checks what every decoded text promises.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "match/normalize.h"

namespace {

using errwatch::Normalized;
using errwatch::TextKind;

void Require(bool condition) {
  if (!condition) std::abort();
}

void CheckText(const Normalized& normal, std::string_view input, TextKind kind) {
  Require(normal.text.size() <= input.size());
  char before = '\0';
  for (const char c : normal.text) {
    Require(!errwatch::IsUpper(c));
    Require(c != '\0');
    Require(!errwatch::IsSpace(c) || c == ' ' || (kind == TextKind::kLines && c == '\n'));
    Require(c != ' ' || before != ' ');
    before = c;
  }
  if (!normal.decoded && !normal.folded) Require(errwatch::EqualsIgnoreCase(normal.text, input));
  if (!normal.decoded && !normal.folded && !normal.lowered) Require(normal.text == input);
  std::vector<char> out(input.size());
  const std::string_view folded = errwatch::FoldText(input, kind, out);
  if (!normal.decoded) Require(normal.text == folded);
  if (kind == TextKind::kLines) {
    // Every line end is one that stood there: nothing forges a header, and nothing swallows one.
    const auto line_ends = [](std::string_view text) { return std::count(text.begin(), text.end(), '\n'); };
    Require(line_ends(normal.text) == line_ends(input));
    Require(line_ends(folded) == line_ends(input));
  }
}

// Each part is what it would be alone.
void CheckParts(const Normalized& whole, std::string_view input, TextKind kind,
                const std::vector<errwatch::TextPart>& parts) {
  Require(!parts.empty() && parts.front().sent_begin == 0 && parts.front().begin == 0);
  Require(parts.back().sent_begin + parts.back().sent_bytes == input.size());
  Require(parts.back().begin + parts.back().bytes == whole.text.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string_view sent = input.substr(parts[i].sent_begin, parts[i].sent_bytes);
    std::vector<char> out(sent.size());
    Require(errwatch::Normalize(sent, kind, out).text == whole.text.substr(parts[i].begin, parts[i].bytes));
    std::vector<char> other(sent.size());
    Require(errwatch::NormalizeWithoutLineComments(sent, kind, other).size() <= sent.size());
    if (i == 0) continue;
    Require(parts[i].sent_begin == parts[i - 1].sent_begin + parts[i - 1].sent_bytes + 1);
    Require(parts[i].begin == parts[i - 1].begin + parts[i - 1].bytes + 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const auto kind = static_cast<TextKind>(data[0] % 7);
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);

  std::vector<char> out(input.size());
  std::vector<errwatch::TextPart> parts(1 + data[0] / 7);
  std::size_t count = 0;
  const Normalized whole = errwatch::Normalize(input, kind, out, parts, &count);
  CheckText(whole, input, kind);
  parts.resize(count);
  CheckParts(whole, input, kind, parts);

  // A short buffer cuts the text before it is decoded; the guard byte behind it stays.
  const size_t room = input.size() / 2;
  std::vector<char> half(room + 1, '\x7e');
  const Normalized cut = errwatch::Normalize(input, kind, {half.data(), room});
  CheckText(cut, input.substr(0, room), kind);
  Require(half[room] == '\x7e');
  return 0;
}
