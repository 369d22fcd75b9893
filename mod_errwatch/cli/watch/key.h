// What somebody pressed.
#pragma once

#include <string>

namespace errwatch::cli {

enum class KeyKind : unsigned char {
  kText,  // one character, of one or more bytes
  kUp,
  kDown,
  kPageUp,
  kPageDown,
  kHome,
  kEnd,
  kEnter,
  kEscape,
  kErase,
  kOther,
};

struct Key {
  KeyKind kind = KeyKind::kOther;
  std::string text;  // of kText: printable UTF-8
};

}  // namespace errwatch::cli
