// Serialized objects of PHP, Java, .NET, Python, Ruby, Node.js, YAML and JSON binders: to read one back is
// to run what it names. By the structure of each format, as it is and in base64.
#pragma once

#include "structure/value.h"

namespace errwatch {

bool HasSerialized(const Value& value) noexcept;

}  // namespace errwatch
