#include "anomaly/value_shape.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ascii.h"

namespace errwatch {
namespace {

constexpr std::size_t kTokenBytes = 24;  // a longer one is no word of a person
constexpr std::size_t kHashBytes = 16;

// What a value consists of.
struct Census {
  std::size_t upper = 0, lower = 0, digits = 0, hex = 0;
  std::size_t dashes = 0;  // - _
  std::size_t dots = 0, commas = 0, slashes = 0, at_signs = 0, blanks = 0;
  std::size_t prose = 0;  // ' ! ?
  std::size_t other = 0;
  std::size_t size = 0;
  std::size_t letters() const { return upper + lower; }
};

Census CensusOf(std::string_view value) {
  Census census;
  census.size = value.size();
  for (const char c : value) {
    census.hex += HexValue(c) >= 0;
    if (IsLower(c) || static_cast<unsigned char>(c) >= 0x80) {
      ++census.lower;
    } else if (IsUpper(c)) {
      ++census.upper;
    } else if (IsDigit(c)) {
      ++census.digits;
    } else if (c == '-' || c == '_') {
      ++census.dashes;
    } else if (c == '.') {
      ++census.dots;
    } else if (c == ',') {
      ++census.commas;
    } else if (c == '/') {
      ++census.slashes;
    } else if (c == '@') {
      ++census.at_signs;
    } else if (c == ' ') {
      ++census.blanks;
    } else if (c == '\'' || c == '!' || c == '?') {
      ++census.prose;
    } else {
      ++census.other;
    }
  }
  return census;
}

bool IsDate(std::string_view value) {
  if (value.size() < 10 || value.size() > 35 || value[4] != '-' || value[7] != '-') return false;
  return std::ranges::all_of(std::array{0, 1, 2, 3, 5, 6, 8, 9},
                             [&](int at) { return IsDigit(value[static_cast<std::size_t>(at)]); });
}

// "php:", "file:///", "local_file://": a name before a colon, at the beginning.
bool HasScheme(std::string_view value) {
  const std::size_t colon = value.find(':');
  if (colon < 2 || colon == std::string_view::npos || colon > 12 || colon + 1 == value.size()) return false;
  if (value.substr(colon).starts_with("://")) {
    return IsAlpha(value[0]) && std::ranges::all_of(value.substr(0, colon), [](char c) {
             return IsAlnum(c) || c == '+' || c == '-' || c == '.' || c == '_';
           });
  }
  return std::ranges::all_of(value.substr(0, colon), IsAlpha) && value[colon + 1] != ' ';
}

bool IsSystemPath(std::string_view value) {
  constexpr std::string_view kFolders[] = {"/etc/", "/proc/", "/var/",  "/bin/", "/usr/",
                                           "/tmp/", "/home/", "/root/", "/dev/", "/opt/"};
  for (std::size_t at = value.find('/'); at != std::string_view::npos; at = value.find('/', at + 1)) {
    if (at != 0 && IsAlnum(value[at - 1])) continue;
    const std::string_view rest = value.substr(at);
    if (std::ranges::any_of(kFolders, [&](std::string_view folder) { return rest.starts_with(folder); }))
      return true;
  }
  return false;
}

ValueShape OneWordShape(std::string_view value, const Census& census) {
  if (census.hex + census.dashes == census.size && census.hex >= kHashBytes && census.digits != 0)
    return ValueShape::kHash;
  if (census.letters() == census.size) {
    const bool usual = census.upper == 0 || census.lower == 0 || (census.upper == 1 && IsUpper(value[0]));
    return usual ? ValueShape::kWord : ValueShape::kCamelCase;
  }
  return census.size < kTokenBytes ? ValueShape::kSlug : ValueShape::kToken;
}

ValueShape DottedShape(std::string_view value, const Census& census) {
  if (census.letters() == 0 && census.commas == 0 && census.dots == 1) return ValueShape::kNumber;
  if (census.commas == 0 && (IsDigit(value[0]) || (value[0] == 'v' && value.size() > 1 && IsDigit(value[1]))))
    return ValueShape::kVersion;
  return census.dots == 0 ? ValueShape::kList : ValueShape::kDotted;
}

}  // namespace

ValueShape ValueShapeOf(std::string_view value) noexcept {
  if (value.empty()) return ValueShape::kEmpty;
  const Census census = CensusOf(value);
  if (census.digits == census.size) return ValueShape::kNumber;
  if (census.digits != 0 && IsDate(value)) return ValueShape::kDate;
  if (census.slashes != 0 && IsSystemPath(value)) return ValueShape::kSystemPath;
  if (census.other != 0 && HasScheme(value)) {
    const bool web = BeginsLike(value, "http://") || BeginsLike(value, "https://");
    return web ? ValueShape::kAddress : ValueShape::kScheme;
  }
  if (census.other != 0) return ValueShape::kMixed;
  const std::size_t joined = census.size - census.dots - census.commas;
  const std::size_t plain = census.letters() + census.digits + census.dashes;
  if (plain == census.size) return OneWordShape(value, census);
  if (plain == joined && census.blanks == 0) return DottedShape(value, census);
  if (census.at_signs == 1 && census.slashes == 0 && census.blanks == 0 && census.prose == 0)
    return ValueShape::kMail;
  if (census.slashes != 0 && census.blanks + census.prose + census.at_signs == 0) return ValueShape::kPath;
  return census.slashes + census.at_signs == 0 ? ValueShape::kProse : ValueShape::kMixed;
}

std::string_view ValueShapeName(ValueShape shape) noexcept {
  constexpr std::string_view kNames[] = {
#define ERRWATCH_SHAPE_NAME(identifier, name, bits) name,
      ERRWATCH_VALUE_SHAPES(ERRWATCH_SHAPE_NAME)
#undef ERRWATCH_SHAPE_NAME
  };
  return kNames[static_cast<std::size_t>(shape)];
}

float ValueShapeBits(ValueShape shape) noexcept {
  constexpr float kBits[] = {
#define ERRWATCH_SHAPE_BITS(identifier, name, bits) bits,
      ERRWATCH_VALUE_SHAPES(ERRWATCH_SHAPE_BITS)
#undef ERRWATCH_SHAPE_BITS
  };
  return kBits[static_cast<std::size_t>(shape)];
}

bool IsCodeName(std::string_view value) noexcept {
  std::size_t dots = 0;
  bool capital_behind_dot = false;
  for (std::size_t at = 0; at < value.size(); ++at) {
    const char c = value[at];
    if (c == '.') {
      if (at == 0 || !IsAlpha(value[at - 1]) || at + 1 == value.size() || !IsAlpha(value[at + 1]))
        return false;
      ++dots;
      capital_behind_dot = capital_behind_dot || IsUpper(value[at + 1]);
    } else if (!IsAlnum(c) && c != '_') {
      return false;
    }
  }
  return dots != 0 && (capital_behind_dot || dots >= 2);
}

bool HasOddCase(std::string_view value) noexcept {
  // Letters in a row whose neighbours are both of the other case: "McDonald" and "MyAppName" have two.
  constexpr std::size_t kOddInARow = 3;
  std::size_t in_a_row = 0;
  for (std::size_t at = 1; at + 1 < value.size(); ++at) {
    const char c = value[at];
    const bool odd = IsUpper(c) ? IsLower(value[at - 1]) && IsLower(value[at + 1])
                                : IsLower(c) && IsUpper(value[at - 1]) && IsUpper(value[at + 1]);
    in_a_row = odd ? in_a_row + 1 : 0;
    if (in_a_row == kOddInARow) return true;
  }
  return false;
}

}  // namespace errwatch
