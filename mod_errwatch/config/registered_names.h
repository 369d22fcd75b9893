// Names that HTTP's registries and the servers of the world know, to tell a slip of the pen from an
// operator's own.
#pragma once

#include <string_view>

namespace errwatch {

// "tchar" of RFC 9110, one or more: what a method and a scheme of the header Authorization are made of.
bool IsToken(std::string_view text);

// The known name that `name` was meant to be: the same in another letter case, or one letter more, less or
// other, or two that have changed places. Empty: it is known itself, or it is near none and so somebody's
// own.
std::string_view MethodMeantBy(std::string_view name);
std::string_view SchemeMeantBy(std::string_view name);  // in lower case, as rules write them
// Short names, "authz_core"; of httpd's modules and of others that rules speak of.
std::string_view ModuleMeantBy(std::string_view name);

}  // namespace errwatch
