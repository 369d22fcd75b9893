#include "match/byte_set.h"

#include <string_view>

#include "base/ascii.h"

namespace errwatch {
namespace {

template <typename Predicate>
ByteSet BytesWhere(Predicate holds) {
  ByteSet bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = holds(static_cast<char>(i));
  return bytes;
}

bool IsAnyOf(std::string_view members, char c) { return members.find(c) != std::string_view::npos; }

}  // namespace

std::optional<ByteSet> NamedBytes(char letter) {
  const bool negated = IsUpper(letter);
  ByteSet bytes;
  switch (ToLower(letter)) {
    case 's':
      bytes = BytesWhere(IsSpace);
      break;
    case 'd':
      bytes = BytesWhere(IsDigit);
      break;
    case 'w':
      bytes = BytesWhere([](char c) { return IsAlnum(c) || c == '_'; });
      break;
    case 'h':
      bytes = BytesWhere([](char c) { return IsAnyOf(" \t\xa0", c); });
      break;
    case 'v':
      bytes = BytesWhere([](char c) { return IsAnyOf("\n\v\f\r\x85", c); });
      break;
    default:
      return std::nullopt;
  }
  return negated ? ~bytes : bytes;
}

bool IsDigits(const ByteSet& bytes) {
  if (bytes.count() != 10) return false;
  for (char digit = '0'; digit <= '9'; ++digit) {
    if (!bytes[ByteIndex(digit)]) return false;
  }
  return true;
}

ByteSet WithBothCases(ByteSet bytes) {
  for (char upper = 'A'; upper <= 'Z'; ++upper) {
    const bool either = bytes[ByteIndex(upper)] || bytes[ByteIndex(ToLower(upper))];
    bytes[ByteIndex(upper)] = bytes[ByteIndex(ToLower(upper))] = either;
  }
  return bytes;
}

}  // namespace errwatch
