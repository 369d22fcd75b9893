// A value that breaks out of the assertion of an LDAP filter that it was put into: "*)(uid=*))(|(uid=*".
#pragma once

#include <string_view>

#include "structure/value.h"

namespace errwatch {

inline constexpr MarkSet kLdapMarks = Marks("(");

// A parenthesis closes that the value did not open, and another opens a condition behind it; or, behind some
// text, a list of conditions opens: "x*(|(cn=*))". A filter that is one as a whole is none.
bool HasLdap(const Value& value) noexcept;

}  // namespace errwatch
