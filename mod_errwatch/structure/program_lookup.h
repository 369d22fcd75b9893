// Look-ups of logging and text libraries (Log4Shell, Text4Shell), with the look-ups inside that hide their
// names.
#pragma once

#include <string_view>

namespace errwatch {

// ${jndi:ldap://..}, ${${lower:j}ndi:..}, ${${::-j}..}, ${script:..}
bool HasLookup(std::string_view text) noexcept;

}  // namespace errwatch
