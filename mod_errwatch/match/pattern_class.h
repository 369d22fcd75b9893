// The parts of PCRE2's syntax that stand for one byte: escapes and classes in brackets.
#pragma once

#include <optional>

#include "match/byte_set.h"
#include "match/pattern_text.h"

namespace errwatch {

// Behind "\\" and `letter`: the byte that the escape stands for; empty where it is no single byte.
std::optional<char> ReadEscapedByte(PatternText& text, char letter);

// Behind \p or \P: the name of the property. False where it does not end.
bool SkipProperty(PatternText& text);

struct PatternClass {
  ByteSet bytes;              // what it matches, as far as it is known; not in reverse
  bool negated = false;       // it matches the other ones
  bool known = true;          // all of it is in `bytes`
  bool has_property = false;  // \pL: not known either, and letter case counts even if it counts nowhere else
};

// Behind "[". Empty: not understood.
std::optional<PatternClass> ReadClass(PatternText& text);

}  // namespace errwatch
