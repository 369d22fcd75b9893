// Code in a value that a server would run: PHP, template expressions, look-ups, scripts, serialized objects.
#pragma once

#include "structure/value.h"

namespace errwatch {

inline constexpr MarkSet kProgramMarks = kAnyValue;  // serialized objects have no mark in common

bool HasProgram(const Value& value) noexcept;

}  // namespace errwatch
