// A text into a file, pipe or socket, in as many steps as that takes.
#pragma once

#include <string_view>

namespace errwatch::store {

// False with errno where not all of it was written.
bool WriteAll(int file, std::string_view text) noexcept;

}  // namespace errwatch::store
