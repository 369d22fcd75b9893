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

struct Named {
  ByteSet spaces = BytesWhere(IsSpace);
  ByteSet digits = BytesWhere(IsDigit);
  ByteSet word = BytesWhere([](char c) { return IsAlnum(c) || c == '_'; });
  ByteSet horizontal =
      BytesWhere([](char c) { return std::string_view(" \t\xa0").find(c) != std::string_view::npos; });
  ByteSet vertical =
      BytesWhere([](char c) { return std::string_view("\n\v\f\r\x85").find(c) != std::string_view::npos; });
};

}  // namespace

std::optional<ByteSet> NamedBytes(char letter) {
  static const Named named;
  const bool negated = IsUpper(letter);
  const auto chosen = [&](const ByteSet& bytes) { return negated ? ~bytes : bytes; };
  switch (ToLower(letter)) {
    case 's':
      return chosen(named.spaces);
    case 'd':
      return chosen(named.digits);
    case 'w':
      return chosen(named.word);
    case 'h':
      return chosen(named.horizontal);
    case 'v':
      return chosen(named.vertical);
    default:
      return std::nullopt;
  }
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
