// A value that breaks out of where a page puts it in an SQL statement, and goes on with SQL of its own.
#pragma once

#include <string_view>

#include "structure/value.h"

namespace errwatch {

// Attacks on numbers need no mark: "1 union select 2", and base64 has none at all.
inline constexpr MarkSet kSqlMarks = kAnyValue;

bool HasSql(const Value& value) noexcept;

}  // namespace errwatch
