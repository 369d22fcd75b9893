// How odd a decoded value is by its signs, its words and how they are built.
#pragma once

#include <string_view>

#include "anomaly/odd_signs.h"

namespace errwatch {

// Of a value anywhere in a request. Signs of well-formed JSON are not odd, what stands in its strings may be.
OddSigns OddValueOf(std::string_view text) noexcept;

// Of an address ("http://host/..."): a host that is a number or has no dot, a question mark at its end.
float OddAddressBits(std::string_view address) noexcept;

}  // namespace errwatch
