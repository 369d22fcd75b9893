// A value that breaks out of where a page puts it in an SQL statement, and goes on with SQL of its own.
#pragma once

#include <string_view>

#include "structure/value.h"

namespace errwatch {

// Without one of these nothing is looked at.
inline constexpr std::string_view kSqlMarks = "'\"`(=<>;|&#-0123456789";

bool HasSql(const Value& value) noexcept;

}  // namespace errwatch
