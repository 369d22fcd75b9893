// The steps that match/normalize.h is made of. Each works in place on text in lower case, keeps it so, never
// makes it longer and takes time linear in its length.
#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>

namespace errwatch {

struct DecodeBuffer {
  char* data;
  std::size_t size;
  bool changed = false;    // some step changed something
  bool took_text = false;  // ReplaceComments took text away

  char* Find(char c, std::size_t from = 0) const {
    return from < size ? static_cast<char*>(std::memchr(data + from, c, size - from)) : nullptr;
  }
  // Ends a step that read everything and wrote up to `to`.
  void Finish(std::size_t to) {
    changed = changed || to != size;
    size = to;
  }
};

void UndoHttpdEscapes(DecodeBuffer& b);  // \xHH, \\, \n ...
void PlusToBlank(DecodeBuffer& b);
void DecodePercent(DecodeBuffer& b);  // %HH, %uHHHH
void FoldUtf8(DecodeBuffer& b);       // overlong and full-width characters to ASCII, wide blanks to a blank
void DecodeReferences(DecodeBuffer& b);                   // &lt; &#60; &#x3c;
bool BeginsReference(std::string_view behind_ampersand);  // that DecodeReferences decodes
void RemoveNul(DecodeBuffer& b);
// Comments to a blank, but for those that hide an attack of another kind: those of C, and those that go from
// "--" or '#' to the end of a line that has another one behind it.
void ReplaceComments(DecodeBuffer& b);
void ReplaceLineComments(DecodeBuffer& b);

}  // namespace errwatch
