#include "match/decoding.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/ascii.h"
#include "match/byte_block.h"

namespace errwatch {
namespace {

// Value of `digits` hexadecimal digits at `at`, or -1.
int HexNumber(const DecodeBuffer& b, std::size_t at, std::size_t digits) {
  if (at + digits > b.size) return -1;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const int digit = HexValue(b.data[at + i]);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

// A decoded byte: every step writes what it decodes through here.
char LowerByte(int value) { return ToLower(static_cast<char>(value)); }

}  // namespace

// The text is in lower case already, so "\XHH" needs no look.
void UndoHttpdEscapes(DecodeBuffer& b) {
  const char* first = b.Find('\\');
  if (first == nullptr) return;
  constexpr std::string_view kLetters = "bnrtv\\\"";
  constexpr std::string_view kMeaning = "\b\n\r\t\v\\\"";
  std::size_t to = static_cast<std::size_t>(first - b.data);
  for (std::size_t from = to; from < b.size;) {
    const char c = b.data[from];
    if (c == '\\' && from + 1 < b.size) {
      const char kind = b.data[from + 1];
      const int value = kind == 'x' ? HexNumber(b, from + 2, 2) : -1;
      const std::size_t at = kLetters.find(kind);
      if (value >= 0) {
        b.data[to++] = LowerByte(value);
        from += 4;
        continue;
      }
      if (at != std::string_view::npos) {
        b.data[to++] = LowerByte(kMeaning[at]);
        from += 2;
        continue;
      }
    }
    b.data[to++] = c;
    ++from;
  }
  b.Finish(to);
}

void PlusToBlank(DecodeBuffer& b) {
  for (char* p = b.Find('+'); p != nullptr; p = b.Find('+', static_cast<std::size_t>(p - b.data))) {
    *p = ' ';
    b.changed = true;
  }
}

namespace {

// At most three bytes.
std::size_t PutUtf8(int code, char* to) {
  if (code < 0x80) {
    to[0] = LowerByte(code);
    return 1;
  }
  if (code < 0x800) {
    to[0] = static_cast<char>(0xc0 | (code >> 6));
    to[1] = static_cast<char>(0x80 | (code & 0x3f));
    return 2;
  }
  to[0] = static_cast<char>(0xe0 | (code >> 12));
  to[1] = static_cast<char>(0x80 | ((code >> 6) & 0x3f));
  to[2] = static_cast<char>(0x80 | (code & 0x3f));
  return 3;
}

}  // namespace

void DecodePercent(DecodeBuffer& b) {
  const char* first = b.Find('%');
  if (first == nullptr) return;
  std::size_t to = static_cast<std::size_t>(first - b.data);
  for (std::size_t from = to; from < b.size;) {
    const char c = b.data[from];
    if (c == '%') {
      if (const int byte = HexNumber(b, from + 1, 2); byte >= 0) {
        b.data[to++] = LowerByte(byte);
        from += 3;
        continue;
      }
      const int code = from + 1 < b.size && b.data[from + 1] == 'u' ? HexNumber(b, from + 2, 4) : -1;
      if (code >= 0) {
        to += PutUtf8(code, b.data + to);
        from += 6;
        continue;
      }
    }
    b.data[to++] = c;
    ++from;
  }
  b.Finish(to);
}

namespace {

struct Utf8 {
  std::size_t length;  // bytes read
  int code;            // -1: to be copied as it stands
};

bool IsContinuation(unsigned char c) { return (c & 0xc0) == 0x80; }

// Decodes what a lenient decoder would take for an ASCII character.
Utf8 ReadUtf8(const char* text, std::size_t size) {
  std::array<unsigned char, 4> c{};
  std::memcpy(c.data(), text, std::min<std::size_t>(size, c.size()));
  if (c[0] < 0x80) return {1, -1};
  if (c[0] == 0xa0) return {1, ' '};  // Latin-1 no-break space; databases take it for a blank
  if (c[0] < 0xc0 || !IsContinuation(c[1])) return {1, -1};
  int code = 0;
  std::size_t length = 0;
  if (c[0] < 0xe0) {
    code = (c[0] & 0x1f) << 6 | (c[1] & 0x3f);
    length = 2;
  } else if (c[0] < 0xf0 && IsContinuation(c[2])) {
    code = (c[0] & 0x0f) << 12 | (c[1] & 0x3f) << 6 | (c[2] & 0x3f);
    length = 3;
  } else if (c[0] < 0xf8 && IsContinuation(c[2]) && IsContinuation(c[3])) {
    code = (c[0] & 0x07) << 18 | (c[1] & 0x3f) << 12 | (c[2] & 0x3f) << 6 | (c[3] & 0x3f);
    length = 4;
  } else {
    return {1, -1};
  }
  if (code < 0x80) return {length, code};
  if (code == 0xa0 || code == 0x3000) return {length, ' '};
  if (code >= 0xff01 && code <= 0xff5e) return {length, code - 0xff01 + '!'};
  return {length, -1};
}

}  // namespace

void FoldUtf8(DecodeBuffer& b) {
  std::size_t from = 0;
  while (from + sizeof(ByteBlock) <= b.size && !AnySet(LoadBlock(b.data + from) & 0x80))
    from += sizeof(ByteBlock);
  while (from < b.size && static_cast<unsigned char>(b.data[from]) < 0x80) ++from;
  std::size_t to = from;
  while (from < b.size) {
    const Utf8 character = ReadUtf8(b.data + from, b.size - from);
    if (character.code >= 0) {
      b.data[to++] = LowerByte(character.code);
      b.changed = true;
    } else {
      std::memmove(b.data + to, b.data + from, character.length);
      to += character.length;
    }
    from += character.length;
  }
  b.Finish(to);
}

namespace {

struct Reference {
  std::string_view name;
  char value;
};
constexpr std::array<Reference, 25> kReferences = {{
    {"lt;", '<'},   {"gt;", '>'},       {"amp;", '&'},    {"quot;", '"'},   {"apos;", '\''},
    {"sol;", '/'},  {"bsol;", '\\'},    {"colon;", ':'},  {"lpar;", '('},   {"rpar;", ')'},
    {"tab;", '\t'}, {"newline;", '\n'}, {"nbsp;", ' '},   {"period;", '.'}, {"comma;", ','},
    {"semi;", ';'}, {"equals;", '='},   {"num;", '#'},    {"dollar;", '$'}, {"percnt;", '%'},
    {"excl;", '!'}, {"lbrack;", '['},   {"rbrack;", ']'}, {"lcub;", '{'},   {"rcub;", '}'},
}};

// A reference behind '&': its byte in `value`,
// and how long it is; 0 when it is none that stands for one byte.
std::size_t ReadReference(std::string_view text, char& value) {
  if (!text.starts_with('#')) {
    for (const Reference& reference : kReferences) {
      if (!text.starts_with(reference.name)) continue;
      value = LowerByte(reference.value);
      return reference.name.size();
    }
    return 0;
  }
  const bool hex = text.size() > 1 && text[1] == 'x';
  const int base = hex ? 16 : 10;
  const std::size_t start = hex ? 2 : 1;
  int code = 0;
  std::size_t i = start;
  for (; i < text.size() && HexValue(text[i]) >= 0 && HexValue(text[i]) < base; ++i) {
    if (code < 0x110000) code = code * base + HexValue(text[i]);
  }
  if (i == start || code > 0xff) return 0;
  value = LowerByte(code);
  return i < text.size() && text[i] == ';' ? i + 1 : i;
}

}  // namespace

bool BeginsReference(std::string_view behind_ampersand) {
  char value = 0;
  return ReadReference(behind_ampersand, value) != 0;
}

void DecodeReferences(DecodeBuffer& b) {
  const char* first = b.Find('&');
  if (first == nullptr) return;
  std::size_t to = static_cast<std::size_t>(first - b.data);
  for (std::size_t from = to; from < b.size;) {
    const char c = b.data[from++];
    char value = c;
    if (c == '&') from += ReadReference({b.data + from, b.size - from}, value);
    b.data[to++] = value;
  }
  b.Finish(to);
}

void RemoveNul(DecodeBuffer& b) {
  if (b.Find('\0') == nullptr) return;
  b.Finish(static_cast<std::size_t>(std::remove(b.data, b.data + b.size, '\0') - b.data));
}

namespace {

// A comment is kept where its text would be an attack of its own:
// to a file system or a browser, "/*" opens nothing.
bool HidesText(std::string_view comment) {
  if (comment.find("../") != std::string_view::npos || comment.find("..\\") != std::string_view::npos)
    return true;
  for (std::size_t at = comment.find('<'); at != std::string_view::npos; at = comment.find('<', at + 1)) {
    if (at + 1 < comment.size() && IsLower(comment[at + 1])) return true;
  }
  return false;
}

}  // namespace

// "union/**/select". MySQL runs what stands in "/*!50000 ... */", so of such a comment only the marks go.
void ReplaceComments(DecodeBuffer& b) {
  std::size_t from = 0;
  std::size_t to = 0;
  for (;;) {
    const std::string_view rest(b.data + from, b.size - from);
    const std::size_t open = rest.find("/*");
    const std::size_t close = open == std::string_view::npos ? open : rest.find("*/", open + 2);
    if (close == std::string_view::npos) break;
    std::string_view body = rest.substr(open + 2, close - open - 2);
    std::size_t kept = open;  // bytes of `rest` that stay in front
    if (!body.starts_with('!')) {
      if (HidesText(body)) kept = close + 2;
      b.took_text = b.took_text || (kept == open && !body.empty());
      body.remove_suffix(body.size());
    } else {
      body.remove_prefix(1);
      while (!body.empty() && IsDigit(body.front())) body.remove_prefix(1);
    }
    std::memmove(b.data + to, rest.data(), kept);
    to += kept;
    if (kept == open) {
      b.data[to++] = ' ';
      std::memmove(b.data + to, body.data(), body.size());
      to += body.size();
      if (!body.empty()) b.data[to++] = ' ';
    }
    from += close + 2;
  }
  std::memmove(b.data + to, b.data + from, b.size - from);
  b.Finish(to + b.size - from);
}

void ReplaceLineComments(DecodeBuffer& b) {
  std::size_t to = 0;
  for (std::size_t from = 0; from < b.size;) {
    const char* const line_end = b.Find('\n', from);
    const std::string_view line(b.data + from, line_end == nullptr
                                                   ? b.size - from
                                                   : static_cast<std::size_t>(line_end - b.data) - from);
    const std::size_t open = line_end == nullptr ? line.npos : std::min(line.find("--"), line.find('#'));
    const bool hides = open != line.npos && !HidesText(line.substr(open));
    const std::size_t kept = hides ? open : line.size();
    std::memmove(b.data + to, line.data(), kept);
    to += kept;
    from += line.size();
    if (line_end == nullptr) break;
    b.data[to++] = '\n';
    ++from;
  }
  b.Finish(to);
}

}  // namespace errwatch
