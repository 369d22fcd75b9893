// What kind of value stands in a parameter, a cookie or a header: told by its signs alone.
#pragma once

#include <cstdint>
#include <string_view>

namespace errwatch {

// identifier, name, bits of surprise where nothing is known of the parameter.
// clang-format off
#define ERRWATCH_VALUE_SHAPES(X)     \
  X(kEmpty, "empty", 0.5F)           \
  X(kNumber, "number", 0.0F)         \
  X(kHash, "hash", 0.0F)             \
  X(kDate, "date", 0.0F)             \
  X(kVersion, "version", 0.0F)       \
  X(kWord, "word", 0.5F)             \
  X(kCamelCase, "camel case", 1.2F)  \
  X(kSlug, "slug", 0.8F)             \
  X(kToken, "token", 1.2F)           \
  X(kList, "list", 0.8F)             \
  X(kMail, "mail address", 0.7F)     \
  X(kProse, "prose", 2.2F)           \
  X(kDotted, "dotted name", 2.8F)    \
  X(kPath, "path", 3.0F)             \
  X(kAddress, "address", 4.5F)       \
  X(kMixed, "mixed", 4.2F)           \
  X(kScheme, "other scheme", 8.0F)   \
  X(kSystemPath, "path of a system", 8.0F)
// clang-format on

enum class ValueShape : uint8_t {
#define ERRWATCH_SHAPE_ENUM(identifier, name, bits) identifier,
  ERRWATCH_VALUE_SHAPES(ERRWATCH_SHAPE_ENUM)
#undef ERRWATCH_SHAPE_ENUM
};

// Of a decoded value; linear in it.
ValueShape ValueShapeOf(std::string_view value) noexcept;
std::string_view ValueShapeName(ValueShape shape) noexcept;
float ValueShapeBits(ValueShape shape) noexcept;

// "java.lang.Runtime", "Runtime.getRuntime": a dotted name that goes on in another case.
bool IsCodeName(std::string_view value) noexcept;
// "sELecT": a word in a case that nobody writes. Names that programs make (tokens) have it, too.
bool HasOddCase(std::string_view value) noexcept;

}  // namespace errwatch
