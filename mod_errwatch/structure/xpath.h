// A value that breaks out of a text in an XPath expression and goes on with paths of its own:
// "' or count(//*)=1 or 'a'='b", "'] | //user/*['". Conditions that SQL has, too, are found as SQL.
#pragma once

#include <string_view>

#include "structure/value.h"

namespace errwatch {

inline constexpr MarkSet kXpathMarks = Marks("/(:.*");

bool HasXpath(const Value& value) noexcept;

}  // namespace errwatch
