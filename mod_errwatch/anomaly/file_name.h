// What the name of a file that is asked for tells.
#pragma once

#include <string_view>

namespace errwatch {

// Bits of surprise of a decoded name, without folders: what browsers load has none, what servers run some,
// what they keep for themselves more.
float FileNameBits(std::string_view file) noexcept;
// "/.git/config", "/a/.env"; not "/.well-known/".
bool HasHiddenName(std::string_view path) noexcept;

}  // namespace errwatch
