// Classes that a reader of JSON, XML or YAML is told to make, and that do harm when they are made: of Java,
// of .NET, and what Ruby's readers take for an object. A program's own classes ("com.acme.Order") and plain
// ones (java.util.ArrayList) are what its pages send, and are passed.
#pragma once

#include <string_view>

namespace errwatch {

bool HasNamedClass(std::string_view text) noexcept;

}  // namespace errwatch
