// What a module puts in front of all that it says: rules are written for what stands behind.
#pragma once

#include <string_view>

namespace errwatch {

// Of mod_wsgi 6, for what belongs to a request, a script's own words included (src/server/wsgi_logger.c):
//   "[script /srv/app.wsgi] WSGI0135: Target WSGI script not found" -> "Target WSGI script not found"
// Others' messages are returned as they are.
std::string_view WithoutOwnPrefix(std::string_view module, std::string_view message) noexcept;

}  // namespace errwatch
