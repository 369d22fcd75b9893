// A value that brings operators, code or commands into a query of a database that does not speak SQL.
#pragma once

#include <string_view>

#include "structure/value.h"

namespace errwatch {

inline constexpr MarkSet kNosqlMarks = Marks("$;.'\"| ");

// Operators of MongoDB as keys of an object, code for its $where that breaks out of a text, calls on "db", and
// commands to Redis and memcached behind a line end.
bool HasNosql(const Value& value) noexcept;

}  // namespace errwatch
