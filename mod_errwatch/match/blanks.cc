#include "match/blanks.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "base/ascii.h"
#include "match/byte_block.h"

namespace errwatch {
namespace {

void Collapse(DecodeBuffer& b, bool keep_lines) {
  std::size_t to = 0;
  bool blank = false;
  for (std::size_t from = 0; from < b.size; ++from) {
    const char c = b.data[from];
    const bool space = IsSpace(c) && !(keep_lines && c == '\n');
    if (space && blank) continue;
    blank = space;
    b.changed = b.changed || (space && c != ' ');
    b.data[to++] = space ? ' ' : c;
  }
  b.Finish(to);
}

// The end of the text where there is none.
const char* FindDoubleBlank(const char* at, const char* end) {
  for (; end - at > static_cast<std::ptrdiff_t>(sizeof(ByteBlock)); at += sizeof(ByteBlock)) {
    if (AnySet(BlockOf((LoadBlock(at) == ' ') & (LoadBlock(at + 1) == ' ')))) break;
  }
  constexpr std::string_view kDouble = "  ";
  return std::search(at, end, kDouble.begin(), kDouble.end());
}

}  // namespace

void CollapseBlanks(DecodeBuffer& b) { Collapse(b, false); }
void CollapseBlanksInLines(DecodeBuffer& b) { Collapse(b, true); }

// Messages of PHP have one or two of them: what lies between is moved as a whole.
void CollapseDoubleBlanks(DecodeBuffer& b) {
  std::size_t to = 0;
  std::size_t from = 0;
  while (from < b.size) {
    const char* const at = FindDoubleBlank(b.data + from, b.data + b.size);
    if (at == b.data + b.size) break;
    const std::size_t kept = static_cast<std::size_t>(at - b.data) + 1 - from;
    std::memmove(b.data + to, b.data + from, kept);
    to += kept;
    from += kept;
    while (from < b.size && b.data[from] == ' ') ++from;
  }
  std::memmove(b.data + to, b.data + from, b.size - from);
  b.Finish(to + b.size - from);
}

}  // namespace errwatch
