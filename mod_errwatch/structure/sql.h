// A value that breaks out of where a page puts it in an SQL statement, and goes on with SQL of its own.
#pragma once

#include <string_view>

#include "structure/value.h"

namespace errwatch {

// Attacks on numbers need no more than a blank: "1 union select 2".
inline constexpr MarkSet kSqlMarks = Marks("'\"`(=<>;|&#-+*%\\ ");

bool HasSql(const Value& value) noexcept;

}  // namespace errwatch
