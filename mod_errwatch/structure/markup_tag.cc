#include "structure/markup_tag.h"

#include "base/ascii.h"
#include "structure/cursor.h"
#include "structure/script_address.h"

namespace errwatch {
namespace {

bool EndsTagName(char c) {
  return c == '\0' || c == ' ' || c == '/' || c == '>' || c == '\\' || c == '+' || c == '<';
}

// Where `word` ends at `at`, blanks between its letters or not ("s cript"); 0 when it is not there.
std::size_t EndOfSpaced(std::string_view text, std::size_t at, std::string_view word) {
  for (const char letter : word) {
    at = BehindBlanks(text, at);
    if (At(text, at) != letter) return 0;
    ++at;
  }
  return EndsTagName(At(text, at)) ? at : 0;
}

bool LooksLikeCode(std::string_view content) {
  return content.find_first_of("({=;`@\\") != std::string_view::npos;
}

// "`<script>` element", "(<svg>)": the mark in front has its other right behind.
bool IsNamedInMarks(char before, std::string_view content) {
  const char behind = content.empty() ? '\0' : content.front();
  if (IsAnyOf(behind, ",.;:?") && behind != '\0' && (before == ' ' || before == '\0') &&
      (content.size() == 1 || content[1] == ' '))
    return true;
  return IsQuoteMark(before) ? behind == before : before == '(' && behind == ')';
}

}  // namespace

std::size_t TagOpenLength(std::string_view text, std::size_t at) noexcept {
  if (text[at] == '<') return 1;
  const std::string_view rest = text.substr(at);
  if (text[at] == '\\') {
    if (!IsAnyOf(At(text, at + 1), "xu07")) return 0;
    for (const std::string_view escape : {"\\x3c", "\\u003c", "\\u{3c}", "\\074", "\\74"}) {
      if (rest.starts_with(escape)) return escape.size();
    }
    return 0;
  }
  if (text[at] == '+' || text[at] == ' ') return StandsAt(text, at + 1, "adw-") ? 5 : 0;
  if (text[at] == '%' && StandsAt(text, at, "%3c")) return 3;
  if (text[at] == 'a' && at == 0 && rest.starts_with("adw-")) return 4;
  return 0;
}

MarkupTag ReadMarkupTag(std::string_view text, std::size_t at) noexcept {
  const bool blank = At(text, at) == ' ';
  at = BehindBlanks(text, at);
  MarkupTag tag;
  tag.closes = At(text, at) == '/';
  if (tag.closes) at = BehindBlanks(text, at + 1);
  for (const std::string_view word : {"script", "iframe"}) {
    if (const std::size_t end = EndOfSpaced(text, at, word); end != 0) return {word, end, tag.closes};
  }
  if (blank || !IsLower(At(text, at))) return tag;
  const std::size_t end = SkipWhile(text, at, [](char c) { return IsWordByte(c) || c == ':' || c == '-'; });
  if (!EndsTagName(At(text, end))) return tag;
  tag.name = text.substr(at, end - at);
  if (const std::size_t colon = tag.name.rfind(':'); colon != std::string_view::npos)
    tag.name.remove_prefix(colon + 1);
  tag.end = end;
  return tag;
}

bool HasStyleThatSends(std::string_view sheet) noexcept {
  const bool asks = sheet.find("url(") != std::string_view::npos && sheet.find('[') != std::string_view::npos;
  return asks || sheet.find("url(//") != std::string_view::npos ||
         sheet.find("@import") != std::string_view::npos || HasRunningStyle(sheet) ||
         sheet.find("expression") != std::string_view::npos || sheet.find('\\') != std::string_view::npos;
}

std::string_view ContentBehind(std::string_view text, std::size_t end) noexcept {
  const std::size_t close = SkipWhile(text, end, [](char c) { return c == ' ' || c == '/'; });
  const std::string_view rest = From(text, close + (At(text, close) == '>' ? 1 : 0));
  return rest.substr(0, rest.find('<'));
}

bool BareEnds(std::string_view text, std::size_t open, std::size_t end, std::string_view name) noexcept {
  const char before = open == 0 ? '\0' : text[open - 1];
  const std::string_view content = ContentBehind(text, end);
  if (IsWordByte(before) && name != "script" && name != "iframe")
    return name == "style" && LooksLikeCode(content);
  if (LooksLikeCode(content)) return true;
  return content.empty() ? before != ' ' : content.front() != ' ' && !IsWordByte(before);
}

Finding OfBareElement(std::string_view text, std::size_t open, std::size_t end,
                      std::string_view name) noexcept {
  const char before = open == 0 ? '\0' : text[open - 1];
  const std::string_view content = ContentBehind(text, end);
  if (name == "style") {
    if (HasStyleThatSends(content)) return Finding::kRuns;
    return LooksLikeCode(content) ? Finding::kTyped : Finding::kNothing;
  }
  if (IsWordByte(before) && name != "script" && name != "iframe") return Finding::kNothing;
  if (IsNamedInMarks(before, content)) return Finding::kTyped;
  if (IsWordByte(before) && content.starts_with(' ')) return Finding::kTyped;  // list<script> x;
  if (LooksLikeCode(content)) return Finding::kRuns;
  if (!content.empty())
    return content.front() != ' ' && !IsWordByte(before) ? Finding::kRuns : Finding::kNothing;
  const bool closed = At(text, SkipWhile(text, end, [](char c) { return c == ' ' || c == '/'; })) == '>';
  const bool drawn = name == "math" || name == "portal" || name == "xml";
  if (before == ' ' || (drawn && closed)) return Finding::kNothing;
  return closed && (before == '\0' || before == '=' || IsWordByte(before)) ? Finding::kTyped : Finding::kRuns;
}

}  // namespace errwatch
