// Addresses in a value that make a server ask itself or its neighbours.
#pragma once

#include <string_view>

#include "structure/value.h"

namespace errwatch {

// Of these characters each text that HasRequestForgery or HasInsideAddress finds has one.
inline constexpr std::string_view kRequestForgeryMarks = ":/";

// True when the value is an address that hides where it leads, or that only a server follows: numbers of the
// inside in another form than four decimals (2130706433, 0x7f.1, 0177.0.0.1, 127.1, [::ffff:7f00:1], digits
// in circles), names that stand for such numbers (127.0.0.1.nip.io), a service of metadata, a name of a
// cluster's inside, a name or number behind `user@`, services that tell who looked them up, and schemes like
// gopher:, dict:, ldap:, file:.
bool HasRequestForgery(const Value& value) noexcept;

// True when it is an address that hides where it leads, and nothing else: what also stands in the
// configuration of a program, as applications send it in bodies, is none (schemes that servers follow, names
// of a cluster's inside, names and numbers that lead to loopback as anybody writes them).
bool HasDisguisedAddress(const Value& value) noexcept;

// True when it is an address of the inside as anybody may write it: http://127.0.0.1/,
// http://10.0.0.1:8080/x, localhost (not with a developer's port). Some applications pass such addresses
// around: cheap.
bool HasInsideAddress(const Value& value) noexcept;

}  // namespace errwatch
