#include "match/decoding.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/ascii.h"
#include "base/utf8.h"
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

// Decodes what a lenient decoder would take for an ASCII character.
Utf8 ReadUtf8(const char* text, std::size_t size) {
  std::array<unsigned char, 4> c{};
  const auto continues = [&](std::size_t i) { return IsUtf8Continuation(static_cast<char>(c[i])); };
  std::memcpy(c.data(), text, std::min<std::size_t>(size, c.size()));
  if (c[0] < 0x80) return {1, -1};
  if (c[0] == 0xa0) return {1, ' '};  // Latin-1 no-break space; databases take it for a blank
  if (c[0] < 0xc0 || !continues(1)) return {1, -1};
  int code = 0;
  std::size_t length = 0;
  if (c[0] < 0xe0) {
    code = (c[0] & 0x1f) << 6 | (c[1] & 0x3f);
    length = 2;
  } else if (c[0] < 0xf0 && continues(2)) {
    code = (c[0] & 0x0f) << 12 | (c[1] & 0x3f) << 6 | (c[2] & 0x3f);
    length = 3;
  } else if (c[0] < 0xf8 && continues(2) && continues(3)) {
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
  if (text.empty()) return 0;
  if (text.front() != '#') {
    for (const Reference& reference : kReferences) {
      // Mostly the first character is another one.
      if (text.front() != reference.name.front() || !text.starts_with(reference.name)) continue;
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

namespace {

// MySQL runs what stands in "/*! ... */" and "/*!50000 ... */", MariaDB in "/*M! ... */", too. Of `behind`,
// what follows "/*": how many bytes of it belong to the mark; 0 = the comment is one.
std::size_t ExecutableMark(std::string_view behind) {
  std::size_t at = behind.starts_with('m') ? 1 : 0;
  if (at >= behind.size() || behind[at] != '!') return 0;
  for (++at; at < behind.size() && IsDigit(behind[at]);) ++at;
  return at;
}

// Where a mark stands next. What is behind the place that was asked for last is looked at once.
class NextMark {
 public:
  NextMark(std::string_view text, std::string_view mark) : text_(text), mark_(mark) {}
  std::size_t From(std::size_t from) {
    if (!known_ || at_ < from) at_ = text_.find(mark_, from);
    known_ = true;
    return at_;
  }

 private:
  std::string_view text_;
  std::string_view mark_;
  std::size_t at_ = 0;
  bool known_ = false;
};

}  // namespace

// "union/**/select". Of a comment that is run only the marks go; others may stand in it, and it ends at the
// first mark that none of these takes.
void ReplaceComments(DecodeBuffer& b) {
  std::size_t from = 0;
  std::size_t to = 0;
  std::size_t executables = 0;  // of which the end was not seen
  const std::string_view text(b.data, b.size);
  NextMark opens(text, "/*");
  NextMark closes(text, "*/");
  const auto keep_up_to = [&](std::size_t end) {
    std::memmove(b.data + to, b.data + from, end - from);
    to += end - from;
    from = end;
  };
  const auto take_up_to = [&](std::size_t end) {
    from = end;
    b.data[to++] = ' ';
  };
  for (;;) {
    const std::size_t open = opens.From(from);
    if (executables != 0 && closes.From(from) < open) {
      keep_up_to(closes.From(from));
      take_up_to(from + 2);
      --executables;
      continue;
    }
    const std::size_t close = open == text.npos ? open : closes.From(open + 2);
    if (close == text.npos) break;
    const std::string_view body = text.substr(open + 2, close - open - 2);
    const std::size_t mark = ExecutableMark(body);
    keep_up_to(open);
    if (mark != 0) {
      take_up_to(open + 2 + mark);
      ++executables;
    } else if (HidesText(body)) {
      keep_up_to(close + 2);
    } else {
      b.took_text = b.took_text || !body.empty();
      take_up_to(close + 2);
    }
  }
  keep_up_to(b.size);
  b.Finish(to);
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
